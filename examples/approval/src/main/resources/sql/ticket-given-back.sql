update ticket set taken_until = null where id = :#${header.ticket} and taken_by = :#${header.node}
