-- name: forget_old
delete from idempotency where user_id = %s and created_at < clock_timestamp() - interval '24 hours';

-- name: claim
insert into idempotency(user_id, key, request_sha256, created_at) values (%s, %s, %s, clock_timestamp()) on conflict do nothing;

-- name: find
select request_sha256, status, body from idempotency where user_id = %s and key = %s;

-- name: settle
insert into idempotency(user_id, key, request_sha256, status, body, created_at) values (%s, %s, %s, %s, %s, clock_timestamp())
on conflict (user_id, key) do update set status = excluded.status, body = excluded.body
where idempotency.status is null and idempotency.request_sha256 = excluded.request_sha256;

-- name: try_key
select pg_try_advisory_xact_lock(hashtextextended(%(user_id)s::text || ' ' || %(key)s, 1)) as free;

-- name: release
delete from idempotency where user_id = %s and key = %s and status is null;
