-- name: stored
select p.valued, v.days, v.value, v.holdings, v.inflow, v.outflow, v.contributions, v.coverage, v.implied
from portfolios p cross join lateral (
  select array_agg(day - date '1970-01-01') as days, array_agg(value::float8) as value, array_agg(holdings::float8) as holdings,
    array_agg(inflow::float8) as inflow, array_agg(outflow::float8) as outflow,
    array_agg(contributions::float8) as contributions, array_agg(coverage) as coverage, array_agg(implied::float8) as implied
  from (select * from daily_values d where d.user_id = p.user_id and d.portfolio_id = p.id order by day) ordered) v
where p.user_id = %(user_id)s and p.id = %(portfolio_id)s and p.valued is not null;

-- name: changed
select seq, day, type, symbol, account from transactions
where user_id = %(user_id)s and portfolio_id = %(portfolio_id)s and seq > %(through)s;

-- name: claim
select valued ->> 'token' as token, version from portfolios
where user_id = %(user_id)s and id = %(portfolio_id)s for update skip locked;

-- name: forget
delete from daily_values where user_id = %(user_id)s and portfolio_id = %(portfolio_id)s and day >= %(since)s;

-- name: write
insert into daily_values(user_id, portfolio_id, day, value, holdings, inflow, outflow, contributions, coverage, implied)
select %(user_id)s, %(portfolio_id)s, date '1970-01-01' + d.day, d.value::numeric, d.holdings::numeric, d.inflow::numeric,
  d.outflow::numeric, d.contributions::numeric, d.coverage::float8, d.implied::numeric
from unnest(%(days)s::int[], %(value)s::text[], %(holdings)s::text[], %(inflow)s::text[], %(outflow)s::text[],
  %(contributions)s::text[], %(coverage)s::text[], %(implied)s::text[])
  as d(day, value, holdings, inflow, outflow, contributions, coverage, implied);

-- name: note
update portfolios set valued = %(valued)s where user_id = %(user_id)s and id = %(portfolio_id)s;
