-- name: lock
select pg_advisory_xact_lock(hashtextextended('coach.migrate', 0));

-- name: as_sec
set local role coach_sec;

-- name: forget_keys
delete from sec.keys where created_at < now() - interval '1 day'
  and created_at < (select max(created_at) from sec.keys);

-- name: add_key
insert into sec.keys(inner_pad, outer_pad)
select %(inner)s, %(outer)s where not exists (select from sec.keys where inner_pad = %(inner)s);

-- name: has_versions
select to_regclass('public.alembic_version') is not null;

-- name: is_current
select exists (select from alembic_version where version_num = %s);

-- name: has_key
select exists (select from sec.keys where inner_pad = %s);
