insert into document (id, run, file, bytes, outcome)
values (:#documentId, :#${properties:pipeline.run}, :#${header.CamelFileName}, :#${header.CamelFileLength}, 'running')
