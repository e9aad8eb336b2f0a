-- name: may_read_all
select rolsuper or rolbypassrls as may from pg_roles where rolname = current_user;

-- name: about
select version_num as revision, (select count(*) from users) as people from alembic_version;

-- name: others
select count(*) as others from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend';

-- name: occupied
select exists (select from users where kind <> 'local') or exists (select from transactions where import_id is null)
  or exists (select from imports where not file_sha256 = any(%(samples)s))
  or exists (select from threads) or exists (select from notes) or exists (select from documents) or exists (select from policies)
  or exists (select from alerts) or exists (select from watchlist) or exists (select from access_tokens) as occupied;

-- name: left
select d.datname from pg_database d
where starts_with(d.datname, %(begin)s) and substr(d.datname, length(%(begin)s) + 1) ~ '^[0-9a-f]{8}_?$'
  and not exists (select from pg_stat_activity a where a.datname = d.datname);

-- name: rename
alter database {old} rename to {new};
