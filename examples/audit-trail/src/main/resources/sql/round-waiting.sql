-- The message may come again, after a crash.
insert into round (subject, interaction_id, round)
select cast(:#${header.subject} as varchar(256)), cast(:#${header.CamelGeminiInteractionsInteractionId} as varchar(512)),
    cast(:#${body} as varchar(1000000))
where not exists (select 1 from round where subject = :#${header.subject})
