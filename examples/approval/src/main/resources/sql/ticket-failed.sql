update ticket
set state = 'failed', answer = :#${variable.reason}, finished_by = :#${header.node}, taken_until = null
where id = :#${header.ticket} and taken_by = :#${header.node} and state in ('new', 'decided')
