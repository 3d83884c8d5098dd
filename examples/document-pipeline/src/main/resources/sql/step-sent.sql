update document set steps_sent = steps_sent + 1 where id = :#documentId
