-- name: lock
select pg_advisory_xact_lock(hashtextextended('market ' || %s, 0));

-- name: loads
select name, sha256 from loads where name like 'market.%%' order by name;

-- name: loaded
insert into loads(name, sha256, loaded_at) values (%s, %s, now())
on conflict (name) do update set sha256 = excluded.sha256, loaded_at = now();

-- name: instruments
select symbol, name, isin, exchange, currency, asset_class, sector, basis, aliases from instruments order by symbol;

-- name: put_instruments
insert into instruments(symbol, name, isin, exchange, currency, asset_class, sector, basis, aliases, source)
select symbol, name, isin, exchange, currency, asset_class, sector, basis, aliases, %(source)s
from jsonb_to_recordset(%(rows)s) as (symbol text, name text, isin text, exchange text, currency text, asset_class text,
  sector text, basis text, aliases text[])
on conflict (symbol) do update set name = excluded.name, isin = excluded.isin, exchange = excluded.exchange,
  currency = excluded.currency, asset_class = excluded.asset_class, sector = excluded.sector, basis = excluded.basis,
  aliases = excluded.aliases, source = excluded.source, updated_at = now();

-- name: drop_instruments
delete from instruments where source = %(source)s and symbol <> all(%(symbols)s);

-- name: drop_prices
delete from prices where symbol = any(%s);

-- name: drop_rates
delete from fx_rates;

-- name: copy_prices
copy prices(symbol, day, close, source) from stdin;

-- name: copy_rates
copy fx_rates(currency, day, per_eur) from stdin;

-- name: series
select p.symbol, i.currency, i.basis, array_agg(p.day - date '1970-01-01' order by p.day) as days,
  array_agg(p.close::float8 order by p.day) as closes
from prices p join instruments i using (symbol) where p.symbol = any(%s) group by p.symbol, i.currency, i.basis;

-- name: rates
select currency, array_agg(day - date '1970-01-01' order by day) as days, array_agg(per_eur::float8 order by day) as closes
from fx_rates where currency = any(%s) group by currency;

-- name: last_day
select max(day) as day from prices;
