-- name: create
insert into imports(user_id, id, portfolio_id, kind, file_name, file_sha256, format, account, preview, rows)
values (%(user_id)s, %(id)s, %(portfolio_id)s, %(kind)s, %(file_name)s, %(file_sha256)s, %(format)s, %(account)s, %(preview)s, %(rows)s);

-- name: take
select id::text, portfolio_id::text, kind, file_name, file_sha256, format, status, preview, rows, created_at from imports
where user_id = %s and id = %s for update;

-- name: all
select id::text, portfolio_id::text, kind, file_name, format, status, preview, created_at, committed_at from imports
where user_id = %(user_id)s and (%(portfolio_id)s::uuid is null or portfolio_id = %(portfolio_id)s)
order by created_at desc limit %(limit)s;

-- name: finish
update imports set status = %(status)s, rows = %(rows)s, preview = preview || %(outcome)s,
  committed_at = case when %(status)s = 'committed' then now() else committed_at end
where user_id = %(user_id)s and id = %(id)s;

-- name: latest_statements
select distinct on (portfolio_id, account, format) id::text, portfolio_id::text, account, format, file_name, rows, committed_at
from imports
where user_id = %(user_id)s and (%(portfolio_id)s::uuid is null or portfolio_id = %(portfolio_id)s)
  and status = 'committed' and format = any(%(formats)s)
order by portfolio_id, account, format, committed_at desc;
