select d.letter, d.interaction_id, d.call_id, d.function_name, d.arguments, coalesce(d.decision, '') as decision,
    coalesce(d.decided_by, '') as decided_by, to_char(d.decided_at, 'YYYY-MM-DD HH24:MI') as decided_at
from decision d order by d.letter, d.interaction_id, d.call_id
