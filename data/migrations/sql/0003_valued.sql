-- Daily values: what the returns need beside the value, and what the rows of a portfolio rest on.
alter table daily_values alter column coverage type double precision;
alter table daily_values add column contributions numeric(28, 10) not null default 0;
alter table daily_values add column implied numeric(28, 10) not null default 0;
alter table portfolios add column valued jsonb;
