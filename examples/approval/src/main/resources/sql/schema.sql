-- For H2 and PostgreSQL. The nodes create the table of the component's state.
create table customer_order (
    id varchar(32) primary key,
    customer varchar(128) not null,
    item varchar(128) not null,
    amount decimal(12, 2) not null,
    ordered_on date not null
);
-- Letters to answer. State: new, waiting (for a person), decided, done, failed.
create table ticket (
    id varchar(32) primary key,
    text varchar(4000) not null,
    state varchar(16) default 'new' not null,
    -- The round that waits, as the component returned it, and its interaction.
    interaction_id varchar(512) unique,
    round varchar(1000000),
    -- approve, or reject: reason
    decision varchar(1000),
    answer varchar(100000),
    asked_by varchar(64),
    finished_by varchar(64),
    -- The node that has taken the ticket, and until when.
    taken_by varchar(64),
    taken_until timestamp with time zone
);
-- The write that must happen once: per order, and per call.
create table refund (
    order_id varchar(32) primary key references customer_order (id),
    ticket varchar(32) not null,
    call_id varchar(128) not null,
    amount decimal(12, 2) not null,
    unique (ticket, call_id)
);
-- One row per execution of a function.
create table function_run (
    id bigint generated always as identity primary key,
    ticket varchar(32) not null,
    call_id varchar(128) not null,
    function_name varchar(64) not null,
    node varchar(64) not null,
    redelivered boolean not null
);
