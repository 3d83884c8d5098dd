-- A person has seen the arguments, but they come from the model: an amount that is not due is not written.
insert into refund (order_id, ticket, call_id, amount)
select o.id, cast(:#${header.ticket} as varchar(32)), cast(:#${header.CamelGeminiInteractionsFunctionCallId} as varchar(128)),
       cast(:#${header.amount} as decimal(12, 2))
from customer_order o
where o.id = :#${header.order} and cast(:#${header.amount} as decimal(12, 2)) between 0.01 and o.amount
