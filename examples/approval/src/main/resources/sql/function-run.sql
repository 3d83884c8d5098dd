insert into function_run (ticket, call_id, function_name, node, redelivered)
values (:#${header.ticket}, :#${header.CamelGeminiInteractionsFunctionCallId}, :#${routeId}, :#${header.node},
        :#${header.CamelGeminiInteractionsFunctionCallRedelivered})
