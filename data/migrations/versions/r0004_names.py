"""Names of lessons, searched by meaning."""

from data.migrations.run import run_file

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let a lesson be found by the ways in which it is asked for."""
    run_file("0004_names.sql")
