insert into report (report, interaction_id, topic, status, started_by, written_by, total_tokens)
values (:#report, :#${header.CamelGeminiInteractionsInteractionId}, :#topic, :#${header.CamelGeminiInteractionsStatus},
        :#startedBy, :#${properties:node.name}, :#${header.CamelGeminiInteractionsTotalTokens})
