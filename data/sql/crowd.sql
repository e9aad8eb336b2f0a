-- name: add_passages
insert into passages(user_id, origin, source_id, seq, title, locator, body, sha256, model, embedding)
select %(user_id)s, 'note', seq::text, seq, 'Note ' || seq, 'note', body, seq::text, %(model)s, embedding::halfvec(384)
from unnest(%(seqs)s::int[], %(bodies)s::text[], %(embeddings)s::text[]) as t(seq, body, embedding)

-- name: copy_chunks
copy chunks(slug, seq, locator, header, body, n_tokens, sha256) from stdin

-- name: vectors_of_chunks
select id, seq from chunks order by seq

-- name: copy_vectors
copy chunk_vectors(chunk_id, model, sha256, embedding) from stdin

-- name: plain
with q as (select websearch_to_tsquery('english', %(text)s) as tq),
dense as (select v.chunk_id as id, row_number() over (order by v.embedding <=> %(vector)s::halfvec(384)) as r from chunk_vectors v
  where v.model = %(model)s order by v.embedding <=> %(vector)s::halfvec(384) limit 10),
lexical as (select c.id, row_number() over (order by ts_rank_cd(c.tsv, q.tq) desc) as r from chunks c, q
  where c.tsv @@ q.tq order by ts_rank_cd(c.tsv, q.tq) desc limit 10)
select c.slug, sum(1.0 / (60 + z.r)) as score from (select * from dense union all select * from lexical) z join chunks c using (id)
group by c.slug order by score desc, c.slug

-- name: nearest
select seq from passages where user_id = %(user_id)s and model = %(model)s
order by embedding <=> %(vector)s::halfvec(384) limit 10

-- name: drop_index
drop index chunk_vectors_embedding_idx

-- name: make_index
create index chunk_vectors_embedding_idx on chunk_vectors using hnsw(embedding halfvec_cosine_ops) with (m = 16, ef_construction = 64)

-- name: roomy
set maintenance_work_mem = '512MB'

-- name: analyse
analyze chunks, chunk_vectors
