-- One row for each block of 65,536 host UIDs that was ever handed out. A block without an owner has been released;
-- it goes to another owner only when no file of the last one is left.
create table uid_lease (
    first_uid integer not null,
    owner varchar(128),
    last_owner varchar(128) not null,
    released_at timestamp(6) with time zone,
    constraint uid_lease_pk primary key (first_uid),
    constraint uid_lease_owner_unique unique (owner)
);
