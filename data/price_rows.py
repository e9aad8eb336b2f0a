"""The rows of a price import: written, and taken back with what they replaced."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from core.market import Instrument
from data.db import Conn
from data.ids import as_id
from data.instruments import keep_own
from data.queries import sql

CHUNK = 10_000


async def days(conn: Conn, user_id: UUID, symbols: Sequence[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the person's own prices of some symbols by symbol and day."""
    rows = await (await conn.execute(sql("prices.own_days"), (user_id, list(symbols)))).fetchall()
    return {(row["symbol"], row["day"].isoformat()): row for row in rows}


async def write(conn: Conn, user_id: UUID, import_id: str, kept: dict[str, Any], *, replace: bool) -> int:
    """Write the prices of new days, and with `replace` those of days that have one; what is replaced is kept in `kept`."""
    rows = kept["rows"]
    there = await days(conn, user_id, sorted({row["symbol"] for row in rows}))
    fresh = [row for row in rows if (row["symbol"], row["day"]) not in there]
    again = [row for row in rows if (row["symbol"], row["day"]) in there] if replace else []
    kept["replaced"] = [_old(row, there[row["symbol"], row["day"]]) for row in again]
    if not fresh and not again:
        return 0
    await keep_own(conn, user_id, [Instrument.model_validate(each) for each in kept["instruments"]])
    for part in _parts([*fresh, *again]):
        await conn.execute(sql("prices.replace"), {"user_id": user_id, "import_id": as_id(import_id), "rows": Jsonb(part)})
    return len(fresh) + len(again)


async def take_back(conn: Conn, user_id: UUID, import_id: str, kept: dict[str, Any]) -> int:
    """Remove the prices of an import and put back those that it replaced."""
    gone = await conn.execute(sql("prices.take_back"), (user_id, as_id(import_id)))
    for part in _parts(kept.get("replaced", [])):
        await conn.execute(sql("prices.insert"), {"user_id": user_id, "import_id": None, "rows": Jsonb(part)})
    return gone.rowcount


def _old(row: dict[str, Any], there: dict[str, Any]) -> dict[str, Any]:
    return row | {"close": str(there["close"])}


def _parts(rows: Sequence[dict[str, Any]]) -> Iterable[list[dict[str, Any]]]:
    return (list(rows[at : at + CHUNK]) for at in range(0, len(rows), CHUNK))
