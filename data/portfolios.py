"""A person's portfolios; `version` grows with every change of the ledger and drives caches."""

import re
from collections.abc import Sequence
from typing import TypedDict, Unpack
from uuid import UUID

from core.errors import BadInput, Conflict, NotFound
from core.models import Model
from data.db import Conn
from data.ids import as_id
from data.instruments import names
from data.queries import sql

LONGEST = 100
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class Portfolio(Model):
    """One portfolio."""

    id: str
    name: str
    base_currency: str
    benchmark: str | None = None
    version: int = 0


class Changes(TypedDict, total=False):
    """What is to change of a portfolio; what is left out stays."""

    name: str
    base_currency: str
    benchmark: str | None


async def create_portfolio(conn: Conn, user_id: UUID, name: str, base_currency: str, benchmark: str | None = None) -> Portfolio:
    """Add a portfolio; a name that the person uses already raises Conflict."""
    values = (user_id, _name(name), await _known(conn, base_currency), await _benchmark(conn, user_id, benchmark))
    row = await (await conn.execute(sql("portfolios.create"), values)).fetchone()
    if row is None:
        raise Conflict(f"There is already a portfolio called {name.strip()!r}.")
    return Portfolio.model_validate(row)


async def portfolios(conn: Conn, user_id: UUID) -> list[Portfolio]:
    """Give the person's portfolios, oldest first."""
    rows = await (await conn.execute(sql("portfolios.all"), (user_id,))).fetchall()
    return [Portfolio.model_validate(row) for row in rows]


async def portfolio(conn: Conn, user_id: UUID, portfolio_id: str) -> Portfolio:
    """Give one portfolio; raises NotFound."""
    return await _one(conn, user_id, portfolio_id, lock=False)


async def locked(conn: Conn, user_id: UUID, portfolio_id: str) -> Portfolio:
    """Give one portfolio and keep others from changing its ledger until the transaction ends."""
    return await _one(conn, user_id, portfolio_id, lock=True)


async def _one(conn: Conn, user_id: UUID, portfolio_id: str, *, lock: bool) -> Portfolio:
    query = sql("portfolios.lock") if lock else sql("portfolios.one")
    row = await (await conn.execute(query, (user_id, as_id(portfolio_id)))).fetchone()
    if row is None:
        raise NotFound
    return Portfolio.model_validate(row)


async def update_portfolio(conn: Conn, user_id: UUID, portfolio_id: str, **changes: Unpack[Changes]) -> Portfolio:
    """Change name, base currency or benchmark."""
    old = await locked(conn, user_id, portfolio_id)
    name = _name(changes["name"]) if "name" in changes else old.name
    base = await _known(conn, changes["base_currency"]) if "base_currency" in changes else old.base_currency
    benchmark = await _benchmark(conn, user_id, changes["benchmark"]) if "benchmark" in changes else old.benchmark
    if await (await conn.execute(sql("portfolios.name_taken"), (user_id, name, as_id(portfolio_id)))).fetchone():
        raise Conflict(f"There is already a portfolio called {name!r}.")
    row = await (await conn.execute(sql("portfolios.update"), (name, base, benchmark, user_id, as_id(portfolio_id)))).fetchone()
    return Portfolio.model_validate(row)


async def delete_portfolio(conn: Conn, user_id: UUID, portfolio_id: str) -> None:
    """Delete a portfolio with its ledger and its imports."""
    done = await conn.execute(sql("portfolios.delete"), (user_id, as_id(portfolio_id)))
    if not done.rowcount:
        raise NotFound


async def changed(conn: Conn, user_id: UUID, portfolio_ids: Sequence[str]) -> None:
    """Count a change of the ledgers of some portfolios."""
    await conn.execute(sql("portfolios.changed"), (user_id, [as_id(each) for each in portfolio_ids]))


def _name(name: str) -> str:
    name = name.strip()
    if not 1 <= len(name) <= LONGEST or any(ord(letter) < ord(" ") for letter in name):
        raise BadInput(f"A portfolio's name has 1 to {LONGEST} characters.", detail={"field": "name"})
    return name


async def _known(conn: Conn, currency: str) -> str:
    currency = currency.strip().upper()
    known = (
        _CURRENCY.fullmatch(currency) and await (await conn.execute(sql("portfolios.known_currency"), {"currency": currency})).fetchone()
    )
    if not known or not known["known"]:
        raise BadInput(f"{currency[:20]!r} is not a currency with exchange rates here.", detail={"field": "base_currency"})
    return currency


async def _benchmark(conn: Conn, user_id: UUID, benchmark: str | None) -> str | None:
    if not benchmark or not benchmark.strip():
        return None
    found = (await names(conn, user_id, [benchmark], [])).known(benchmark)
    if found is None:
        raise BadInput(f"There is no instrument {benchmark[:40]!r} to compare with.", detail={"field": "benchmark"})
    return found.symbol
