-- Only to one who knows the keys of the conversation and of the question.
select call_id as "call", result as "result" from function_result
where conversation = :#${header.conversation} and question = :#${header.question}
