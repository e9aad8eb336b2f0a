"""Identity, Row-Level Security and grants."""

from data.migrations.run import run_file

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Close every table to everyone but its person."""
    run_file("0002_security.sql")
