-- name: create
insert into portfolios(user_id, name, base_currency, benchmark, created_at) values (%s, %s, %s, %s, clock_timestamp())
on conflict (user_id, name) do nothing
returning id::text, name, base_currency, benchmark, version;

-- name: all
select id::text, name, base_currency, benchmark, version from portfolios where user_id = %s order by created_at, name;

-- name: one
select id::text, name, base_currency, benchmark, version from portfolios where user_id = %s and id = %s;

-- name: lock
select id::text, name, base_currency, benchmark, version from portfolios where user_id = %s and id = %s for update;

-- name: name_taken
select 1 as taken from portfolios where user_id = %s and name = %s and id <> %s;

-- name: update
update portfolios set name = %s, base_currency = %s, benchmark = %s, version = version + 1 where user_id = %s and id = %s
returning id::text, name, base_currency, benchmark, version;

-- name: delete
delete from portfolios where user_id = %s and id = %s;

-- name: changed
update portfolios set version = version + 1 where user_id = %s and id = any(%s);

-- name: known_currency
select %(currency)s = 'EUR' or exists(select from fx_rates where currency = %(currency)s) or not exists(select from fx_rates) as known;
