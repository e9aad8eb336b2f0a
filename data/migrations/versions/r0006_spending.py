"""Budgets of the language model."""

from data.migrations.run import run_file

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Count what a person's turns spend on the language model."""
    run_file("0006_spending.sql")
