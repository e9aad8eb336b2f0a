-- name: register
select sec.register(%s, %s, %s, %s) as id;

-- name: local_person
select sec.local_person(%s, %s) as id;

-- name: by_email
select id, password_hash, kind from sec.login(%s);

-- name: attempt
select sec.login_attempt(%s, %s, %s) as wait;

-- name: passed
select sec.login_passed(%s);

-- name: profile
select id, email, name, kind, base_currency, profile, tokens_valid_from, created_at from users where id = %s;

-- name: password_hash
select password_hash from users where id = %s;

-- name: change_profile
update users set name = coalesce(%(name)s, name), base_currency = coalesce(%(base_currency)s, base_currency),
  profile = case when %(profile)s::jsonb is null then profile else jsonb_strip_nulls(profile || %(profile)s::jsonb) end
where id = %(user_id)s
returning id, email, name, kind, base_currency, profile, tokens_valid_from, created_at;

-- name: change_hash
update users set password_hash = %s where id = %s;

-- name: change_password
update users set password_hash = %s, tokens_valid_from = clock_timestamp() where id = %s;

-- name: delete_checkpoints
delete from checkpoints where split_part(thread_id, ':', 1) = %(user)s;

-- name: delete_blobs
delete from checkpoint_blobs where split_part(thread_id, ':', 1) = %(user)s;

-- name: delete_writes
delete from checkpoint_writes where split_part(thread_id, ':', 1) = %(user)s;

-- name: delete
delete from users where id = %s returning email;
