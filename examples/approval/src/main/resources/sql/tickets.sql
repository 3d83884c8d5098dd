select id, text, state, interaction_id, round, decision, answer from ticket order by id
