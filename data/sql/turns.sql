-- name: owns_portfolio
select 1 from portfolios where user_id = %s and id = %s;

-- name: give_up
update turns set status = 'failed', ended_at = clock_timestamp()
where user_id = %s and thread_id = %s and status = 'running' and started_at < clock_timestamp() - interval '10 minutes';

-- name: abandoned
select t.id as turn_id, t.answer_id, t.thread_id from turns t
where t.user_id = %s and t.status = 'running' and t.started_at < clock_timestamp() - interval '5 seconds' and not exists (
  select from pg_locks l where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
    and l.database = (select oid from pg_database where datname = current_database())
    and ((l.classid::bigint << 32) | l.objid::bigint) = hashtextextended(t.user_id::text || ':' || t.thread_id::text, 0));

-- name: open_turn
with made as (
  insert into threads(user_id, title) select %(user_id)s, %(title)s where %(thread_id)s::uuid is null returning user_id, id),
known as (
  update threads set updated_at = clock_timestamp(), title = case when title = '' then %(title)s else title end
  where user_id = %(user_id)s and id = %(thread_id)s returning user_id, id),
thread as (select user_id, id from made union all select user_id, id from known),
opened as (
  insert into turns(user_id, thread_id, portfolio_id, started_at)
  select user_id, id, %(portfolio_id)s, clock_timestamp() from thread returning user_id, thread_id, id, answer_id),
said as (
  insert into messages(user_id, thread_id, turn_id, role, text) select user_id, thread_id, id, 'user', %(message)s from opened)
select id, answer_id, thread_id from opened;

-- name: add_call
with added as (
  insert into calls(user_id, turn_id, call_id, tool, args, ok, result, ms, as_of)
  select t.user_id, t.id, %(call_id)s, %(tool)s, %(args)s, %(ok)s, %(result)s, %(ms)s, %(as_of)s
  from turns t where t.user_id = %(user_id)s and t.id = %(turn_id)s
  on conflict do nothing)
select cancel_at is not null as cancelled from turns where user_id = %(user_id)s and id = %(turn_id)s;

-- name: finish
with closed as (
update turns t set status = %(status)s, answer = %(answer)s, events = %(events)s, ended_at = clock_timestamp(),
  as_of = (select max(c.as_of) from calls c where c.user_id = t.user_id and c.turn_id = t.id)
where t.user_id = %(user_id)s and t.id = %(turn_id)s and t.status = 'running' returning t.user_id, t.thread_id, t.id),
said as (
  insert into messages(user_id, thread_id, turn_id, role, text)
  select user_id, thread_id, id, 'assistant', %(text)s from closed where %(text)s::text is not null)
select id from closed;

-- name: exists
select 1 from turns where user_id = %s and id = %s;

-- name: earlier
select t.id as turn_id, t.answer_id, t.thread_id, t.portfolio_id, t.answer, m.text as message
from turns t join messages m on m.user_id = t.user_id and m.turn_id = t.id and m.role = 'user'
where t.user_id = %(user_id)s and t.thread_id = %(thread_id)s and t.status <> 'running' and t.answer is not null
order by t.started_at desc, t.id limit %(limit)s;

-- name: by_answer
select t.id as turn_id, t.answer_id, t.thread_id, t.portfolio_id, t.answer, m.text as message
from turns t join messages m on m.user_id = t.user_id and m.turn_id = t.id and m.role = 'user'
where t.user_id = %s and t.answer_id = %s;

-- name: calls_of
select turn_id, call_id, tool, args, ok, result, ms, as_of from calls
where user_id = %(user_id)s and turn_id = any(%(turns)s) order by at, call_id;

-- name: call
select turn_id, call_id, tool, args, ok, result, ms, as_of from calls
where user_id = %s and call_id = %s order by at desc limit 1;

-- name: beside
with asked as (
  select t.thread_id, c.at from calls c join turns t on t.user_id = c.user_id and t.id = c.turn_id
  where c.user_id = %(user_id)s and c.call_id = %(call_id)s order by c.at desc limit 1)
select c.turn_id, c.call_id, c.tool, c.args, c.ok, c.result, c.ms, c.as_of
from asked a join turns t on t.user_id = %(user_id)s and t.thread_id = a.thread_id
join calls c on c.user_id = t.user_id and c.turn_id = t.id
where c.ok and c.at <= a.at and c.call_id <> %(call_id)s order by c.at desc limit 60;

-- name: events
select status, events, thread_id from turns where user_id = %s and id = %s;

-- name: cancel
update turns set cancel_at = coalesce(cancel_at, clock_timestamp()) where user_id = %s and id = %s returning status;

-- name: cancelled
select cancel_at is not null as cancelled from turns where user_id = %s and id = %s;

-- name: feedback
update turns set feedback = %s where user_id = %s and answer_id = %s;

-- name: threads
select id, title, created_at, updated_at from threads
where user_id = %(user_id)s and (%(before)s::timestamptz is null or (updated_at, id) < (%(before)s::timestamptz, %(before_id)s::uuid))
order by updated_at desc, id desc limit %(limit)s;

-- name: search
select t.id, t.title, t.created_at, t.updated_at from threads t
where t.user_id = %(user_id)s and (strpos(lower(t.title), lower(%(query)s)) > 0 or exists (
  select from messages m where m.user_id = t.user_id and m.thread_id = t.id and strpos(lower(m.text), lower(%(query)s)) > 0))
order by t.updated_at desc, t.id desc limit %(limit)s;

-- name: thread
select id, title, created_at, updated_at from threads where user_id = %s and id = %s;

-- name: turns_of
select t.id as turn_id, t.answer_id, t.status, t.portfolio_id, t.answer, t.feedback, t.started_at, t.ended_at, m.text as message
from turns t join messages m on m.user_id = t.user_id and m.turn_id = t.id and m.role = 'user'
where t.user_id = %s and t.thread_id = %s order by t.started_at, t.id;

-- name: rename
update threads set title = %s where user_id = %s and id = %s returning id, title, created_at, updated_at;

-- name: delete_thread
delete from threads where user_id = %s and id = %s;

-- name: delete_checkpoints
delete from checkpoints where thread_id = %(thread)s;

-- name: delete_blobs
delete from checkpoint_blobs where thread_id = %(thread)s;

-- name: delete_writes
delete from checkpoint_writes where thread_id = %(thread)s;

-- name: conversations
select t.title, t.created_at, (select coalesce(json_agg(json_build_object('role', m.role, 'text', m.text, 'at', m.created_at)
  order by m.created_at, m.id), '[]') from messages m where m.user_id = t.user_id and m.thread_id = t.id) as messages
from threads t where t.user_id = %s order by t.created_at, t.id;
