-- Several releases of an app that serve at the same time. Runs on H2 and on PostgreSQL alike.

-- The newest release that ever served: those above it are being deployed, or their deploy was cut off.
alter table app add column last_served integer;

-- As in `v9=90 v10=10`, the one that stays first; null while one release serves alone.
alter table app add column release_split varchar(500);

-- Above how many percent of errors a release of the split, or of the next one, is left out; null for never.
alter table app add column split_abort integer;

-- How many percent of the requests the next deploy gets; null for all.
alter table app add column split_next integer;

update app set last_served = current_release;
