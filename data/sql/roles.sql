-- name: data_directory
select current_setting('data_directory');

-- name: lock
select pg_advisory_lock(hashtextextended('coach.setup', 0));

-- name: database_exists
select 1 from pg_database where datname = %s;

-- name: create_database
create database {database};

-- name: create_from_template
create database {database} template {template};

-- name: drop_database
drop database if exists {database} with (force);

-- name: create_roles
do $$
declare role_name text;
begin
  foreach role_name in array array['coach_owner', 'coach_sec', 'coach_app'] loop
    if not exists (select from pg_roles where rolname = role_name) then
      execute format('create role %I nosuperuser nocreatedb nocreaterole nobypassrls noinherit', role_name);
    end if;
  end loop;
end $$;

-- name: set_login
alter role {role} login password {password};

-- name: role_settings
alter role coach_app set statement_timeout = '120s';
grant coach_sec to coach_owner with inherit false, set true;

-- name: guard_database
revoke all on database {database} from public;
grant connect, create on database {database} to coach_owner;
grant connect on database {database} to coach_app;
grant connect on database {database} to coach_sec;

-- name: guard_schema
revoke all on schema public from public;
grant coach_owner to current_user;
alter schema public owner to coach_owner;
grant usage on schema public to coach_app, coach_sec;
create extension if not exists vector;
