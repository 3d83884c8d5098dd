insert into run (interaction_id, status)
values (:#${header.CamelGeminiInteractionsInteractionId}, :#${header.CamelGeminiInteractionsStatus})
