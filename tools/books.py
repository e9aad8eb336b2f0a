"""Books: a person's ledger with the prices it needs, read once per version and kept for the next call."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from copy import copy
from datetime import date
from functools import partial
from typing import Any, cast
from uuid import UUID

from core.clock import Clock
from core.errors import BadInput, Insufficient, NotFound
from core.ledger import Transaction
from core.market import Instrument, Market, PriceSeries
from data import ledger, prices, valuations
from data.db import Conn, Database
from data.grounds import Grounds, PortfolioGround, grounds
from data.instruments import own_instruments
from data.valuations import Writing
from finance.fx import EUR, MINOR, Fx
from finance.ordering import Ordered, inserted
from tools.book import Book, Past, Prices, View
from tools.valued import Kept

MOST_BOOKS = 64
Versions = tuple[tuple[str, int, str, str, str | None], ...]
FRESH = 1.0
DEFAULT_BENCHMARK = "SP500"


class Books:
    """A cache of books by person, portfolios, their versions, the market's last day and the version of own prices."""

    def __init__(self, db: Database, market: Market, clock: Clock) -> None:
        self.db, self.market, self.clock = db, market, clock
        self.known_day: tuple[float, tuple[date, str]] | None = None
        self.kept: OrderedDict[tuple[object, ...], asyncio.Task[Book]] = OrderedDict()
        self.seen: dict[UUID, asyncio.Task[Grounds]] | None = None

    def steady(self) -> "Books":
        """Give these books for one turn, whose figures all rest on the same: a person's grounds are read once."""
        made = copy(self)
        made.seen = {}
        return made

    async def grounds(self, user_id: UUID) -> Grounds:
        """Give what the person's figures rest on."""
        if self.seen is None:
            return await grounds(self.db, user_id)
        task = self.seen.get(user_id)
        if task is None or _failed(task):
            task = self.seen[user_id] = asyncio.create_task(grounds(self.db, user_id))
        return await asyncio.shield(task)

    async def rests(self, user_id: UUID) -> tuple[Hashable, ...]:
        """Give all that a person's figures of today rest on: while it stays the same, so do they."""
        return user_id, await self.grounds(user_id), await self.market_state(), self.clock.today()

    async def view(self, user_id: UUID, portfolio_id: str | None = None, as_of: date | None = None) -> View:
        """Give one portfolio (or all) on a day; raises NotFound, Insufficient without a portfolio, BadInput for a day to come."""
        return await self.view_of(user_id, await self.grounds(user_id), portfolio_id, as_of)

    async def view_of(self, user_id: UUID, ground: Grounds, portfolio_id: str | None, as_of: date | None) -> View:
        """Give the view of grounds that were read before."""
        chosen = tuple(each for each in ground.portfolios if portfolio_id in (None, each.id))
        if portfolio_id is not None and not chosen:
            raise NotFound("There is no portfolio with this id; portfolio_list gives the ids.")
        if not chosen:
            raise Insufficient("There is no portfolio yet; create one and import transactions.")
        base = chosen[0].base_currency if portfolio_id else ground.base_currency or chosen[0].base_currency
        book = await self.book(user_id, chosen, base, ground)
        return View(book, self.day(as_of, book.last_day), portfolio_id, self.clock.today())

    def day(self, as_of: date | None, default: date) -> date:
        """Give the day asked for, or the default; a day to come is refused."""
        if as_of is not None and as_of > self.clock.today():
            raise BadInput("as_of lies in the future; figures exist up to today.")
        return as_of or default

    async def market_day(self) -> date:
        """Give the market's last day."""
        return (await self.market_state())[0]

    async def market_state(self) -> tuple[date, str]:
        """Give the market's last day and version; asked for again after a second, since every call needs them and loads are rare."""
        now = time.monotonic()
        if self.known_day is None or now - self.known_day[0] > FRESH:
            self.known_day = (now, (await self.market.last_day(), await self.market.version()))
        return self.known_day[1]

    async def book(self, user_id: UUID, chosen: tuple[PortfolioGround, ...], base: str, ground: Grounds) -> Book:
        """Give the book from the cache, or read it; callers that come together wait for one reading."""
        market_day, market_version = await self.market_state()
        versions = tuple((each.id, each.version, each.name, each.base_currency, each.benchmark) for each in chosen)
        key = (user_id, versions, base, market_day, market_version, ground.prices_version, ground.instruments_version)
        task = self.kept.get(key)
        if task is None or _failed(task):
            before = self.forget(user_id, [each.id for each in chosen])
            task = asyncio.ensure_future(self.read(user_id, chosen, (base, market_day), before))
            self.kept[key] = task
        self.kept.move_to_end(key)
        while len(self.kept) > MOST_BOOKS:
            self.kept.popitem(last=False)
        return await asyncio.shield(task)

    def forget(self, user_id: UUID, ids: Sequence[str] | None = None) -> Book | None:
        """Let go of a person's books (of these portfolios, else all) as something has changed; give the last of them."""
        last: Book | None = None
        mine = [key for key in self.kept if key[0] == user_id]
        for key in [key for key in mine if ids is None or [each[0] for each in cast("Versions", key[1])] == list(ids)]:
            task = self.kept.pop(key)
            if task.done() and not _failed(task):
                last = task.result()
        return last

    async def read(self, user_id: UUID, chosen: tuple[PortfolioGround, ...], asked: tuple[str, date], before: Book | None) -> Book:
        """Read the ledger, then the prices; no transaction is open while the market is asked."""
        base, market_day = asked
        async with self.db.tx(user_id) as conn:
            alone = chosen[0] if len(chosen) == 1 and chosen[0].base_currency == base else None
            stored = await valuations.stored(conn, user_id, alone.id) if alone else None
            rows = await _rows(conn, user_id, [each.id for each in chosen], before)
            own = {each.symbol: each for each in await own_instruments(conn, user_id)}
            symbols = _symbols(rows)
            own_series = await prices.own_series(conn, user_id, symbols)
        benchmark = await self.benchmark(chosen)
        wanted = list({*symbols, benchmark.symbol})
        instruments = {**_unknown(rows), **await self.market.instruments(wanted), **own}
        series = {**await self.market.series(wanted), **own_series}
        fx = Fx(await self.market.fx(_currencies(base, rows, instruments.values(), series.values())))
        priced = Prices(instruments, series, fx, benchmark, frozenset(own_series), market_day)
        past = Past(Kept(alone.id, alone.version, stored) if alone else None, before.reading if before else None)
        book = await asyncio.to_thread(Book, chosen, base, rows, priced, past)
        book.save = partial(self.save, user_id)
        return book

    async def save(self, user_id: UUID, writing: Writing) -> None:
        """Store daily values that were made anew."""
        async with self.db.tx(user_id) as conn:
            await valuations.write(conn, user_id, writing)

    async def benchmark(self, chosen: tuple[PortfolioGround, ...]) -> Instrument:
        """Give the portfolios' common benchmark, else the default; aliases are resolved by the market."""
        named = {each.benchmark for each in chosen}
        name = (named.pop() if len(named) == 1 else None) or DEFAULT_BENCHMARK
        found = await known(self.market, [name, DEFAULT_BENCHMARK])
        instrument = found.get(name) or found.get(DEFAULT_BENCHMARK)
        if instrument is None:
            raise Insufficient("The market has no benchmark.")
        return instrument


def _failed(task: asyncio.Task[Any]) -> bool:
    return task.done() and (task.cancelled() or task.exception() is not None)


async def _rows(conn: Conn, user_id: UUID, ids: Sequence[str], before: Book | None) -> list[Transaction]:
    """Give the rows that count: those of the book before, less what was taken back, and what was added since; else all.

    Only for one portfolio: its changes wait for each other, so that a later row never has a lower number.
    """
    alone = ids[0] if len(ids) == 1 else None
    if before is None or not before.rows or alone is None:
        mine = set(ids)
        return [row for row in await ledger.transactions(conn, user_id, alone) if row.portfolio_id in mine]
    new = await ledger.added(conn, user_id, alone, max(row.seq for row in before.rows))
    gone = {row.reverses for row in new if row.reverses}
    kept = Ordered(row for row in before.rows if row.id not in gone)
    return inserted(kept, [row for row in new if row.id not in gone and row.reverses is None])


async def known(market: Market, names: Sequence[str]) -> dict[str, Instrument]:
    """Give the market's instruments by the names that were asked for: a symbol or alias, in any case."""
    found = list((await market.instruments([*names, *(name.upper() for name in names)])).values())
    by_name = {alias.casefold(): each for each in found for alias in (*each.aliases, each.isin or "", each.symbol)}
    return {name: by_name[name.casefold()] for name in names if name.casefold() in by_name}


def _symbols(rows: Iterable[Transaction]) -> list[str]:
    return sorted({name for row in rows for name in (row.symbol, row.into) if name})


def _currencies(base: str, rows: Iterable[Transaction], instruments: Iterable[Instrument], series: Iterable[PriceSeries]) -> list[str]:
    """Give the currencies that need a rate; parts of a currency count as the currency."""
    named = {base, *(row.currency for row in rows), *(each.currency for each in instruments), *(each.currency for each in series)}
    return sorted({MINOR.get(name, (name, 1))[0] for name in named} - {EUR})


def _unknown(rows: Iterable[Transaction]) -> dict[str, Instrument]:
    """Give a plain instrument for each symbol, which known ones replace."""
    last = {row.symbol: row for row in rows if row.symbol}
    return {name: Instrument(symbol=name, name=name, isin=row.isin, currency=row.currency, own=True) for name, row in last.items()}
