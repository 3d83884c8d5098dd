-- Tables of the routes. What the component stores itself, it creates itself.
create table if not exists document (
    id varchar(200) primary key,
    outcome varchar(16) not null,
    vendor text,
    number text,
    total text,
    reason text,
    interaction_id varchar(1024),
    total_tokens bigint,
    ended timestamp with time zone default current_timestamp not null
);
create table if not exists report (
    interaction_id varchar(1024) primary key,
    topic text,
    status varchar(64) not null,
    text text,
    total_tokens bigint,
    ended timestamp with time zone default current_timestamp not null
);
