"""What a ledger was worth, day by day (numpy) and on one day (Decimal)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from core.ledger import Transaction
from core.market import Days, Floats, PriceSeries
from finance.conversion import Converter
from finance.fx import Fx
from finance.movements import Movements, add_kind, cover, of_cash
from finance.ordering import effective
from finance.panel import Panel, panel, rebased, step
from finance.positions import walk
from finance.records import Terms
from finance.snapshot import Position, Snapshot, snapshot

__all__ = ["Daily", "Line", "Position", "Snapshot", "daily", "rebased", "snapshot"]

NOTHING = 1e-6
PLACES = 8


@dataclass(frozen=True, slots=True)
class Line:
    """What a ledger was worth on `days` (n,), all money in the reporting currency, rounded to eight decimals.

    `value` = `holdings` + cash, where cash is the sum of its legs and may be negative. `inflow` and `outflow` are what
    came and went since the day before: external cash, shares transferred in kind at market value, the money that went
    into or came out of instruments without a price (so that they neither help nor hurt the return), and what is
    implied. `contributions` is the external part alone, net. `coverage` is the share of the positions held that have a
    price (1 when none is held). `implied` is what must have been paid in so far to a book that records no deposit,
    withdrawal or transfer of cash at all, so that its cash is never negative; it is no part of `value`, but the returns
    count it as paid in.
    """

    days: Days
    value: Floats
    holdings: Floats
    inflow: Floats
    outflow: Floats
    contributions: Floats
    coverage: Floats
    implied: Floats

    def invested(self) -> Floats:
        """Give value + implied (n,), the ground of the returns."""
        total = self.value + self.implied
        return np.where(np.abs(total) < NOTHING, 0.0, total)

    def before(self) -> Floats:
        """Give the money at work on each day (n,): the day before's value plus the day's inflow."""
        return np.concatenate(([0.0], self.invested()[:-1])) + self.inflow

    def returns(self) -> Floats:
        """Give the time-weighted daily returns (n,): (V_t + out_t) / (V_(t-1) + in_t) - 1.

        Inflow counts at the start, outflow at the end of the day (as in Portfolio Performance's ClientIndex). A day with
        nothing invested gives 0 when nothing came of it, else NaN.
        """
        start, end = self.before(), self.invested() + self.outflow
        some = start > NOTHING
        grown = np.divide(end, start, out=np.ones_like(start), where=some) - 1.0
        return np.where(some, grown, np.where(np.abs(start) + np.abs(end) < NOTHING, 0.0, np.nan))

    def full(self) -> NDArray[np.intp]:
        """Give the indexes of the days that a return of a whole day belongs to: those after a day that ended with a value."""
        return np.nonzero(self.invested()[:-1] > NOTHING)[0] + 1

    def between(self, low: int, high: int) -> Self:
        """Give the days from index `low` up to, not including, `high`."""
        return replace(self, **{name: getattr(self, name)[..., low:high] for name in _arrays(self)})

    def joined(self, later: "Line") -> Self:
        """Give these days and the later ones behind them."""
        parts = {name: np.concatenate((getattr(self, name), getattr(later, name)), axis=-1) for name in _arrays(self)}
        return replace(self, **parts)

    def line(self) -> "Line":
        """Give the sums over all instruments alone."""
        return Line(**{each.name: getattr(self, each.name) for each in fields(Line)})


def _arrays(line: Line) -> list[str]:
    return [each.name for each in fields(line) if each.name != "symbols"]


@dataclass(frozen=True, slots=True)
class Daily(Line):
    """A line with its instruments: `symbols` names the rows of `values` (k, n), `bought` and `sold` (k, n; money into and
    out of the position, charges included; shares in kind at market value) and `income` (k, n; dividends after tax).
    """  # noqa: D205 - the sentence needs two lines

    symbols: tuple[str, ...]
    values: Floats
    bought: Floats
    sold: Floats
    income: Floats


def daily(transactions: Sequence[Transaction], prices: Mapping[str, PriceSeries], terms: Terms, days: Days, since: int = 0) -> Daily:
    """Value a ledger at the close of ascending days, or of those from index `since` on: equal to the same days of the whole.

    A position counts at the last close on or before the day. With an adjusted series the quantity is stated in the
    shares of the series' last day (later splits and bonuses of the ledger multiply it); with an as-traded series in
    those of the close used. Flows between two days count on the later one, those before the first day on the first.
    """
    rows = effective(transactions)
    steps = walk(rows)
    low = max(since - 1, 0)
    tail = days[low:]
    grid = panel(steps, prices, terms, tail)
    moved = of_cash(rows, Converter(terms), grid, tail, tail=low > 0)
    add_kind(moved, steps, grid, tail)
    cover(moved, grid)
    return _assemble(grid, moved, terms, days, low).between(since - low, len(tail))


def _assemble(grid: Panel, moved: Movements, terms: Terms, days: Days, low: int) -> Daily:
    values = grid.quantities * np.nan_to_num(grid.prices)
    holdings = values.sum(axis=0)
    cash, implied, paid = (each[low:] for each in _cash(moved, terms, days))
    rounded = {
        "value": holdings + cash,
        "holdings": holdings,
        "inflow": moved.inflow + paid,
        "outflow": moved.outflow,
        "contributions": moved.external,
        "coverage": _coverage(grid),
        "implied": implied,
    }
    return Daily(
        days=days[low:],
        **{name: np.round(each, PLACES) + 0.0 for name, each in rounded.items()},
        symbols=grid.symbols,
        values=values,
        bought=moved.bought,
        sold=moved.sold,
        income=moved.income,
    )


def _coverage(grid: Panel) -> Floats:
    held = grid.quantities != 0
    count = held.sum(axis=0)
    priced = (held & ~np.isnan(grid.prices)).sum(axis=0)
    shares: Floats = np.divide(priced, count, out=np.ones(len(count)), where=count > 0)
    return shares


def _cash(moved: Movements, terms: Terms, days: Days) -> tuple[Floats, Floats, Floats]:
    """Give the cash in the reporting currency, what unfunded books must have been paid, and its daily additions."""
    cash, implied, paid = (np.zeros(len(days)) for _ in range(3))
    for (book, currency), points in moved.cash.items():
        balance = step(points, days)
        rate = np.ones(len(days)) if terms.base is None else np.nan_to_num((terms.fx or Fx()).vector(currency, terms.base, days))
        cash += balance * rate
        if book not in moved.funded:
            needed = np.maximum.accumulate(np.maximum(-balance, 0.0))
            implied += needed * rate
            paid += np.diff(needed, prepend=0.0) * rate
    return cash, implied, paid
