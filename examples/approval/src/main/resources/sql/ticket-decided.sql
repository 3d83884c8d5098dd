-- The first decision counts: a second one finds no row that waits.
update ticket set state = 'decided', decision = :#${variable.decision}
where interaction_id = :#${header.round} and state = 'waiting'
