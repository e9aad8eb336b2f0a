-- Identity: `app.token` holds "<user id>|<expiry>.<hmac>"; only a token signed with a key of sec.keys is anybody.
create schema sec authorization coach_sec;
grant create on schema public to coach_sec;
grant select, insert, delete on users to coach_sec;
grant select on refresh_tokens, access_tokens, sign_in_links to coach_sec;
grant select, insert, delete on login_failures to coach_sec;

set local role coach_sec;
create table sec.keys(inner_pad bytea not null, outer_pad bytea not null, created_at timestamptz not null default now());

create function public.app_user() returns uuid language plpgsql stable parallel safe security definer
set search_path = pg_catalog as $$
declare
  token text := current_setting('app.token', true);
  claim text := left(token, -65);
  mac text := right(token, 64);
begin
  -- "not exists (... = mac)": with no key, or no token, nobody is signed in.
  if not exists (select from sec.keys k
    where encode(sha256(k.outer_pad || sha256(k.inner_pad || convert_to(claim, 'UTF8'))), 'hex') = mac) then
    return null;
  end if;
  if split_part(claim, '|', 2)::bigint < extract(epoch from clock_timestamp()) then
    return null;
  end if;
  return split_part(claim, '|', 1)::uuid;
end $$;

-- What must work before anybody is signed in, and nothing more.
create function sec.login(p_email text) returns table(id uuid, password_hash text, kind text)
language sql stable security definer set search_path = pg_catalog as
$$ select u.id, u.password_hash, u.kind from public.users u where lower(u.email) = lower(p_email) $$;

create function sec.register(p_email text, p_password_hash text, p_name text, p_kind text) returns uuid
language sql volatile security definer set search_path = pg_catalog as
$$ insert into public.users(email, password_hash, name, kind) values (p_email, p_password_hash, p_name, p_kind) returning id $$;

create function sec.local_person(p_email text, p_name text) returns uuid
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare found uuid;
begin
  insert into public.users(email, name, kind) values (p_email, p_name, 'local') on conflict do nothing;
  select u.id into found from public.users u where u.kind = 'local';
  return found;
end $$;

create function sec.token_owner(p_kind text, p_hash text) returns uuid
language sql stable security definer set search_path = pg_catalog as $$
  select user_id from public.refresh_tokens where p_kind = 'refresh' and token_hash = p_hash union all
  select user_id from public.access_tokens where p_kind = 'access' and token_hash = p_hash union all
  select user_id from public.sign_in_links where p_kind = 'link' and token_hash = p_hash
$$;

-- Counts a try before the password is looked at, so that parallel tries can not pass the limit; gives the seconds to wait, 0 = go on.
create function sec.login_attempt(p_account text, p_limit int, p_minutes int) returns int
language plpgsql volatile security definer set search_path = pg_catalog as $$
declare
  tries int;
  oldest timestamptz;
begin
  perform pg_advisory_xact_lock(hashtextextended('login ' || p_account, 0));
  delete from public.login_failures where account = p_account and at < now() - make_interval(mins => p_minutes);
  select count(*), min(at) into tries, oldest from public.login_failures where account = p_account;
  if tries >= p_limit then
    return greatest(1, ceil(extract(epoch from oldest + make_interval(mins => p_minutes) - now())))::int;
  end if;
  insert into public.login_failures(account) values (p_account);
  return 0;
end $$;

create function sec.login_passed(p_account text) returns void
language sql volatile security definer set search_path = pg_catalog as
$$ delete from public.login_failures where account = p_account $$;

revoke all on all functions in schema sec from public;
revoke all on function public.app_user() from public;
grant execute on all functions in schema sec to coach_app;
grant execute on function public.app_user() to coach_app, coach_owner;
grant usage on schema sec to coach_app;
reset role;
revoke create on schema public from coach_sec;

-- Every personal table: enabled and forced, the owner's rows only.
do $$
declare
  personal text;
begin
  for personal in
    select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
  loop
    execute format('alter table %I enable row level security, force row level security', personal);
    execute format('create policy own on %I to coach_app using (user_id = (select app_user()))
      with check (user_id = (select app_user()))', personal);
  end loop;
  foreach personal in array array['checkpoints', 'checkpoint_blobs', 'checkpoint_writes'] loop
    execute format('alter table %I enable row level security, force row level security', personal);
    execute format('create policy own on %I to coach_app using (split_part(thread_id, '':'', 1) = (select app_user())::text)
      with check (split_part(thread_id, '':'', 1) = (select app_user())::text)', personal);
  end loop;
end $$;
alter table users enable row level security, force row level security;
create policy own on users to coach_app using (id = (select app_user())) with check (id = (select app_user()));
alter table login_failures enable row level security, force row level security;

-- The functions above look up a person by e-mail or by the hash of a secret.
create policy sign_in on users to coach_sec using (true) with check (true);
create policy sign_in on refresh_tokens for select to coach_sec using (true);
create policy sign_in on access_tokens for select to coach_sec using (true);
create policy sign_in on sign_in_links for select to coach_sec using (true);
create policy sign_in on login_failures to coach_sec using (true) with check (true);

-- What the application may do. The ledger is append-only; an undo only frees a source record id.
grant select, insert, update, delete on
  instruments, prices, fx_rates, loads, lessons, chunks, chunk_vectors,
  refresh_tokens, access_tokens, sign_in_links, portfolios, imports, own_instruments, own_prices, daily_values,
  policies, notes, documents, passages, threads, turns, approvals, idempotency,
  checkpoints, checkpoint_blobs, checkpoint_writes to coach_app;
grant select, insert on transactions, messages, calls, audit to coach_app;
grant update (source_record_id, raw) on transactions to coach_app;
grant select, delete on users to coach_app;
grant update (email, password_hash, name, base_currency, profile, tokens_valid_from) on users to coach_app;
grant select on checkpoint_migrations to coach_app;
