select name from customer where id = :#${header.customer}
