-- Behind "decision/".
select substring(entry_key from 10) as call_id, status as decision from audit
where interaction_id = :#${variable.waiting[interaction_id]} and kind = 'decision'
