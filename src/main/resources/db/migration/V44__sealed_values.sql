-- Secrets are kept sealed. What stands in plain text still is sealed right after this, by the program, which has the key;
-- the columns that are called plain go then. Runs on H2 and on PostgreSQL alike.

alter table env_var rename column env_value to plain_value;
alter table env_var alter column plain_value drop not null;
alter table env_var add column sealed varchar(1000000);

alter table app_release rename column env to plain_env;
alter table app_release alter column plain_env drop not null;
alter table app_release add column sealed varchar(1048576);

-- Of settings, some are secrets: those have no value in plain text.
alter table setting alter column setting_value drop not null;
alter table setting add column sealed varchar(1000000);

-- Options of builds may hold arguments. Two of an app that say the same are told apart by the program.
alter table docker_option drop constraint docker_option_unique;
alter table docker_option rename column option_text to plain_text;
alter table docker_option alter column plain_text drop not null;
alter table docker_option add column sealed varchar(20000);
