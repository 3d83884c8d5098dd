-- A call that runs again writes the same row.
merge into function_result key (conversation, question, call_id)
values (:#${exchangeProperty.conversation}, :#${exchangeProperty.question}, :#${header.CamelGeminiInteractionsFunctionCallId}, :#${body})
