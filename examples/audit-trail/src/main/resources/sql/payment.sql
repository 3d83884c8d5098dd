insert into payment (account, amount, subject, call_id)
select a.id, cast(:#${header.amount} as decimal(12, 2)), cast(:#${header.subject} as varchar(256)),
    cast(:#${header.CamelGeminiInteractionsFunctionCallId} as varchar(256))
from account a
where a.id = :#${header.account} and not exists (select 1 from payment p where p.subject = :#${header.subject}
    and p.call_id = :#${header.CamelGeminiInteractionsFunctionCallId})
