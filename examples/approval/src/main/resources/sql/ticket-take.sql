-- Of several nodes one changes the row. Ten minutes: longer than a request may last (requestTimeout).
update ticket
set taken_by = :#${header.node}, taken_until = current_timestamp + interval '10' minute
where id = :#${header.ticket} and state = :#${body[state]}
    and coalesce(interaction_id, '') = coalesce(:#${body[interaction_id]}, '')
    and (taken_until is null or taken_until < current_timestamp)
