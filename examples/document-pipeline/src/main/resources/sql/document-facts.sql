update document set
    title = :#${body.title},
    kind = :#${body?.kind?.name},
    language = :#${body.language},
    gist = :#${body.gist},
    facts_interaction_id = :#${header.CamelGeminiInteractionsInteractionId},
    status = :#${header.CamelGeminiInteractionsStatus},
    input_tokens = input_tokens + coalesce(cast(:#${header.CamelGeminiInteractionsInputTokens} as bigint), 0),
    output_tokens = output_tokens + coalesce(cast(:#${header.CamelGeminiInteractionsOutputTokens} as bigint), 0),
    thought_tokens = thought_tokens + coalesce(cast(:#${header.CamelGeminiInteractionsThoughtTokens} as bigint), 0),
    total_tokens = total_tokens + coalesce(cast(:#${header.CamelGeminiInteractionsTotalTokens} as bigint), 0),
    facts_ended = current_timestamp(3)
where id = :#documentId
