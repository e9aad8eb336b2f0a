-- name: of_person
select u.base_currency,
  coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'base_currency', p.base_currency, 'benchmark', p.benchmark,
      'version', p.version) order by p.created_at, p.id)
    from portfolios p where p.user_id = u.id), '[]') as portfolios,
  (select concat_ws('/', count(*) filter (where i.status = 'committed'), count(*) filter (where i.status = 'undone'),
      max(i.committed_at)) from imports i where i.user_id = u.id) as prices_version,
  (select concat_ws('/', count(*), max(o.created_at)) from own_instruments o where o.user_id = u.id) as instruments_version
from users u where u.id = %(user_id)s

-- name: policy
select policy from policies where user_id = %(user_id)s

-- name: put_policy
insert into policies(user_id, policy) values (%(user_id)s, %(policy)s)
on conflict (user_id) do update set policy = excluded.policy, updated_at = now()

-- name: changes_since
select
  array(select distinct coalesce(x.symbol, x.type) from transactions x where x.user_id = t.user_id and x.created_at > t.started_at) as symbols,
  exists(select from imports i where i.user_id = t.user_id and i.kind = 'prices' and i.status in ('committed', 'undone')
    and i.committed_at > t.started_at) as own_prices,
  exists(select from loads l where l.loaded_at > t.started_at) as market
from turns t where t.user_id = %(user_id)s and t.answer_id = %(answer_id)s
