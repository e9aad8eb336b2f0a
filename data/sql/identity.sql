-- name: set
select set_config('app.token', %s, true);

-- name: set_for_connection
select set_config('app.token', %s, false);

-- name: read_only
set transaction read only;

-- name: reset
reset app.token;

-- name: unlock_all
select pg_advisory_unlock_all();

-- name: try_thread
select pg_try_advisory_lock(hashtextextended(%s, 0)) as free;

-- name: ping
select 1;
