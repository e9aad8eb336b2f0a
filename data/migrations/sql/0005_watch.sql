-- What a person watches, the reviews they were given, and their sign-ins at brokers (sealed: data/vault.py).
create table alerts(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('price', 'drawdown', 'weight', 'staleness')), symbol text, side text not null default 'above'
    check (side in ('above', 'below')), level numeric(28, 10) not null, holds boolean not null default false, fired_at timestamptz,
  created_at timestamptz not null default clock_timestamp(), primary key (user_id, id));
create table watchlist(
  user_id uuid not null references users(id) on delete cascade, symbol text not null, note text not null default '',
  created_at timestamptz not null default clock_timestamp(), primary key (user_id, symbol));
create table reviews(
  user_id uuid not null references users(id) on delete cascade, id uuid not null default gen_random_uuid(), as_of date not null,
  body jsonb not null, created_at timestamptz not null default clock_timestamp(), primary key (user_id, id));
create index on reviews(user_id, created_at);
create table review_plans(
  user_id uuid primary key references users(id) on delete cascade, daily boolean not null default false, mail boolean not null default false,
  webhook boolean not null default false, last_day date);
create table broker_tokens(
  user_id uuid not null references users(id) on delete cascade, broker text not null, access bytea not null, extended bytea,
  expires_at timestamptz not null, updated_at timestamptz not null default now(), primary key (user_id, broker));

do $$
declare
  personal text;
begin
  foreach personal in array array['alerts', 'watchlist', 'reviews', 'review_plans', 'broker_tokens'] loop
    execute format('alter table %I enable row level security, force row level security', personal);
    execute format('create policy own on %I to coach_app using (user_id = (select app_user()))
      with check (user_id = (select app_user()))', personal);
    execute format('grant select, insert, update, delete on %I to coach_app', personal);
  end loop;
end $$;

-- The daily job asks who wants a review; it learns ids and nothing else.
grant select on review_plans to coach_sec;
create policy due on review_plans for select to coach_sec using (true);
set local role coach_sec;
create function sec.reviews_due(p_day date) returns table(user_id uuid)
language sql stable security definer set search_path = pg_catalog as
$$ select p.user_id from public.review_plans p where p.daily and (p.last_day is null or p.last_day < p_day) order by p.user_id $$;
revoke all on function sec.reviews_due(date) from public;
grant execute on function sec.reviews_due(date) to coach_app;
reset role;
