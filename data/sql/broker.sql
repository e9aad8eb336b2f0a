-- name: put
insert into broker_tokens(user_id, broker, access, extended, expires_at)
values (%(user_id)s, %(broker)s, %(access)s, %(extended)s, %(expires_at)s)
on conflict (user_id, broker) do update set access = excluded.access, extended = excluded.extended,
  expires_at = excluded.expires_at, updated_at = now();

-- name: get
select access, extended, expires_at from broker_tokens where user_id = %s and broker = %s;

-- name: drop
delete from broker_tokens where user_id = %s and broker = %s;
