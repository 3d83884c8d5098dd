-- For H2 and PostgreSQL. The nodes create the tables of the component's repositories.
create table report (
    report varchar(128) primary key,
    interaction_id varchar(512) not null,
    topic varchar(1000),
    status varchar(64) not null,
    started_by varchar(64),
    written_by varchar(64) not null,
    total_tokens bigint
);
