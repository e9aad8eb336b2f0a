-- name: own_series
select symbol, min(currency) as currency, array_agg(day - date '1970-01-01' order by day) as days,
  array_agg(close::float8 order by day) as closes
from own_prices where user_id = %s and symbol = any(%s) group by symbol;

-- name: own_currencies
select symbol, min(currency) as currency from own_prices where user_id = %s and symbol = any(%s) group by symbol;

-- name: own_days
select symbol, day, trim_scale(close) as close, import_id::text from own_prices where user_id = %s and symbol = any(%s);

-- name: insert
insert into own_prices(user_id, symbol, day, close, currency, import_id)
select %(user_id)s, symbol, day, close, currency, %(import_id)s
from jsonb_to_recordset(%(rows)s) as (symbol text, day date, close numeric, currency text)
on conflict (user_id, symbol, day) do nothing;

-- name: replace
insert into own_prices(user_id, symbol, day, close, currency, import_id)
select %(user_id)s, symbol, day, close, currency, coalesce(import_id, %(import_id)s)
from jsonb_to_recordset(%(rows)s) as (symbol text, day date, close numeric, currency text, import_id uuid)
on conflict (user_id, symbol, day) do update set close = excluded.close, currency = excluded.currency, import_id = excluded.import_id;

-- name: take_back
delete from own_prices where user_id = %s and import_id = %s;

-- name: own_all
select symbol, day, close, currency from own_prices where user_id = %s order by symbol, day;
