"""Run one SQL file of a revision inside alembic's transaction."""

from pathlib import Path

from alembic import op

FOLDER = Path(__file__).parent / "sql"


def run_file(name: str) -> None:
    """Execute the statements of a file as they stand, without parameters."""
    op.get_bind().execution_options(no_parameters=True).exec_driver_sql((FOLDER / name).read_text(encoding="utf-8"))
