update ticket
set state = 'done', answer = :#${body}, asked_by = coalesce(asked_by, :#${header.node}), finished_by = :#${header.node},
    taken_until = null
where id = :#${header.ticket} and taken_by = :#${header.node} and state in ('new', 'decided')
