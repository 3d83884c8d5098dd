select id as "article", name as "name", in_stock as "in_stock" from article where id = :#${header.article}
