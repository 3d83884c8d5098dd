-- A queue may deliver twice; the key makes the second time harmless.
merge into step (step_key, document_id, interaction_id, step_index, type, text, sent) key (step_key)
values (:#stepKey, :#documentId, :#${header.interactionId}, :#${header.stepIndex}, :#${header.stepType}, :#${body},
        :#${header.sent})
