"""A person's own prices and instruments: read as series, and imported from a file `symbol,date,close,currency`."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import numpy as np

from core.ledger import ZERO, Basis
from core.market import Instrument, PriceSeries
from core.models import plain
from data import imports, price_rows
from data.currencies import ISO, PENCE
from data.db import Conn
from data.import_rows import ImportPreview
from data.importers.cells import Cells
from data.importers.formats import PRICES
from data.importers.generic import check_class
from data.importers.model import Problem, Table
from data.importers.read import lines, read_prices, style_of
from data.imports import Asked
from data.instruments import Named, Names, isin_of, names, own_instruments
from data.ledger_rules import HUNDRED
from data.queries import sql

ABSURD = Decimal("0.5")
NEAR = timedelta(days=7)


async def own_series(conn: Conn, user_id: UUID, symbols: Sequence[str]) -> dict[str, PriceSeries]:
    """Give the person's own prices of some symbols, as traded."""
    async with conn.cursor(binary=True) as cursor:
        await cursor.execute(sql("prices.own_series"), (user_id, list(symbols)))
        rows = await cursor.fetchall()
    return {row["symbol"]: _series(row) for row in rows}


def _series(row: dict[str, Any]) -> PriceSeries:
    days = np.array(row["days"], dtype="int64").astype("datetime64[D]")
    return PriceSeries(row["symbol"], row["currency"], Basis.AS_TRADED, days, np.array(row["closes"], dtype="float64"))


@dataclass(frozen=True, slots=True)
class Close:
    """One close of a price file."""

    line: int
    symbol: str
    day: date
    close: Decimal
    currency: str
    raw: dict[str, str]
    name: str | None = None
    asset_class: str | None = None


@dataclass(slots=True)
class Closes:
    """What a price file holds."""

    total: int = 0
    rows: list[Close] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, row: Close, column: str, code: str, message: str) -> None:
        """Note a problem of a row."""
        self.problems.append(Problem(line=row.line, column=column, code=code, message=message, row=row.raw))


async def preview(conn: Conn, user_id: UUID, asked: Asked) -> ImportPreview:
    """Read a price file and say what it would do; nothing is written to the prices."""
    mine = {isin for each in await own_instruments(conn, user_id) if (isin := isin_of(each.isin or each.symbol))}
    table, said = await asyncio.to_thread(read_prices, asked.content, asked.options, mine)
    parsed = await asyncio.to_thread(_closes, table, asked.today)
    symbols = {row.symbol for row in parsed.rows}
    known = await names(conn, user_id, symbols, symbols)
    rows = _named(parsed.rows, known)
    currencies = await _currencies(conn, user_id, sorted({row.symbol for row in rows}))
    rows = _of_one_currency(parsed, rows, currencies)
    shared = await _market(conn, sorted({row.symbol for row in rows} - set(known.new)))
    rows = _plausible(parsed, rows, shared)
    there = await price_rows.days(conn, user_id, sorted({row.symbol for row in rows}))
    kept, twice = _once(parsed, rows)
    duplicates = sum((row.symbol, row.day.isoformat()) in there for row in kept)
    made = ImportPreview(
        id=str(uuid4()),
        format="prices",
        rows=parsed.total,
        accepted=len(kept) - duplicates,
        duplicates=duplicates + twice,
        problems=sorted(parsed.problems, key=lambda problem: problem.line),
        notes=[*said, *_replaced(kept, shared), *_notes(known, kept, there)],
    )
    values = {"rows": [_stored(row) for row in kept], "instruments": [each.model_dump(mode="json") for each in known.new.values()]}
    await imports.store(conn, user_id, asked, made, {"portfolio_id": None, "kind": "prices", "rows": values})
    return made


def _closes(table: Table, today: date) -> Closes:
    style = style_of(PRICES, table)
    found = Closes()
    for line, values, raw, faults in lines(table):
        found.total += 1
        cells = Cells(line, values, style, faults)
        day, close, symbol = cells.day("date"), cells.amount("close"), cells.needed("symbol")
        if day > today:
            cells.wrong("date", "future_date", f"{day} is after today, {today}.")
        if close <= ZERO and not cells.faults:
            cells.wrong("close", "negative", "A close must be above zero.")
        check_class(cells)
        currency = cells.text("currency")
        if currency and currency not in PENCE and currency.upper() not in ISO:
            cells.wrong("currency", "bad_currency", f"{currency[:20]!r} is no currency's code; codes have three letters, such as USD.")
        if cells.faults:
            found.problems.extend(
                Problem(line=line, column=fault.column, code=fault.code, message=fault.message, row=raw) for fault in cells.faults
            )
        else:
            close, currency = (close / HUNDRED, PENCE[currency]) if currency in PENCE else (close, currency.upper())
            found.rows.append(Close(line, symbol, day, close, currency, raw, cells.text("name") or None, cells.text("asset class").lower()))
    return found


def _named(rows: Sequence[Close], known: Names) -> list[Close]:
    """Give the closes the symbols of the instruments that they mean, and the instrument's currency where they have none."""
    meant: dict[tuple[str, str], Instrument | None] = {}
    named: list[Close] = []
    for row in rows:
        key = (row.symbol, row.currency)
        if key not in meant:
            meant[key] = _meant(row, known)
        if found := meant[key]:
            named.append(replace(row, symbol=found.symbol, currency=row.currency or found.currency))
    return named


def _meant(row: Close, known: Names) -> Instrument | None:
    """Give the instrument of a symbol or an ISIN."""
    isin = isin_of(row.symbol)
    by = Named(symbol=row.symbol, isin=isin, currency=row.currency, name=row.name, asset_class=row.asset_class)
    found = known.known(row.symbol) or known.by_isin.get(isin or "")
    return known.told(found, by) if found else known.meant(by)


async def _currencies(conn: Conn, user_id: UUID, symbols: Sequence[str]) -> dict[str, str]:
    rows = await (await conn.execute(sql("prices.own_currencies"), (user_id, list(symbols)))).fetchall()
    return {row["symbol"]: row["currency"] for row in rows}


def _of_one_currency(parsed: Closes, rows: Sequence[Close], currencies: dict[str, str]) -> list[Close]:
    """Keep the rows whose currency is that of the symbol's other closes."""
    kept: list[Close] = []
    for row in rows:
        first = currencies.setdefault(row.symbol, row.currency)
        if not row.currency:
            parsed.wrong(row, "currency", "missing", f"The currency of {row.symbol} is not known: the file has to name it.")
        elif row.currency != first:
            parsed.wrong(row, "currency", "other_currency", f"The other closes of {row.symbol} are in {first}.")
        else:
            kept.append(row)
    return kept


async def _market(conn: Conn, symbols: Sequence[str]) -> dict[str, PriceSeries]:
    """Give the market's closes of some symbols."""
    if not symbols:
        return {}
    async with conn.cursor(binary=True) as cursor:
        await cursor.execute(sql("market.series"), (symbols,))
        rows = await cursor.fetchall()
    return {row["symbol"]: replace(_series(row), basis=Basis(row["basis"])) for row in rows}


def _plausible(parsed: Closes, rows: Sequence[Close], shared: Mapping[str, PriceSeries]) -> list[Close]:
    """Keep the rows that are not far from the market's close of that day, or of the last trading day before it."""
    kept: list[Close] = []
    for row in rows:
        series = shared.get(row.symbol)
        last = series.last(row.day) if series and series.currency == row.currency else None
        if series and last and row.day - last[0] <= NEAR and abs(row.close - last[1]) > last[1] * ABSURD:
            how = ", adjusted for dividends and splits" if series.basis is Basis.TOTAL_RETURN else ""
            parsed.wrong(
                row,
                "close",
                "absurd_price",
                f"{plain(row.close)} is more than 50 % away from the market's close of {row.symbol}: "
                f"{plain(last[1])} {series.currency} on {last[0]}{how}.",
            )
        else:
            kept.append(row)
    return kept


def _replaced(rows: Sequence[Close], shared: Mapping[str, PriceSeries]) -> list[str]:
    """Say for each symbol of the market that the person's prices take the place of all its closes."""
    days: dict[str, list[date]] = {}
    for row in rows:
        if row.symbol in shared:
            days.setdefault(row.symbol, []).append(row.day)
    return [
        f"{symbol} has market prices; yours replace them for you alone, from {min(each)} to {max(each)}: "
        "none of the market's closes of it is used for you until you undo this import."
        for symbol, each in sorted(days.items())
    ]


def _once(parsed: Closes, rows: Sequence[Close]) -> tuple[list[Close], int]:
    """Keep one close per symbol and day; an equal one again is a duplicate, another one a problem."""
    first: dict[tuple[str, date], Close] = {}
    twice = 0
    for row in rows:
        before = first.setdefault((row.symbol, row.day), row)
        if before is not row and before.close != row.close:
            parsed.wrong(row, "close", "two_closes", f"Line {before.line} has another close of {row.symbol} on {row.day}.")
        twice += before is not row and before.close == row.close
    return list(first.values()), twice


def _notes(known: Names, rows: Sequence[Close], there: Mapping[tuple[str, str], Mapping[str, Any]]) -> list[str]:
    fresh = sorted(symbol for symbol in known.new if symbol not in known.learned)
    notes = [f"{symbol} is not in the market: it becomes an instrument of your own." for symbol in fresh]
    other = [row for row in rows if (old := there.get((row.symbol, row.day.isoformat()))) and old["close"] != row.close]
    if other:
        many = "1 close differs from the one" if len(other) == 1 else f"{len(other):,} closes differ from those"
        notes.append(f"{many} that you have; the file's are taken if you include duplicates.")
    return notes


def _stored(row: Close) -> dict[str, str]:
    return {"symbol": row.symbol, "day": row.day.isoformat(), "close": plain(row.close), "currency": row.currency}


__all__ = ["own_instruments", "own_series", "preview"]
