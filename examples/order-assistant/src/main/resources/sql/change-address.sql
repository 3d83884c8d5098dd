update customer_order set ship_to = :#${header.address}
where id = :#${header.order} and customer = :#${header.customer} and shipped_on is null
    and not exists (select 1 from cancellation c where c.order_id = customer_order.id)
