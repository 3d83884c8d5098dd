select id as "order", item as "item", status as "status", cast(arrives_on as varchar) as "arrives"
from customer_order where id = :#${header.order}
