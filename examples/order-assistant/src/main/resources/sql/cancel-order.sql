-- One statement: an open order of this customer, which is not cancelled already, or nothing.
insert into cancellation (order_id, letter)
select o.id, cast(:#${header.letter} as varchar(512))
from customer_order o
where o.id = :#${header.order} and o.customer = :#${header.customer} and o.shipped_on is null
    and not exists (select 1 from cancellation c where c.order_id = o.id)
