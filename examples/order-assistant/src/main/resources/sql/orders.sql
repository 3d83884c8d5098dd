select o.customer, o.id, a.name as article, o.ship_to,
    case when c.order_id is not null then 'cancelled' when o.shipped_on is not null then 'shipped' else 'open' end as state
from customer_order o join article a on a.id = o.article left join cancellation c on c.order_id = o.id
order by o.id
