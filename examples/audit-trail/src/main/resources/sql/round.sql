select interaction_id, round from round where subject = :#${header.subject}
