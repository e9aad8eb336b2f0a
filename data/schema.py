"""Whether a database has the newest schema already; asked before alembic is loaded, which takes longer than the answer."""

from pathlib import Path
from typing import Any

import psycopg

from core.errors import DatabaseDown
from data.queries import sql

VERSIONS = Path(__file__).parent / "migrations" / "versions"
BLOCK = 64
INNER, OUTER = 0x36, 0x5C


def pads(key: bytes) -> tuple[bytes, bytes]:
    """Give the inner and outer pad of a key, as sec.keys holds them."""
    padded = key.ljust(BLOCK, b"\0")
    return bytes(byte ^ INNER for byte in padded), bytes(byte ^ OUTER for byte in padded)


def head() -> str:
    """Give the newest revision, from the files' names."""
    return max(path.stem[1:].partition("_")[0] for path in VERSIONS.glob("r*.py"))


def is_current(owner_url: str, key: bytes) -> bool:
    """Tell whether the schema is the newest and `key` is valid."""
    try:
        with psycopg.connect(owner_url) as conn:
            return _says(conn, "migrate.has_versions") and _says(conn, "migrate.is_current", head()) and _knows(conn, key)
    except psycopg.OperationalError as error:
        raise DatabaseDown from error


def _says(conn: psycopg.Connection[Any], name: str, *values: Any) -> bool:
    row = conn.execute(sql(name), values).fetchone()
    return bool(row and row[0])


def _knows(conn: psycopg.Connection[Any], key: bytes) -> bool:
    conn.execute(sql("migrate.as_sec"))
    return _says(conn, "migrate.has_key", pads(key)[0])
