"""Alembic's entry: one transaction for all revisions, on the connection that data.migrate passes in."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
