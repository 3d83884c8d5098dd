select order_id as "cancelled" from cancellation where order_id = :#${header.order} and letter = :#${header.letter}
