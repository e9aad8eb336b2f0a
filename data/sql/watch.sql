-- name: alerts
select id, kind, symbol, side, level, holds, fired_at, created_at from alerts where user_id = %s order by created_at, id;

-- name: add_alert
insert into alerts(user_id, kind, symbol, side, level) values (%(user_id)s, %(kind)s, %(symbol)s, %(side)s, %(level)s)
returning id, kind, symbol, side, level, holds, fired_at, created_at;

-- name: put_alert
update alerts set kind = %(kind)s, symbol = %(symbol)s, side = %(side)s, level = %(level)s,
  holds = same and holds, fired_at = case when same then fired_at end
from (select (kind, symbol, side, level) is not distinct from (%(kind)s, %(symbol)s, %(side)s, %(level)s::numeric(28, 10)) as same
      from alerts where user_id = %(user_id)s and id = %(id)s for update) as before
where user_id = %(user_id)s and id = %(id)s
returning id, kind, symbol, side, level, holds, fired_at, created_at;

-- name: drop_alert
delete from alerts where user_id = %s and id = %s;

-- name: note_alert
update alerts set holds = %(holds)s, fired_at = case when %(holds)s and not holds then clock_timestamp() else fired_at end
where user_id = %(user_id)s and id = %(id)s;

-- name: count_alerts
select count(*) as others from alerts where user_id = %(user_id)s;

-- name: count_watched
select count(*) as others from watchlist where user_id = %(user_id)s and symbol <> %(symbol)s;

-- name: watchlist
select symbol, note, created_at from watchlist where user_id = %s order by created_at, symbol;

-- name: watch
insert into watchlist(user_id, symbol, note) values (%(user_id)s, %(symbol)s, %(note)s)
on conflict (user_id, symbol) do update set note = excluded.note
returning symbol, note, created_at;

-- name: unwatch
delete from watchlist where user_id = %s and lower(symbol) = lower(%s);

-- name: add_review
insert into reviews(user_id, as_of, body) values (%(user_id)s, %(as_of)s, %(body)s) returning id, as_of, body, created_at;

-- name: reviews
select id, as_of, body, created_at from reviews where user_id = %(user_id)s order by created_at desc limit %(limit)s;

-- name: plan
select daily, mail, webhook, last_day from review_plans where user_id = %s;

-- name: put_plan
insert into review_plans(user_id, daily, mail, webhook) values (%(user_id)s, %(daily)s, %(mail)s, %(webhook)s)
on conflict (user_id) do update set daily = excluded.daily, mail = excluded.mail, webhook = excluded.webhook
returning daily, mail, webhook, last_day;

-- name: claim_day
update review_plans set last_day = %(day)s where user_id = %(user_id)s and (last_day is null or last_day < %(day)s);

-- name: release_day
update review_plans set last_day = %(day)s - 1 where user_id = %(user_id)s and last_day = %(day)s;

-- name: due
select user_id from sec.reviews_due(%s);
