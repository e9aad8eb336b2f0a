"""Today's weights held over past days: the returns that contributions, stress, what-if and goals rest on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.errors import Insufficient
from core.market import Days, Floats
from finance.period import Asked, Span, resolve, sessions
from finance.risk import ENOUGH
from finance.snapshot import Snapshot
from tools.book import View, changes

BASIS = "current"


@dataclass(frozen=True, slots=True)
class Current:
    """Weights (k; the rest is cash) and daily returns (k, n) of k holdings in the reporting currency on `days` (n + 1)."""

    names: tuple[str, ...]
    weights: Floats
    returns: Floats
    days: Days
    coverage: float
    left_out: tuple[str, ...]

    def portfolio(self) -> Floats:
        """Give the daily returns of the whole, rebalanced daily."""
        found: Floats = self.weights @ self.returns
        return found

    def span(self) -> Span:
        """Give first and last day."""
        return Span(self.days[0].astype(object), self.days[-1].astype(object))

    def caveats(self) -> list[str]:
        """Say what could not be used."""
        return [f"{', '.join(self.left_out)} lack a price history for these days and count as cash."] if self.left_out else []


def weights_of(seen: Snapshot) -> dict[str, float]:
    """Give the weights of the priced holdings."""
    return {p.symbol: p.weight for p in seen.positions if p.weight is not None}


def current(view: View, weights: Mapping[str, float], asked: Asked, default: str = "3Y") -> Current:
    """Give the returns of weights over the days that their prices share; raises Insufficient under 60 of them."""
    days = window(view, asked, default)
    series = view.book.prices.series
    closes = {name: view.rebased(series[name], days) for name in weights if name in series}
    begins = {name: _first(row) for name, row in closes.items()}
    kept = [name for name, at in begins.items() if len(days) - at > ENOUGH]
    if not kept:
        raise Insufficient("insufficient_history: no holding has 60 daily returns in this period.")
    start = max(begins[name] for name in kept)
    matrix = np.array([closes[name][start:] for name in kept])
    total = sum(abs(weight) for weight in weights.values())
    return Current(
        names=tuple(kept),
        weights=np.array([weights[name] for name in kept]),
        returns=changes(matrix),
        days=days[start:],
        coverage=sum(abs(weights[name]) for name in kept) / total if total else 1.0,
        left_out=tuple(name for name in weights if name not in kept),
    )


def window(view: View, asked: Asked, default: str) -> Days:
    """Give the sessions of the span asked for; it may begin before the ledger does."""
    days = view.book.benchmark.days
    first: date = days[0].astype(object)
    if first > view.as_of:
        raise Insufficient("insufficient_history: the benchmark has no prices before this day.")
    span = resolve(asked, first, view.as_of, default)
    return sessions(days, Span(span.start, span.end))


def _first(row: Floats) -> int:
    known = np.flatnonzero(np.isfinite(row))
    return int(known[0]) if len(known) else len(row)
