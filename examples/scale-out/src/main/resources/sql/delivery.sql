-- One row per delivery, so that a repeated step shows. In a table of your own, step_key as the primary key rejects it.
insert into delivery (interaction_id, step_key, text, node, attempt)
values (:#${header.CamelGeminiInteractionsInteractionId}, :#${header.CamelGeminiInteractionsStepKey}, :#${body},
        :#${header.node}, :#${header.JMSXDeliveryCount})
