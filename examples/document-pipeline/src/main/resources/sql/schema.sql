-- One row per document and one per step. Every statement of the pipeline is a file beside this one.
create table if not exists document (
    id varchar(64) primary key,
    run varchar(32) not null,
    file varchar(4096) not null,
    bytes bigint,
    outcome varchar(16) not null,
    title clob,
    kind varchar(64),
    language clob,
    gist clob,
    summary clob,
    facts_interaction_id varchar(4096),
    summary_interaction_id varchar(4096),
    status varchar(64),
    http_status int,
    input_tokens bigint default 0 not null,
    output_tokens bigint default 0 not null,
    thought_tokens bigint default 0 not null,
    total_tokens bigint default 0 not null,
    steps_sent int default 0 not null,
    reason clob,
    started timestamp(3) with time zone default current_timestamp(3) not null,
    facts_ended timestamp(3) with time zone,
    ended timestamp(3) with time zone
);
create table if not exists step (
    step_key varchar(4096) primary key,
    document_id varchar(64) not null references document (id),
    interaction_id varchar(4096),
    step_index int,
    type varchar(64),
    text clob,
    sent timestamp(3) with time zone,
    written timestamp(3) with time zone default current_timestamp(3) not null
);
-- For a database that an earlier version of this file has made.
alter table document add column if not exists facts_ended timestamp(3) with time zone;
alter table step add column if not exists sent timestamp(3) with time zone;
