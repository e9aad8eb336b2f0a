"""The log of tool calls."""

from data.migrations.run import run_file

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Let old entries of the log of tool calls go, and no others."""
    run_file("0007_audit.sql")
