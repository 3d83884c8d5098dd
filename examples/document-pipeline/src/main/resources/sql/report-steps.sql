-- The steps of a run. Times as in report-documents.sql.
select s.document_id, s.step_index, s.type, left(s.text, 2001) as text,
    datediff(millisecond, r.began, s.sent) as sent_ms,
    datediff(millisecond, r.began, s.written) as written_ms
from step s join document d on d.id = s.document_id, (select min(started) as began from document where run = ?1) r
where d.run = ?1
order by s.document_id, s.step_index, s.step_key
