-- A row each time, so that a step that came twice is seen twice. With step_key as its primary key, a table of your own
-- leaves the second one out.
insert into delivery (interaction_id, step_key, text, node, attempt)
values (:#${header.CamelGeminiInteractionsInteractionId}, :#${header.CamelGeminiInteractionsStepKey}, :#${body},
        :#${header.node}, :#${header.JMSXDeliveryCount})
