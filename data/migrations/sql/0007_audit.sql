-- The log of tool calls can only grow, but for what is older than 90 days.
create index on audit(user_id, at);
grant delete on audit to coach_app;
create policy aged on audit as restrictive for delete to coach_app using (at < now() - interval '90 days');
