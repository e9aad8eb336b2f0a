"""The schema's history: plain SQL run by alembic."""
