-- name: owner
select sec.token_owner(%s, %s) as user_id;

-- name: add_refresh
insert into refresh_tokens(user_id, family, token_hash, expires_at)
values (%s, %s, %s, clock_timestamp() + make_interval(secs => %s));

-- name: use_refresh
update refresh_tokens set used_at = clock_timestamp()
where user_id = %s and token_hash = %s and used_at is null and expires_at > clock_timestamp()
returning family;

-- name: end_family_of
delete from refresh_tokens where user_id = %(user_id)s
  and family = (select family from refresh_tokens where user_id = %(user_id)s and token_hash = %(hash)s);

-- name: end_sessions
delete from refresh_tokens where user_id = %s;

-- name: forget_old
delete from refresh_tokens where user_id = %s and expires_at < clock_timestamp();

-- name: session_lives
select exists (select from refresh_tokens where user_id = %s and family = %s and expires_at > clock_timestamp()) as lives;

-- name: add_access
insert into access_tokens(user_id, name, token_hash, doors, scopes, privacy, expires_at)
values (%(user_id)s, %(name)s, %(hash)s, %(doors)s, %(scopes)s, %(privacy)s,
  clock_timestamp() + make_interval(days => %(days)s::int))
returning id, name, doors, scopes, privacy, expires_at, last_used_at, created_at;

-- name: list_access
select id, name, doors, scopes, privacy, expires_at, last_used_at, created_at
from access_tokens where user_id = %s order by created_at desc, id;

-- name: delete_access
delete from access_tokens where user_id = %s and id = %s;

-- name: check_access
select id, name, doors, scopes, privacy, expires_at, last_used_at, created_at
from access_tokens where user_id = %s and token_hash = %s and (expires_at is null or expires_at > clock_timestamp());

-- name: touch_access
update access_tokens set last_used_at = clock_timestamp()
where user_id = %s and id = %s and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute');

-- name: add_link
insert into sign_in_links(user_id, token_hash, expires_at) values (%s, %s, clock_timestamp() + make_interval(secs => %s));

-- name: forget_links
delete from sign_in_links where user_id = %s and expires_at < clock_timestamp();

-- name: use_link
update sign_in_links set used_at = clock_timestamp()
where user_id = %s and token_hash = %s and used_at is null and expires_at > clock_timestamp();
