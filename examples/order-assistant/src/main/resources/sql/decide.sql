-- The first decision counts: a second one finds no call that waits.
update decision set decision = :#${variable.decision}, decided_by = :#${header.by}, decided_at = current_timestamp
where interaction_id = :#${header.round} and call_id = :#${header.call} and decision is null
