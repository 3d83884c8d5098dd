-- The documents of a run, in the order in which they were taken. Times are milliseconds since the first one; a long text is cut
-- at a length at which the report says that it is cut.
select d.id, d.file, d.bytes, d.outcome, d.reason, d.status, d.http_status,
    left(d.title, 501) as title, d.kind, left(d.language, 51) as language, left(d.gist, 2001) as gist,
    left(d.summary, 8001) as summary,
    d.facts_interaction_id, d.summary_interaction_id,
    d.input_tokens, d.output_tokens, d.thought_tokens, d.total_tokens, d.steps_sent,
    datediff(millisecond, r.began, d.started) as taken_ms,
    datediff(millisecond, r.began, d.facts_ended) as facts_ms,
    datediff(millisecond, r.began, d.ended) as ended_ms
from document d, (select min(started) as began from document where run = ?1) r
where d.run = ?1
order by d.started, d.file
