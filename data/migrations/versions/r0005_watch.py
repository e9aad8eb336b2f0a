"""Alerts, watchlist, reviews, and sign-ins at brokers."""

from data.migrations.run import run_file

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Let a person watch prices and keep a broker's sign-in."""
    run_file("0005_watch.sql")
