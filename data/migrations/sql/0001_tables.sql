-- Shared: the market, written by market adapters only.
create table instruments(
  symbol text primary key, name text not null, isin text, exchange text, currency text not null,
  asset_class text not null default 'equity', sector text, basis text not null default 'as_traded',
  aliases text[] not null default '{}', source text not null, updated_at timestamptz not null default now());
create unique index on instruments(isin) where isin is not null;
create table prices(
  symbol text not null references instruments(symbol) on delete cascade, day date not null,
  close numeric(28, 10) not null check (close > 0), source text not null, primary key (symbol, day));
create table fx_rates(
  currency text not null, day date not null, per_eur numeric(28, 10) not null check (per_eur > 0),
  primary key (currency, day));
create table loads(name text primary key, sha256 text not null, loaded_at timestamptz not null default now());

-- Shared: the library. Vectors live apart, one row per chunk and model, and may come later than the text.
create table lessons(
  slug text primary key, title text not null, kind text not null default 'lesson', topic text not null, level text not null,
  regions text[] not null default '{}', updated date not null, sources jsonb not null default '[]',
  related text[] not null default '{}', body text not null, sha256 text not null);
create table chunks(
  id bigint generated always as identity primary key, slug text not null references lessons(slug) on delete cascade,
  seq int not null, locator text not null, header text not null, body text not null, n_tokens int not null, sha256 text not null,
  tsv tsvector generated always as
    (setweight(to_tsvector('english', header), 'A') || setweight(to_tsvector('english', body), 'B')) stored,
  unique (slug, seq));
create index on chunks using gin(tsv);
create index on chunks(sha256);
create table chunk_vectors(
  chunk_id bigint not null references chunks(id) on delete cascade, model text not null, sha256 text not null,
  embedding halfvec(384) not null, primary key (chunk_id, model));
create index on chunk_vectors using hnsw(embedding halfvec_cosine_ops) with (m = 16, ef_construction = 64);

-- People. `users` has no user_id: its policy is on id.
create table users(
  id uuid primary key default gen_random_uuid(), email text not null, password_hash text, name text not null default '',
  kind text not null default 'member' check (kind in ('member', 'local', 'demo')),
  base_currency text, profile jsonb not null default '{}', tokens_valid_from timestamptz not null default now(),
  created_at timestamptz not null default now());
create unique index on users(lower(email));
create unique index on users(kind) where kind = 'local';

create table refresh_tokens(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(),
  family uuid not null, token_hash text not null, expires_at timestamptz not null, used_at timestamptz,
  created_at timestamptz not null default now(), primary key (user_id, id), unique (token_hash));
create table access_tokens(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(),
  name text not null, token_hash text not null unique, doors text[] not null, scopes text[] not null,
  privacy text not null default 'full' check (privacy in ('full', 'relative')), expires_at timestamptz,
  last_used_at timestamptz, created_at timestamptz not null default now(), primary key (user_id, id));
create table sign_in_links(
  user_id uuid not null references users(id) on delete cascade, token_hash text not null unique,
  expires_at timestamptz not null, used_at timestamptz, primary key (user_id, token_hash));
create table login_failures(account text not null, at timestamptz not null default now());
create index on login_failures(account, at);

create table portfolios(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(),
  name text not null, base_currency text not null, benchmark text, version bigint not null default 0,
  created_at timestamptz not null default now(), primary key (user_id, id), unique (user_id, name));
create table imports(
  user_id uuid not null, id uuid not null default gen_random_uuid(), portfolio_id uuid, kind text not null default 'ledger'
    check (kind in ('ledger', 'prices')),
  file_name text not null, file_sha256 text not null, format text not null, account text,
  status text not null default 'preview' check (status in ('preview', 'committed', 'undone')),
  preview jsonb not null, rows jsonb not null default '[]', created_at timestamptz not null default now(), committed_at timestamptz,
  primary key (user_id, id), foreign key (user_id) references users(id) on delete cascade,
  foreign key (user_id, portfolio_id) references portfolios(user_id, id) on delete cascade);
create table transactions(
  user_id uuid not null, id uuid not null default gen_random_uuid(), portfolio_id uuid not null,
  seq bigint generated always as identity, account text not null default 'main', day date not null, time timestamptz,
  type text not null, symbol text, isin text, quantity numeric(28, 10) not null default 0, price numeric(28, 10),
  currency text not null, fee numeric(28, 10) not null default 0, tax numeric(28, 10) not null default 0,
  amount numeric(28, 10), fx_rate numeric(28, 10), ratio numeric(28, 10), into_symbol text, cost_share numeric(28, 10),
  lots jsonb not null default '[]', note text, source text not null, source_record_id text,
  reverses uuid, import_id uuid, raw jsonb, created_at timestamptz not null default now(),
  primary key (user_id, id),
  foreign key (user_id, portfolio_id) references portfolios(user_id, id) on delete cascade,
  foreign key (user_id, reverses) references transactions(user_id, id) on delete cascade,
  foreign key (user_id, import_id) references imports(user_id, id) on delete set null (import_id));
create index on transactions(user_id, portfolio_id, day, seq);
create unique index on transactions(user_id, portfolio_id, reverses) where reverses is not null;
-- Live source record ids only: an undo frees them (the row moves its id to raw).
create unique index on transactions(user_id, portfolio_id, account, source, source_record_id) where source_record_id is not null;
create table own_instruments(
  user_id uuid not null references users(id) on delete cascade, symbol text not null, name text not null, isin text,
  exchange text, currency text not null, asset_class text not null default 'equity', sector text,
  created_at timestamptz not null default now(), primary key (user_id, symbol));
create table own_prices(
  user_id uuid not null, symbol text not null, day date not null, close numeric(28, 10) not null check (close > 0),
  currency text not null, import_id uuid, primary key (user_id, symbol, day),
  foreign key (user_id) references users(id) on delete cascade,
  foreign key (user_id, import_id) references imports(user_id, id) on delete cascade);
create table daily_values(
  user_id uuid not null, portfolio_id uuid not null, day date not null, value numeric(28, 10) not null,
  holdings numeric(28, 10) not null, inflow numeric(28, 10) not null, outflow numeric(28, 10) not null,
  coverage real not null, primary key (user_id, portfolio_id, day),
  foreign key (user_id, portfolio_id) references portfolios(user_id, id) on delete cascade);

create table policies(
  user_id uuid primary key references users(id) on delete cascade, policy jsonb not null, updated_at timestamptz not null default now());
create table notes(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(),
  target text not null, text text not null, created_at timestamptz not null default now(), primary key (user_id, id));
create table documents(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(),
  title text not null, file_name text not null, sha256 text not null, kind text not null, pages int, body text not null default '',
  created_at timestamptz not null default now(), primary key (user_id, id));
create table passages(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(),
  origin text not null check (origin in ('holding', 'transaction', 'note', 'document')), source_id text not null, seq int not null default 0,
  title text not null, locator text not null, body text not null, sha256 text not null, model text,
  embedding halfvec(384), tsv tsvector generated always as (to_tsvector('english', title || ' ' || body)) stored,
  updated_at timestamptz not null default now(), primary key (user_id, id), unique (user_id, origin, source_id, seq));

-- Conversations.
create table threads(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(),
  title text not null default '', created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
  primary key (user_id, id));
create table turns(
  user_id uuid not null, id uuid not null default gen_random_uuid(), thread_id uuid not null, portfolio_id uuid,
  answer_id uuid not null default gen_random_uuid(), status text not null default 'running'
    check (status in ('running', 'done', 'cancelled', 'failed')),
  as_of date, events jsonb not null default '[]', answer jsonb, feedback jsonb, cancel_at timestamptz,
  started_at timestamptz not null default now(), ended_at timestamptz, primary key (user_id, id), unique (user_id, answer_id),
  foreign key (user_id, thread_id) references threads(user_id, id) on delete cascade);
create index on turns(user_id, thread_id, started_at);
create table messages(
  user_id uuid not null, id uuid not null default gen_random_uuid(), thread_id uuid not null, turn_id uuid not null,
  role text not null check (role in ('user', 'assistant')), text text not null, created_at timestamptz not null default clock_timestamp(),
  primary key (user_id, id), foreign key (user_id, thread_id) references threads(user_id, id) on delete cascade,
  foreign key (user_id, turn_id) references turns(user_id, id) on delete cascade);
create index on messages(user_id, thread_id, created_at);
create table calls(
  user_id uuid not null, turn_id uuid not null, call_id text not null, tool text not null, args jsonb not null,
  ok boolean not null, result jsonb not null, ms real not null, as_of date, at timestamptz not null default clock_timestamp(),
  primary key (user_id, turn_id, call_id),
  foreign key (user_id, turn_id) references turns(user_id, id) on delete cascade);
create index on calls(user_id, call_id);
create table approvals(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(),
  turn_id uuid, tool text not null, args jsonb not null, args_sha256 text not null, summary text not null,
  status text not null default 'open' check (status in ('open', 'approved', 'declined', 'expired')),
  expires_at timestamptz not null, decided_at timestamptz, effect jsonb, created_at timestamptz not null default now(),
  primary key (user_id, id));
create table idempotency(
  user_id uuid not null references users(id) on delete cascade, key text not null, request_sha256 text not null,
  status int, body jsonb, created_at timestamptz not null default now(), primary key (user_id, key));
create table audit(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(), door text not null,
  tool text not null, args_sha256 text not null, ok boolean not null, ms real not null, at timestamptz not null default now(),
  primary key (user_id, id));

-- LangGraph checkpoints; thread_id is `<user id>:<thread id>`, the policy is on its first part.
create table checkpoint_migrations(v integer primary key);
create table checkpoints(
  thread_id text not null, checkpoint_ns text not null default '', checkpoint_id text not null, parent_checkpoint_id text,
  type text, checkpoint jsonb not null, metadata jsonb not null default '{}',
  primary key (thread_id, checkpoint_ns, checkpoint_id));
create table checkpoint_blobs(
  thread_id text not null, checkpoint_ns text not null default '', channel text not null, version text not null,
  type text not null, blob bytea, primary key (thread_id, checkpoint_ns, channel, version));
create table checkpoint_writes(
  thread_id text not null, checkpoint_ns text not null default '', checkpoint_id text not null, task_id text not null,
  idx integer not null, channel text not null, type text, blob bytea not null, task_path text not null default '',
  primary key (thread_id, checkpoint_ns, checkpoint_id, task_id, idx));
create index on checkpoints(thread_id);
create index on checkpoint_blobs(thread_id);
create index on checkpoint_writes(thread_id);
-- The saver's own migrations, all done above, so that it never runs its setup().
insert into checkpoint_migrations(v) select generate_series(0, 9);
