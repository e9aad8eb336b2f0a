-- What a person's turns spent on the language model, by UTC day, and what calls that run now have reserved of it.
create table model_days(
  user_id uuid not null references users(id) on delete cascade, day date not null, calls bigint not null default 0,
  input_tokens bigint not null default 0, output_tokens bigint not null default 0, seconds numeric(14, 3) not null default 0,
  money numeric(20, 8) not null default 0, primary key (user_id, day));
create table model_holds(
  user_id uuid not null, id uuid not null default gen_random_uuid(), day date not null, calls bigint not null,
  input_tokens bigint not null, output_tokens bigint not null, seconds numeric(14, 3) not null, money numeric(20, 8) not null,
  expires_at timestamptz not null, primary key (user_id, id),
  foreign key (user_id, day) references model_days(user_id, day) on delete cascade);

do $$
declare
  personal text;
begin
  foreach personal in array array['model_days', 'model_holds'] loop
    execute format('alter table %I enable row level security, force row level security', personal);
    execute format('create policy own on %I to coach_app using (user_id = (select app_user()))
      with check (user_id = (select app_user()))', personal);
    execute format('grant select, insert, update, delete on %I to coach_app', personal);
  end loop;
end $$;
