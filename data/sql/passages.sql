-- name: stored
select source_id, seq, sha256 from passages where user_id = %(user_id)s and origin = %(origin)s

-- name: put
insert into passages(user_id, origin, source_id, seq, title, locator, body, sha256)
values (%(user_id)s, %(origin)s, %(source_id)s, %(seq)s, %(title)s, %(locator)s, %(body)s, %(sha256)s)
on conflict (user_id, origin, source_id, seq) do update set title = excluded.title, locator = excluded.locator, body = excluded.body,
  sha256 = excluded.sha256, model = null, embedding = null, updated_at = now()

-- name: drop
delete from passages where user_id = %(user_id)s and origin = %(origin)s and source_id = %(source_id)s and seq = %(seq)s

-- name: drop_source
delete from passages where user_id = %(user_id)s and origin = %(origin)s and source_id = %(source_id)s

-- name: missing_vectors
select id, title, body, sha256 from passages
where user_id = %(user_id)s and (model is null or model <> %(model)s)
order by updated_at, id limit %(limit)s

-- name: put_vector
update passages set model = %(model)s, embedding = %(embedding)s
where user_id = %(user_id)s and id = %(id)s and sha256 = %(sha256)s

-- name: counts
select count(*) as passages, count(*) filter (where model = %(model)s) as vectors from passages where user_id = %(user_id)s

-- name: hybrid
with q as (select replace(plainto_tsquery('english', %(text)s)::text, ' & ', ' | ')::tsquery as tq,
                  tsvector_to_array(to_tsvector('english', %(text)s)) as words),
mine as materialized (
  select p.id, p.embedding is null or p.model <> %(model)s as bare,
    case when p.model = %(model)s then p.embedding <=> %(vector)s::halfvec(384) end as dist,
    case when p.tsv @@ q.tq then ts_rank(p.tsv, q.tq, 1) end as s
  from passages p, q
  where p.user_id = %(user_id)s and (%(origins)s::text[] is null or p.origin = any(%(origins)s))),
fused as (select id, sum(w) as rrf from (
  select id, %(w_dense)s::float8 / (%(k)s + row_number() over (order by dist, id)) as w
  from (select id, dist from mine where dist is not null order by dist, id limit 50) near
  union all
  select id, %(w_lexical)s::float8 / (%(k)s + row_number() over (order by s desc, id))
  from (select id, s from mine where s is not null order by s desc, id limit 50) said) z
  group by id order by rrf desc, id limit %(limit)s)
select p.id, p.origin, p.source_id, p.seq, p.title, p.locator, p.body, f.rrf, 1 - m.dist as cosine, q.words as asked,
  array(select w from unnest(q.words) w where w = any(tsvector_to_array(p.tsv))) as matched,
  (select count(*) from mine where bare) as bare
from fused f join mine m using (id) join passages p on p.user_id = %(user_id)s and p.id = f.id cross join q
order by f.rrf desc, p.id

-- name: add_note
insert into notes(user_id, target, text) values (%(user_id)s, %(target)s, %(text)s) returning id, target, text, created_at

-- name: put_note
update notes set target = %(target)s, text = %(text)s where user_id = %(user_id)s and id = %(id)s returning id, target, text, created_at

-- name: notes
select id, target, text, created_at from notes
where user_id = %(user_id)s and (%(target)s::text is null or target = %(target)s) order by created_at, id

-- name: drop_note
delete from notes where user_id = %(user_id)s and id = %(id)s

-- name: add_document
insert into documents(user_id, title, file_name, sha256, kind, pages, body)
values (%(user_id)s, %(title)s, %(file_name)s, %(sha256)s, %(kind)s, %(pages)s, %(body)s)
returning id, title, file_name, kind, pages, length(body) as characters, created_at

-- name: documents
select id, title, file_name, kind, pages, length(body) as characters, created_at, case when %(texts)s then body end as body from documents
where user_id = %(user_id)s order by created_at, id

-- name: document
select id, title, file_name, kind, pages, length(body) as characters, created_at, body from documents
where user_id = %(user_id)s and id = %(id)s

-- name: drop_document
delete from documents where user_id = %(user_id)s and id = %(id)s
