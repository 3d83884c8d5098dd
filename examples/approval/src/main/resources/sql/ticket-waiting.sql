update ticket
set state = 'waiting', interaction_id = :#${header.CamelGeminiInteractionsInteractionId}, round = :#${body},
    decision = null, asked_by = coalesce(asked_by, :#${header.node}), taken_until = null
where id = :#${header.ticket} and taken_by = :#${header.node} and state in ('new', 'decided')
