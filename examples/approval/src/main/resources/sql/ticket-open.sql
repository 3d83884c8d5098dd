select id, text, state, interaction_id, round, decision
from ticket
where state in ('new', 'decided') and (taken_until is null or taken_until < current_timestamp)
order by id
