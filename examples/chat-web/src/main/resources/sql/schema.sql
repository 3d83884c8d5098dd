-- Run by each connection of the pool.
create table if not exists customer_order (
    id varchar(32) primary key,
    item varchar(128) not null,
    status varchar(32) not null,
    arrives_on date
);
merge into customer_order key (id) values
    ('A-1001', 'Kettle', 'on its way', date '2026-12-02'),
    ('A-1002', 'Lamp', 'delivered', date '2026-11-24'),
    ('A-1003', 'Chair', 'being packed', null);
-- What functions have returned, for the page.
create table if not exists function_result (
    conversation varchar(32) not null,
    question varchar(32) not null,
    call_id varchar(256) not null,
    result varchar(100000) not null,
    primary key (conversation, question, call_id)
);
