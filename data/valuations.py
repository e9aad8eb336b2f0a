"""The stored daily values of a portfolio in its base currency: read, and written from a changed day on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from psycopg.types.json import Jsonb

from core.ledger import TxType
from core.market import Days, Floats
from core.models import Model
from data.db import Conn
from data.ids import as_id
from data.queries import sql

COLUMNS = ("value", "holdings", "inflow", "outflow", "contributions", "coverage", "implied")
EPOCH = np.datetime64("1970-01-01", "D")


class Rest(Model):
    """What stored values rest on: the ledger's last row, the base currency, and the fingerprints of prices and rates.

    `token` is new with each writing, so that a writer sees whether another one came first.
    """

    token: str
    through: int
    base: str
    marks: dict[str, tuple[str, str, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Touched:
    """A ledger row, or one that takes it back, that the stored values do not know yet."""

    seq: int
    day: date
    type: TxType
    symbol: str | None
    account: str


@dataclass(frozen=True, slots=True)
class Stored:
    """Stored values: what they rest on, their days (n), a column (n) by name, and the rows that came since."""

    rest: Rest
    days: Days
    columns: Mapping[str, Floats]
    touched: tuple[Touched, ...]


@dataclass(frozen=True, slots=True)
class Writing:
    """New values from `kept` days on (those before stay), made from version `version` of the ledger and `after` a token."""

    portfolio_id: str
    version: int
    after: str | None
    rest: Rest
    kept: int
    days: Days
    columns: Mapping[str, Floats]


async def stored(conn: Conn, user_id: UUID, portfolio_id: str) -> Stored | None:
    """Give the stored values of a portfolio, or None."""
    values: dict[str, Any] = {"user_id": user_id, "portfolio_id": as_id(portfolio_id)}
    async with conn.cursor(binary=True) as cursor:
        row = await (await cursor.execute(sql("valuations.stored"), values)).fetchone()
        if row is None or row["days"] is None:
            return None
        rest = Rest.model_validate(row["valued"])
        found = await (await cursor.execute(sql("valuations.changed"), values | {"through": rest.through})).fetchall()
    touched = tuple(Touched(**{**each, "type": TxType(each["type"])}) for each in found)
    days = np.array(row["days"], dtype="int64").astype("datetime64[D]")
    return Stored(rest, days, {name: np.array(row[name], dtype="float64") for name in COLUMNS}, touched)


async def write(conn: Conn, user_id: UUID, made: Writing) -> bool:
    """Write new values; leave it where the ledger is being changed, has changed, or another writer came first."""
    key: dict[str, Any] = {"user_id": user_id, "portfolio_id": as_id(made.portfolio_id)}
    held = await (await conn.execute(sql("valuations.claim"), key)).fetchone()
    if held is None or held["version"] != made.version or held["token"] != made.after:
        return False
    since = made.days[made.kept].astype(object) if made.kept < len(made.days) else date.max
    await conn.execute(sql("valuations.forget"), key | {"since": since if made.kept else date.min})
    if made.kept < len(made.days):
        rows = {name: _texts(made.columns[name][made.kept :]) for name in COLUMNS}
        days = (made.days[made.kept :] - EPOCH).astype(np.int64).tolist()
        await conn.execute(sql("valuations.write"), key | rows | {"days": days})
    await conn.execute(sql("valuations.note"), key | {"valued": Jsonb(made.rest.model_dump(mode="json"))})
    return True


def token() -> str:
    """Give a new mark of a writing."""
    return uuid4().hex


def _texts(column: Floats) -> Sequence[str]:
    return [format(Decimal(repr(value)), "f") for value in column.tolist()]
