-- The letter may come here again, after a crash: its calls are not asked for twice.
insert into decision (interaction_id, call_id, letter, function_name, arguments)
select cast(:#${variable.interaction} as varchar(512)), cast(:#${body[id]} as varchar(256)), cast(:#${header.letter} as varchar(512)),
    cast(:#${body[name]} as varchar(128)), cast(:#${body[arguments]} as varchar(100000))
where not exists (select 1 from decision where interaction_id = :#${variable.interaction} and call_id = :#${body[id]})
