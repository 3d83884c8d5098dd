select id as "order", customer as "customer", item as "item", amount as "amount", ordered_on as "ordered_on"
from customer_order where id = :#${header.order}
