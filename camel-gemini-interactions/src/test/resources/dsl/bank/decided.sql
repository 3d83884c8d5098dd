-- The rounds on which a person has decided: the decisions become a member of the round.
select id, substring(round, 1, char_length(round) - 1) || ',"decisions":' || decision || '}' as decided
from approval where decision is not null and answer is null
