-- For H2 and PostgreSQL. The table of the component's state is made by the nodes.
create table customer_order (
    id varchar(32) primary key,
    customer varchar(128) not null,
    item varchar(128) not null,
    amount decimal(12, 2) not null,
    ordered_on date not null
);
-- What is to be done for whom. State: new, waiting (for a person), decided, done, failed.
create table ticket (
    id varchar(32) primary key,
    text varchar(4000) not null,
    state varchar(16) default 'new' not null,
    -- The round that waits, as the component gave it, and the interaction that it belongs to.
    interaction_id varchar(512) unique,
    round varchar(1000000),
    -- approve, or reject: reason
    decision varchar(1000),
    answer varchar(100000),
    asked_by varchar(64),
    finished_by varchar(64),
    -- Which node is at it, and until when nobody else is.
    taken_by varchar(64),
    taken_until timestamp with time zone
);
-- The write that must happen once. An order is refunded once; a call writes once.
create table refund (
    order_id varchar(32) primary key references customer_order (id),
    ticket varchar(32) not null,
    call_id varchar(128) not null,
    amount decimal(12, 2) not null,
    unique (ticket, call_id)
);
-- A row each time that a function runs: who did what for whom.
create table function_run (
    id bigint generated always as identity primary key,
    ticket varchar(32) not null,
    call_id varchar(128) not null,
    function_name varchar(64) not null,
    node varchar(64) not null,
    redelivered boolean not null
);
