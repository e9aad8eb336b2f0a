-- What a lesson or term is called and asked as; each name has a vector of its own, beside the chunks'.
create table lesson_names(
  slug text not null references lessons(slug) on delete cascade, name text not null, sha256 text not null, primary key (slug, name));
create table name_vectors(
  slug text not null, name text not null, model text not null, embedding halfvec(384) not null, primary key (slug, name, model),
  foreign key (slug, name) references lesson_names(slug, name) on delete cascade);
create index on name_vectors using hnsw(embedding halfvec_cosine_ops) with (m = 16, ef_construction = 64);
grant select, insert, update, delete on lesson_names, name_vectors to coach_app;
