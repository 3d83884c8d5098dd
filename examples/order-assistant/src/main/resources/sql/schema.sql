-- For H2 and PostgreSQL. The component creates the table of its state.
create table customer (
    id varchar(32) primary key,
    name varchar(128) not null
);
create table article (
    id varchar(32) primary key,
    name varchar(128) not null,
    in_stock int not null
);
create table customer_order (
    id varchar(32) primary key,
    customer varchar(32) not null references customer (id),
    article varchar(32) not null references article (id),
    ordered_on date not null,
    ship_to varchar(256) not null,
    shipped_on date
);
-- An order is cancelled once. The letter is the one that asked for it.
create table cancellation (
    order_id varchar(32) primary key references customer_order (id),
    letter varchar(512) not null
);
-- State: new, waiting (for a person), done, failed.
create table letter (
    id varchar(512) primary key,
    file varchar(400) not null,
    customer varchar(200) not null,
    text varchar(100000) not null,
    state varchar(16) default 'new' not null,
    -- The round that waits, as the component returned it, and its interaction.
    interaction_id varchar(512) unique,
    round varchar(1000000),
    answer varchar(100000)
);
-- What waits for a person, or was decided: one row per call.
create table decision (
    interaction_id varchar(512) not null,
    call_id varchar(256) not null,
    letter varchar(512) not null references letter (id),
    function_name varchar(128) not null,
    arguments varchar(100000) not null,
    -- approve, or reject: reason
    decision varchar(1000),
    decided_by varchar(128),
    decided_at timestamp with time zone,
    primary key (interaction_id, call_id)
);
