update letter set state = 'waiting', interaction_id = :#${variable.interaction}, round = :#${body} where id = :#${header.letter}
