-- name: begin
begin; select set_config('app.token', %s, true);

-- name: speak
select set_config('app.token', %s, true);

-- name: read_only
set transaction read only;

-- name: forget
reset app.token; select pg_advisory_unlock_all();

-- name: hold_thread
select set_config('app.token', %(token)s, false); select pg_try_advisory_lock(hashtextextended(%(thread)s, 0)) as free;

-- name: ping
select 1;
