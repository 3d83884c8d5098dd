-- For H2 and PostgreSQL. The nodes create the table of the cursors.
create table run (
    interaction_id varchar(512) primary key,
    status varchar(64) not null,
    node varchar(64)
);
create table delivery (
    id bigint generated always as identity primary key,
    interaction_id varchar(512) not null,
    step_key varchar(600) not null,
    text varchar(4000),
    node varchar(64) not null,
    attempt int not null
);
