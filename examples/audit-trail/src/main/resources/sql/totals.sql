select coalesce(model, '') as model, to_char(recorded_at, 'YYYY-MM-DD') as "day", coalesce(currency, '') as currency, count(*) as interactions,
    sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, sum(thought_tokens) as thought_tokens,
    sum(cost) as cost, count(*) - count(cost) as unpriced
from audit where kind = 'ended'
group by model, to_char(recorded_at, 'YYYY-MM-DD'), currency
order by 2 desc, 1
