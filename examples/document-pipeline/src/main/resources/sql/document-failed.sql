-- The headers belong to the call that failed: the route removes those of the first call before the second.
update document set
    outcome = 'failed',
    reason = :#${exchangeProperty.reason},
    facts_interaction_id = coalesce(facts_interaction_id, case when :#${exchangeProperty.call} = 'facts' then cast(:#${header.CamelGeminiInteractionsInteractionId} as varchar) end),
    summary_interaction_id = case when :#${exchangeProperty.call} = 'summary' then cast(:#${header.CamelGeminiInteractionsInteractionId} as varchar) end,
    status = :#${header.CamelGeminiInteractionsStatus},
    http_status = :#${header.CamelHttpResponseCode},
    input_tokens = input_tokens + coalesce(cast(:#${header.CamelGeminiInteractionsInputTokens} as bigint), 0),
    output_tokens = output_tokens + coalesce(cast(:#${header.CamelGeminiInteractionsOutputTokens} as bigint), 0),
    thought_tokens = thought_tokens + coalesce(cast(:#${header.CamelGeminiInteractionsThoughtTokens} as bigint), 0),
    total_tokens = total_tokens + coalesce(cast(:#${header.CamelGeminiInteractionsTotalTokens} as bigint), 0),
    ended = current_timestamp(3)
where id = :#documentId
