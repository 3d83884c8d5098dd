select o.id as "order", a.name as "article", o.ordered_on as "ordered_on", o.ship_to as "ship_to", o.shipped_on as "shipped_on",
    case when c.order_id is not null then 'cancelled' when o.shipped_on is not null then 'shipped' else 'open' end as "state"
from customer_order o join article a on a.id = o.article left join cancellation c on c.order_id = o.id
where o.customer = :#${header.customer}
order by o.id
