-- name: lock
select pg_advisory_xact_lock(hashtext('library'))

-- name: loaded
select sha256 from loads where name = 'library'

-- name: set_loaded
insert into loads(name, sha256) values ('library', %(sha256)s)
on conflict (name) do update set sha256 = excluded.sha256, loaded_at = now()

-- name: lesson_hashes
select slug, sha256 from lessons

-- name: put_lesson
insert into lessons(slug, title, kind, topic, level, regions, updated, sources, related, body, sha256)
values (%(slug)s, %(title)s, %(kind)s, %(topic)s, %(level)s, %(regions)s, %(updated)s, %(sources)s, %(related)s, %(body)s, %(sha256)s)
on conflict (slug) do update set title = excluded.title, kind = excluded.kind, topic = excluded.topic, level = excluded.level,
  regions = excluded.regions, updated = excluded.updated, sources = excluded.sources, related = excluded.related,
  body = excluded.body, sha256 = excluded.sha256

-- name: drop_lessons
delete from lessons where slug = any(%(slugs)s)

-- name: set_chunks_aside
update chunks set seq = -1 - seq where slug = %(slug)s

-- name: keep_chunk
update chunks set seq = %(seq)s, locator = %(locator)s
where id = (select id from chunks where slug = %(slug)s and sha256 = %(sha256)s and seq < 0 order by seq desc limit 1)

-- name: add_chunk
insert into chunks(slug, seq, locator, header, body, n_tokens, sha256)
values (%(slug)s, %(seq)s, %(locator)s, %(header)s, %(body)s, %(n_tokens)s, %(sha256)s)

-- name: drop_chunks_aside
delete from chunks where slug = %(slug)s and seq < 0

-- name: forget_names
delete from lesson_names where slug = %(slug)s and not name = any(%(names)s)

-- name: add_name
insert into lesson_names(slug, name, sha256) values (%(slug)s, %(name)s, %(sha256)s) on conflict do nothing

-- name: missing_names
select n.slug, n.name, n.sha256 from lesson_names n left join name_vectors v on v.slug = n.slug and v.name = n.name and v.model = %(model)s
where v.slug is null order by n.slug, n.name limit %(limit)s

-- name: put_name_vector
insert into name_vectors(slug, name, model, embedding)
select slug, name, %(model)s, %(embedding)s from lesson_names where slug = %(slug)s and name = %(name)s
on conflict (slug, name, model) do update set embedding = excluded.embedding

-- name: drop_other_vectors
with names as (delete from name_vectors where model <> %(model)s) delete from chunk_vectors where model <> %(model)s

-- name: missing_vectors
select c.id, c.header, c.body, c.sha256
from chunks c left join chunk_vectors v on v.chunk_id = c.id and v.model = %(model)s
where v.chunk_id is null or v.sha256 <> c.sha256
order by c.id limit %(limit)s

-- name: put_vector
insert into chunk_vectors(chunk_id, model, sha256, embedding)
select id, %(model)s, sha256, %(embedding)s from chunks where id = %(chunk_id)s and sha256 = %(sha256)s
on conflict (chunk_id, model) do update set sha256 = excluded.sha256, embedding = excluded.embedding

-- name: counts
select count(*) as chunks, count(v.chunk_id) as vectors
from chunks c left join chunk_vectors v on v.chunk_id = c.id and v.model = %(model)s and v.sha256 = c.sha256

-- name: names_wanting
select exists (select from lesson_names n where not exists (
  select from name_vectors v where v.slug = n.slug and v.name = n.name and v.model = %(model)s)) as wanting

-- name: named
select slug, embedding from name_vectors where model = %(model)s order by slug, name

-- name: vocabulary
select word, ndoc from ts_stat('select tsv from chunks')

-- name: bodies
select header, body from chunks

-- name: settings
select set_config('hnsw.ef_search', '100', true), set_config('hnsw.iterative_scan', 'relaxed_order', true)

-- name: pages
select c.slug, l.related, (select json_agg(tsvector_to_array(to_tsvector('english', n))) from regexp_split_to_table(
    replace(c.header || ' - ', ' - ' || c.locator || ' - ', ' - '), ' - |, | and | or ') n) as names
from chunks c join lessons l using (slug) where c.seq = 0

-- name: hybrid
with q as materialized (select asked, tsvector_to_array(asked) as words,
    (select string_agg('''' || replace(replace(w, '\', '\\'), '''', '''''') || '''', ' | ')::tsquery
     from unnest(tsvector_to_array(ts_delete(asked, %(common)s::text[]))) w) as tq
  from to_tsvector('english', %(text)s) as asked),
dense as (select chunk_id as id, row_number() over (order by dist, chunk_id) as r from (
  select v.chunk_id, v.embedding <=> %(vector)s::halfvec(384) as dist from chunk_vectors v
  where v.model = %(model)s and %(vector)s::halfvec(384) is not null and (%(topic)s::text is null or exists (
    select from chunks c join lessons l using (slug) where c.id = v.chunk_id and l.topic = %(topic)s))
  order by v.embedding <=> %(vector)s::halfvec(384) limit 50) x),
lexical as (select id, row_number() over (order by s desc, id) as r from (
  select c.id, ts_rank(c.tsv, q.tq, 1) as s from chunks c, q
  where c.tsv @@ q.tq and (%(topic)s::text is null or exists (select from lessons l where l.slug = c.slug and l.topic = %(topic)s))
  order by s desc, c.id limit 50) y),
fused as (select c.id, c.slug, sum(w) as rrf from (
  select id, %(w_dense)s::float8 / (%(k)s + r) as w from dense union all
  select id, %(w_lexical)s::float8 / (%(k)s + r) from lexical) z join chunks c using (id)
  group by c.id order by rrf desc, c.id limit %(limit)s),
named as (select nearest.id from (select unnest(%(named)s::text[]) as slug except select slug from fused) page
  cross join lateral (select c.id from chunks c join lessons l using (slug)
    left join chunk_vectors v on v.chunk_id = c.id and v.model = %(model)s
    where c.slug = page.slug and (%(topic)s::text is null or l.topic = %(topic)s)
    order by v.embedding <=> %(vector)s::halfvec(384), c.seq limit 1) nearest)
select c.id, c.slug, c.seq, c.locator, c.body, l.title, l.kind, f.rrf,
  1 - (v.embedding <=> %(vector)s::halfvec(384)) as cosine,
  tsvector_to_array(ts_delete(q.asked, tsvector_to_array(c.tsv))) as missing,
  tsvector_to_array(ts_delete(q.asked, tsvector_to_array(ts_filter(c.tsv, '{a}')))) as unnamed,
  q.words as asked, (select sha256 from loads where name = 'library') as loaded
from (select id, rrf from fused union all select id, 0::float8 from named) f
join chunks c on c.id = f.id join lessons l on l.slug = c.slug cross join q
left join chunk_vectors v on v.chunk_id = c.id and v.model = %(model)s
order by f.rrf desc, c.id

-- name: lessons
select slug, title, kind, topic, level, regions, updated, sources, related from lessons
where (%(topic)s::text is null or topic = %(topic)s) and (%(kind)s::text is null or kind = %(kind)s)
order by kind, topic, title

-- name: lesson
select slug, title, kind, topic, level, regions, updated, sources, related, body from lessons where slug = %(slug)s

-- name: clear
delete from lessons

-- name: add_bare_lesson
insert into lessons(slug, title, topic, level, updated, body, sha256) values (%(slug)s, '', '', '', current_date, '', '')
