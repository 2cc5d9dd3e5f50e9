-- Storage that outlives apps, and what people note of it. Runs on H2 and on PostgreSQL alike.

create table storage_entry (
    name       varchar(45) not null primary key,
    state      varchar(10) not null,
    size_bytes bigint      not null
);

create table storage_note (
    entry_name varchar(45)   not null references storage_entry (name) on delete cascade,
    kind       varchar(10)   not null,
    note_key   varchar(320)  not null,
    note_value varchar(4000) not null,
    primary key (entry_name, kind, note_key)
);
