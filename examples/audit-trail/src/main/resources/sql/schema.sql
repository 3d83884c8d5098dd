-- For H2 and PostgreSQL. The nodes create the table of the component's state.

-- The trail. Rows are added, and never changed: give the nodes the right to insert and to select, and nothing else.
create table audit (
    position bigint not null unique,
    -- What the row is about; the subject where no interaction is known yet.
    interaction_id varchar(512) not null,
    -- For a step its step key: a step that is delivered again has no second row.
    entry_key varchar(700) not null,
    -- sent, step, result, decision, ended, failed
    kind varchar(16) not null,
    -- The message that it was done for.
    subject varchar(256) not null,
    recorded_at timestamp(3) with time zone not null,
    model varchar(256),
    -- Of a step its type, of a result and a decision the function, of a failure the exception.
    type varchar(256),
    -- The text, or nothing with audit.content=hash.
    content varchar(1000000),
    -- SHA-256 of the whole text.
    content_hash char(64),
    -- Who decided.
    actor varchar(256),
    -- Of an interaction its status, of a decision the decision.
    status varchar(1000),
    reason varchar(64),
    http_status int,
    input_tokens bigint,
    cached_tokens bigint,
    output_tokens bigint,
    thought_tokens bigint,
    tool_use_tokens bigint,
    total_tokens bigint,
    cost decimal(20, 10),
    currency varchar(3),
    previous_hash char(64) not null,
    hash char(64) not null,
    primary key (interaction_id, entry_key)
);
-- The end of the chain: one row, locked by who adds to it.
create table audit_head (
    id int primary key,
    position bigint not null,
    hash char(64) not null
);
insert into audit_head (id, position, hash) values (1, 0, repeat('0', 64));

-- What the demonstration works with.
create table account (
    id varchar(32) primary key,
    owner varchar(128) not null,
    balance decimal(12, 2) not null
);
create table payment (
    account varchar(32) not null references account (id),
    amount decimal(12, 2) not null,
    subject varchar(256) not null,
    call_id varchar(256) not null,
    primary key (subject, call_id)
);
-- Rounds that wait for a person, as the component returned them.
create table round (
    subject varchar(256) primary key,
    interaction_id varchar(512) not null,
    round varchar(1000000) not null
);
