-- name: draft
insert into approvals(user_id, turn_id, tool, args, args_sha256, summary, expires_at)
values (%(user_id)s, %(turn_id)s, %(tool)s, %(args)s, %(args_sha256)s, %(summary)s,
  clock_timestamp() + make_interval(secs => %(seconds)s))
returning id, turn_id, tool, args, args_sha256, summary, status, expires_at, decided_at, effect, created_at;

-- name: expire
update approvals set status = 'expired' where user_id = %s and status = 'open' and expires_at < clock_timestamp();

-- name: open
select id, turn_id, tool, args, args_sha256, summary, status, expires_at, decided_at, effect, created_at
from approvals where user_id = %s and status = 'open' order by created_at desc, id;

-- name: get
select id, turn_id, tool, args, args_sha256, summary, status, expires_at, decided_at, effect, created_at
from approvals where user_id = %s and id = %s;

-- name: lock
select id, turn_id, tool, args, args_sha256, summary,
  case when status = 'open' and expires_at < clock_timestamp() then 'expired' else status end as status,
  expires_at, decided_at, effect, created_at
from approvals where user_id = %s and id = %s for update;

-- name: decide
update approvals set status = %s, decided_at = clock_timestamp() where user_id = %s and id = %s
returning id, turn_id, tool, args, args_sha256, summary, status, expires_at, decided_at, effect, created_at;

-- name: keep_effect
update approvals set effect = %s where user_id = %s and id = %s and status = 'approved';
