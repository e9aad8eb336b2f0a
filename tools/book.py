"""One book: what follows from a ledger and its prices, computed once per question and kept."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast

import numpy as np

from core.errors import Insufficient
from core.ledger import Transaction
from core.market import Days, Floats, Instrument, PriceSeries
from data.grounds import PortfolioGround
from data.valuations import Writing
from finance import lots, valuation
from finance.fx import Fx
from finance.ordering import effective
from finance.period import Asked, Span, resolve, sessions
from finance.records import CostView, Method, State, Terms
from finance.snapshot import Snapshot, snapshot
from finance.valuation import Daily, Line
from tools.valued import Basis, Kept, line

T = TypeVar("T")
L = TypeVar("L", bound=Line)
Save = Callable[[Writing], Awaitable[None]]
MOST_KEPT = 512


@dataclass(frozen=True, slots=True)
class Prices:
    """What values a ledger: instruments and series by symbol (own ones first), rates, the benchmark, the market's last day."""

    instruments: Mapping[str, Instrument]
    series: Mapping[str, PriceSeries]
    fx: Fx
    benchmark: Instrument
    own: frozenset[str]
    market_day: date


@dataclass(frozen=True, slots=True)
class Past:
    """What a book can go on from."""

    values: Kept | None = None
    reading: lots.Reading | None = None


class Book:
    """A ledger with its prices. It never changes; a new version is a new book.

    `past` is what was known before: the stored daily values, where the book is one portfolio in its own base, and how
    far the last book had read the ledger. `unsaved` is what of the values has been made anew and is not stored yet,
    which `save` stores.
    """

    def __init__(
        self, portfolios: tuple[PortfolioGround, ...], base: str, rows: Iterable[Transaction], prices: Prices, past: Past | None = None
    ) -> None:
        self.portfolios, self.base, self.rows, self.prices = portfolios, base, effective(rows), prices
        self.values = past.values if past else None
        self.kept: dict[Hashable, Any] = {}
        self.lock = threading.RLock()
        self.unsaved: Writing | None = None
        self.save: Save | None = None
        self.first_day = min((row.day for row in self.rows), default=None)
        self.last_day = max([prices.market_day, *(row.day for row in self.rows), *self.own_days()])
        self.reading = lots.reading(self.rows, self.terms(), past.reading if past else None)
        self.kept["state", self.last_day, Method.FIFO, CostView.ECONOMIC] = self.reading.state

    def own_days(self) -> list[date]:
        """Give the last day of each own price series."""
        series = (self.prices.series[symbol] for symbol in self.prices.own)
        return [each.days[-1].astype(object) for each in series if len(each.days)]

    def keep(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was computed before for a key, or compute it; one thread computes at a time."""
        with self.lock:
            if key not in self.kept:
                if len(self.kept) >= MOST_KEPT:
                    self.kept.clear()
                self.kept[key] = make()
            return cast("T", self.kept[key])

    def terms(self, method: Method = Method.FIFO, view: CostView = CostView.ECONOMIC) -> Terms:
        """Give how this ledger is read."""
        bases = {each.id: each.base_currency for each in self.portfolios}
        return Terms(method=method, view=view, fx=self.prices.fx, base=self.base, bases=bases)

    def state(self, until: date, method: Method, view: CostView) -> State:
        """Give lots, sales, income and cash up to a day."""
        return self.keep(("state", until, method, view), lambda: lots.run(self.rows, self.terms(method, view), until))

    def line(self) -> Line:
        """Give the value of each session from the first transaction to the last day."""
        return self.keep("line", self._line)

    def _line(self) -> Line:
        found, self.unsaved = line(self._basis(), self.values)
        return found

    def detail(self) -> Daily:
        """Give the values of each session by instrument."""
        return self.keep("detail", lambda: self.valued(self._basis().days))

    def valued(self, days: Days, since: int = 0) -> Daily:
        """Value the ledger on days, from index `since` on."""
        return valuation.daily(self.rows, self.prices.series, self.terms(), days, since)

    def _basis(self) -> Basis:
        first = self.first_day or self.last_day
        days = sessions(self.benchmark.days, Span(first, self.last_day, opening=True), close=True)
        return Basis(self.rows, self.prices.series, self.terms(), days)

    def instrument(self, symbol: str) -> Instrument:
        """Give an instrument of the ledger."""
        return self.prices.instruments[symbol]

    @property
    def benchmark(self) -> PriceSeries:
        """Give the benchmark's series; its days are the sessions."""
        found = self.prices.series.get(self.prices.benchmark.symbol)
        if found is None or not len(found.days):
            raise Insufficient("The benchmark has no prices.")
        return found


@dataclass(frozen=True, slots=True)
class View:
    """A book on a day; `portfolio_id` is None where all portfolios are meant."""

    book: Book
    as_of: date
    portfolio_id: str | None
    today: date

    async def once(self, key: Hashable, make: Callable[["View"], T]) -> T:
        """Give a result from the book, or compute it in a thread and keep it."""
        full = (self.as_of, self.portfolio_id, key)
        if full in self.book.kept:
            return cast("T", self.book.kept[full])
        found = await asyncio.to_thread(self.book.keep, full, lambda: make(self))
        if self.book.unsaved is not None and self.book.save is not None:
            writing, self.book.unsaved = self.book.unsaved, None
            await self.book.save(writing)
        return found

    def state(self, method: Method = Method.FIFO, view: CostView = CostView.ECONOMIC, until: date | None = None) -> State:
        """Give the state of the ledger on the day."""
        return self.book.state(until or self.as_of, method, view)

    def seen(self, method: Method = Method.FIFO, view: CostView = CostView.ECONOMIC) -> Snapshot:
        """Give what is held on the day."""
        book = self.book
        return book.keep(
            ("seen", self.as_of, method, view),
            lambda: snapshot(self.state(method, view), book.prices.series, book.terms(method, view), self.as_of),
        )

    def span(self, asked: Asked, default: str) -> Span:
        """Give the span that was asked for, within the ledger's days."""
        first = self.book.first_day
        if first is None or first > self.as_of:
            raise Insufficient("There are no transactions on or before this day.")
        return resolve(asked, first, self.as_of, default)

    def daily(self, span: Span, *, close: bool = False) -> Line:
        """Give the valuation of each session of a span."""
        return self._cut(self.book.line(), span, close=close)

    def detailed(self, span: Span, *, close: bool = False) -> Daily:
        """Give the valuation of each session of a span by instrument."""
        return self._cut(self.book.detail(), span, close=close)

    def _cut(self, whole: L, span: Span, *, close: bool) -> L:
        """Take a span out of the whole history; an end between two sessions is valued by itself."""
        days = sessions(self.book.benchmark.days, span, close=close)
        low = int(np.searchsorted(whole.days, days[0])) if len(days) else 0
        high = low + len(days)
        if np.array_equal(whole.days[low:high], days):
            return whole.between(low, high)
        if not len(days) or not np.array_equal(whole.days[low : high - 1], days[:-1]):
            raise Insufficient("There is no valuation on the days of this period.")
        calendar = np.append(whole.days[: high - 1], days[-1:])
        end = self.book.keep(("end", span.end), lambda: self.book.valued(calendar, high - 1))
        return whole.between(low, high - 1).joined(end)

    def rebased(self, series: PriceSeries, days: Days) -> Floats:
        """Give a series on days in the reporting currency."""
        return valuation.rebased(series, self.book.terms(), days)


def changes(closes: Floats) -> Floats:
    """Give the simple returns of consecutive closes; NaN where a close is missing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return closes[..., 1:] / closes[..., :-1] - 1
