-- name: forget_old
delete from idempotency where user_id = %s and created_at < clock_timestamp() - interval '24 hours';

-- name: claim
insert into idempotency(user_id, key, request_sha256, created_at) values (%s, %s, %s, clock_timestamp()) on conflict do nothing;

-- name: find
select request_sha256, status, body from idempotency where user_id = %s and key = %s;

-- name: settle
update idempotency set status = %s, body = %s where user_id = %s and key = %s and status is null;

-- name: release
delete from idempotency where user_id = %s and key = %s and status is null;
