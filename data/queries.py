"""The named statements of data/sql, read once."""

import re
from functools import cache
from pathlib import Path
from typing import LiteralString

FOLDER = Path(__file__).parent / "sql"
_NAME = re.compile(r"^-- name: *(\w+) *$", re.MULTILINE)


@cache
def _sections(file: str) -> dict[str, str]:
    parts = _NAME.split((FOLDER / f"{file}.sql").read_text(encoding="utf-8"))
    return {name: text.strip().removesuffix(";") for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def sql(name: str) -> LiteralString:
    """Give the statement `file.name`, the section `-- name: name` of data/sql/file.sql."""
    file, _, section = name.partition(".")
    return _sections(file)[section]
