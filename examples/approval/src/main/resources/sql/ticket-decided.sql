-- The first decision counts: another one finds nothing that waits.
update ticket set state = 'decided', decision = :#${variable.decision}
where interaction_id = :#${header.round} and state = 'waiting'
