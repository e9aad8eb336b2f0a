-- name: transactions
select id::text, portfolio_id::text, seq, account, day, time, type, symbol, isin, trim_scale(quantity) as quantity,
  trim_scale(price) as price, currency, trim_scale(fee) as fee, trim_scale(tax) as tax, trim_scale(amount) as amount,
  trim_scale(fx_rate) as fx_rate, trim_scale(ratio) as ratio, into_symbol as "into", trim_scale(cost_share) as cost_share,
  nullif(lots, '[]'::jsonb) as lots, note, source, source_record_id, import_id::text
from transactions t
where user_id = %(user_id)s and (%(portfolio_id)s::uuid is null or portfolio_id = %(portfolio_id)s) and reverses is null
  and not exists (select from transactions r
    where r.user_id = t.user_id and r.portfolio_id = t.portfolio_id and r.reverses = t.id)
order by day, seq;

-- name: since
select id::text, portfolio_id::text, seq, account, day, time, type, symbol, isin, trim_scale(quantity) as quantity,
  trim_scale(price) as price, currency, trim_scale(fee) as fee, trim_scale(tax) as tax, trim_scale(amount) as amount,
  trim_scale(fx_rate) as fx_rate, trim_scale(ratio) as ratio, into_symbol as "into", trim_scale(cost_share) as cost_share,
  nullif(lots, '[]'::jsonb) as lots, note, source, source_record_id, import_id::text, reverses::text
from transactions
where user_id = %(user_id)s and (%(portfolio_id)s::uuid is null or portfolio_id = %(portfolio_id)s) and seq > %(through)s
order by day, seq;

-- name: page
select id::text, portfolio_id::text, seq, account, day, time, type, symbol, isin, trim_scale(quantity) as quantity,
  trim_scale(price) as price, currency, trim_scale(fee) as fee, trim_scale(tax) as tax, trim_scale(amount) as amount,
  trim_scale(fx_rate) as fx_rate, trim_scale(ratio) as ratio, into_symbol as "into", trim_scale(cost_share) as cost_share,
  nullif(lots, '[]'::jsonb) as lots, note, source, source_record_id, import_id::text
from transactions t
where user_id = %(user_id)s and (%(portfolio_id)s::uuid is null or portfolio_id = %(portfolio_id)s) and reverses is null
  and not exists (select from transactions r
    where r.user_id = t.user_id and r.portfolio_id = t.portfolio_id and r.reverses = t.id)
  and (%(symbol)s::text is null or symbol = %(symbol)s) and (%(type)s::text is null or type = %(type)s)
  and (%(start)s::date is null or day >= %(start)s) and (%(end)s::date is null or day <= %(end)s)
  and (%(before_day)s::date is null or (day, seq) < (%(before_day)s, %(before_seq)s::bigint))
order by day desc, seq desc limit %(limit)s;

-- name: raw
select id::text, raw, import_id::text, reverses::text from transactions where user_id = %s and id = any(%s);

-- name: insert
insert into transactions(user_id, id, portfolio_id, account, day, time, type, symbol, isin, quantity, price, currency, fee, tax,
  amount, fx_rate, ratio, into_symbol, cost_share, lots, note, source, source_record_id, import_id, raw)
select %(user_id)s, id, %(portfolio_id)s, account, day, time, type, symbol, isin, quantity, price, currency, fee, tax,
  amount, fx_rate, ratio, "into", cost_share, lots, note, source, source_record_id, %(import_id)s, raw
from rows from (jsonb_to_recordset(%(rows)s) as (id uuid, account text, day date, time timestamptz, type text, symbol text,
  isin text, quantity numeric, price numeric, currency text, fee numeric, tax numeric, amount numeric, fx_rate numeric,
  ratio numeric, "into" text, cost_share numeric, lots jsonb, note text, source text, source_record_id text, raw jsonb))
  with ordinality
order by ordinality;

-- name: known_records
select account, source, source_record_id from transactions
where user_id = %s and portfolio_id = %s and source_record_id = any(%s);

-- name: reverse
insert into transactions(user_id, portfolio_id, account, day, time, type, symbol, isin, quantity, price, currency, fee, tax, amount,
  fx_rate, ratio, into_symbol, cost_share, lots, source, reverses)
select user_id, portfolio_id, account, day, time, type, symbol, isin, quantity, price, currency, fee, tax, amount,
  fx_rate, ratio, into_symbol, cost_share, lots, 'reversal', id
from transactions where user_id = %s and id = any(%s::uuid[]) order by seq;

-- name: free_records
update transactions set source_record_id = null,
  raw = coalesce(raw, '{}') || jsonb_build_object('source_record_id', source_record_id)
where user_id = %s and id = any(%s::uuid[]) and source_record_id is not null;
