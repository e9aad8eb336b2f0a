-- name: expire
with gone as (
  delete from model_holds where user_id = %(user_id)s and id in (
    select id from model_holds where user_id = %(user_id)s and expires_at <= %(now)s for update skip locked)
  returning day, calls, input_tokens, output_tokens, seconds, money),
sums as (
  select day, sum(calls) as calls, sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens, sum(seconds) as seconds,
    sum(money) as money from gone group by day)
update model_days d set calls = d.calls - s.calls, input_tokens = d.input_tokens - s.input_tokens,
  output_tokens = d.output_tokens - s.output_tokens, seconds = d.seconds - s.seconds, money = d.money - s.money
from sums s where d.user_id = %(user_id)s and d.day = s.day;

-- name: reserve
with opened as (
  insert into model_days as d (user_id, day, calls, input_tokens, output_tokens, seconds, money)
  select %(user_id)s, %(day)s, %(calls)s, %(input_tokens)s, %(output_tokens)s, %(seconds)s, %(money)s
  where %(calls)s <= %(most_calls)s and %(input_tokens)s::bigint + %(output_tokens)s::bigint <= %(most_tokens)s
    and %(seconds)s <= %(most_seconds)s and %(money)s <= %(most_money)s
  on conflict (user_id, day) do update set calls = d.calls + excluded.calls, input_tokens = d.input_tokens + excluded.input_tokens,
    output_tokens = d.output_tokens + excluded.output_tokens, seconds = d.seconds + excluded.seconds, money = d.money + excluded.money
  where d.calls + excluded.calls <= %(most_calls)s
    and d.input_tokens + d.output_tokens + excluded.input_tokens + excluded.output_tokens <= %(most_tokens)s
    and d.seconds + excluded.seconds <= %(most_seconds)s and d.money + excluded.money <= %(most_money)s
  returning user_id, day)
insert into model_holds(user_id, day, calls, input_tokens, output_tokens, seconds, money, expires_at)
select user_id, day, %(calls)s, %(input_tokens)s, %(output_tokens)s, %(seconds)s, %(money)s, %(expires_at)s from opened
returning id;

-- name: settle
with held as (
  delete from model_holds where user_id = %(user_id)s and id = %(hold)s
  returning day, calls, input_tokens, output_tokens, seconds, money)
insert into model_days as d (user_id, day, calls, input_tokens, output_tokens, seconds, money)
values (%(user_id)s, coalesce((select day from held), %(day)s), %(calls)s, %(input_tokens)s, %(output_tokens)s, %(seconds)s, %(money)s)
on conflict (user_id, day) do update set
  calls = d.calls + excluded.calls - coalesce((select h.calls from held h), 0),
  input_tokens = d.input_tokens + excluded.input_tokens - coalesce((select h.input_tokens from held h), 0),
  output_tokens = d.output_tokens + excluded.output_tokens - coalesce((select h.output_tokens from held h), 0),
  seconds = d.seconds + excluded.seconds - coalesce((select h.seconds from held h), 0),
  money = d.money + excluded.money - coalesce((select h.money from held h), 0);

-- name: day
select calls, input_tokens, output_tokens, seconds, money from model_days where user_id = %s and day = %s;
