-- Messages with an interaction whose end is missing for more than a minute.
select distinct a.subject
from audit a
where a.kind in ('step', 'failed') and a.interaction_id <> a.subject
    and a.recorded_at < current_timestamp - interval '1' minute
    and not exists (select 1 from audit e where e.interaction_id = a.interaction_id and e.entry_key = 'ended')
