select r.*, to_char(r.recorded_at, 'YYYY-MM-DD HH24:MI:SS') as at
from (select * from audit order by position desc limit 2000) r
order by r.position
