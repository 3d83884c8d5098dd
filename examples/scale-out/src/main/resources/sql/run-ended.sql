update run set status = :#${header.CamelGeminiInteractionsStatus}, node = :#${header.node}
where interaction_id = :#${header.CamelGeminiInteractionsInteractionId}
