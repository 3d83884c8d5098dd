-- Letters that waited and whose calls are all decided.
select l.id, l.file, l.customer, l.interaction_id, l.round
from letter l
where l.state = 'waiting'
    and not exists (select 1 from decision d where d.interaction_id = l.interaction_id and d.decision is null)
order by l.id
