"""Stored daily values."""

from data.migrations.run import run_file

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Let the daily values say what they rest on."""
    run_file("0003_valued.sql")
