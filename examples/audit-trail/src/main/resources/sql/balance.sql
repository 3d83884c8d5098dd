select id as "account", balance as "balance" from account where id = :#${header.account}
