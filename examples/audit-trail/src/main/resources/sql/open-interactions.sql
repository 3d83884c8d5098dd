-- Interactions of this message of which the trail has steps or a failure, and no end.
select distinct a.interaction_id,
    (select max(s.model) from audit s where s.subject = a.subject and s.kind = 'sent') as asked
from audit a
where a.subject = :#${header.subject} and a.kind in ('step', 'failed') and a.interaction_id <> a.subject
    and not exists (select 1 from audit e where e.interaction_id = a.interaction_id and e.entry_key = 'ended')
