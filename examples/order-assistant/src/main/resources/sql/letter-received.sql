-- The same letter may be read again, after a crash.
insert into letter (id, file, customer, text)
select cast(:#${header.letter} as varchar(512)), cast(:#${header.CamelFileName} as varchar(400)),
    cast(:#${header.customer} as varchar(200)), cast(:#${body} as varchar(100000))
where not exists (select 1 from letter where id = :#${header.letter})
