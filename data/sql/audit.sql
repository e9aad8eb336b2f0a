-- name: add
insert into audit(user_id, door, tool, args_sha256, ok, ms, at)
select u.id, r.door, r.tool, r.args_sha256, r.ok, r.ms, r.at from users u
cross join jsonb_to_recordset(%(rows)s) as r(door text, tool text, args_sha256 text, ok boolean, ms real, at timestamptz)
where u.id = %(user_id)s;

-- name: prune
delete from audit where user_id = %(user_id)s and at < now() - make_interval(days => %(days)s);
