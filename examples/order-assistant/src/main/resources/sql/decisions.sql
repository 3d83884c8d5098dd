select call_id, decision from decision where interaction_id = :#${variable.letter[interaction_id]}
