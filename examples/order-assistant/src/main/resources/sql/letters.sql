select l.id, l.file, l.customer, coalesce(c.name, '') as name, l.text, l.state, coalesce(l.answer, '') as answer
from letter l left join customer c on c.id = l.customer
order by case l.state when 'waiting' then 0 else 1 end, l.id
