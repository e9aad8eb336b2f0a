-- name: matching
select symbol, name, isin, exchange, currency, asset_class, sector, basis, aliases, false as own from instruments
where symbol = any(%(symbols)s) or isin = any(%(isins)s)
  or exists (select from unnest(aliases) alias where lower(alias) = any(%(names)s));

-- name: own_all
select symbol, name, isin, exchange, currency, asset_class, sector, 'as_traded' as basis, true as own from own_instruments
where user_id = %s order by symbol;

-- name: add_own
insert into own_instruments(user_id, symbol, name, isin, exchange, currency, asset_class)
select %(user_id)s, symbol, name, isin, exchange, currency, coalesce(asset_class, 'equity')
from jsonb_to_recordset(%(rows)s) as (symbol text, name text, isin text, exchange text, currency text, asset_class text)
on conflict (user_id, symbol) do update set isin = coalesce(own_instruments.isin, excluded.isin),
  exchange = coalesce(own_instruments.exchange, excluded.exchange),
  asset_class = case when excluded.asset_class = 'equity' then own_instruments.asset_class else excluded.asset_class end,
  name = case when own_instruments.name = own_instruments.symbol then excluded.name else own_instruments.name end;

-- name: drop_unused
with live as materialized (
  select t.symbol, t.into_symbol from transactions t
  where t.user_id = %(user_id)s and t.reverses is null
    and not exists (select from transactions r
      where r.user_id = t.user_id and r.portfolio_id = t.portfolio_id and r.reverses = t.id)),
used as (
  select symbol from live where symbol is not null union
  select into_symbol from live where into_symbol is not null union
  select symbol from own_prices where user_id = %(user_id)s and symbol = any(%(symbols)s))
delete from own_instruments o where user_id = %(user_id)s and symbol = any(%(symbols)s) and symbol not in (select symbol from used);
