"""Losses of today's holdings in past crises and in assumed shocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np

from core.errors import BadInput
from core.market import Days, Floats, PriceSeries
from finance.conversion import Converter
from finance.fx import Fx, carried
from finance.panel import rebased
from finance.records import Terms
from finance.risk import ENOUGH, YEAR
from finance.snapshot import Snapshot
from finance.tails import is_flat

ANY = "*"
NEAR = np.timedelta64(7, "D")


@dataclass(frozen=True, slots=True)
class Scenario:
    """`history` replays the returns between two dates; `shock` moves prices and currencies by fractions.

    `market` is a move of the benchmark that instruments follow by their beta; `symbols` are moves of single ones;
    `currencies` are moves of a currency ("*": all others) against the reporting currency.
    """

    name: str
    kind: str
    start: date | None = None
    end: date | None = None
    market: float = 0.0
    currencies: Mapping[str, float] = field(default_factory=dict)
    symbols: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Loss:
    """A scenario's result: `loss` in the reporting currency and `loss_fraction` of the total, positive when value falls.

    `coverage` is the share of the holdings' value that could be replayed; None as loss when nothing could. `items`
    gives (symbol, return, loss), `missing` (symbol, "code: why it could not be replayed").
    """

    scenario: Scenario
    loss: float | None
    loss_fraction: float | None
    coverage: float
    items: tuple[tuple[str, float, float], ...]
    missing: tuple[tuple[str, str], ...] = ()


def _history(name: str, start: date, end: date) -> Scenario:
    return Scenario(name, "history", start, end)


SCENARIOS: tuple[Scenario, ...] = (
    _history("Dot-com bust", date(2000, 3, 24), date(2002, 10, 9)),
    _history("Global financial crisis", date(2007, 10, 9), date(2009, 3, 9)),
    _history("US downgrade and euro crisis", date(2011, 4, 29), date(2011, 10, 3)),
    _history("End of 2018", date(2018, 9, 20), date(2018, 12, 24)),
    _history("COVID-19 crash", date(2020, 2, 19), date(2020, 3, 23)),
    _history("Bear market of 2022", date(2022, 1, 3), date(2022, 10, 12)),
    Scenario("Market falls by a fifth", "shock", market=-0.2),
    Scenario("Other currencies fall by a tenth", "shock", currencies={ANY: -0.1}),
)


def replay(
    seen: Snapshot,
    prices: Mapping[str, PriceSeries],
    terms: Terms,
    scenarios: Sequence[Scenario] | None = None,
    benchmark: PriceSeries | None = None,
) -> list[Loss]:
    """Apply each scenario to today's holdings and cash; default `SCENARIOS`.

    A holding is replayed where its prices span the dates (nothing is made up for those that did not exist). A market
    shock moves a holding by its beta to `benchmark` over the last three years; without a benchmark by the whole move.
    """
    ground = _Ground(seen, prices, terms, None if benchmark is None else _Market.until(benchmark, seen.as_of))
    return [ground.apply(scenario) for scenario in (SCENARIOS if scenarios is None else scenarios)]


@lru_cache(maxsize=256)
def _ends(start: date | None, end: date | None) -> Days:
    """Give the two days of a historical scenario."""
    if start is None or end is None:
        raise BadInput("A historical scenario needs its first and last day.")
    return np.array([start, end], dtype="datetime64[D]")


@dataclass(frozen=True, slots=True)
class _Market:
    """The benchmark's days (n + 1) and daily returns (n) over the last three years."""

    days: Days
    returns: Floats

    @classmethod
    def until(cls, benchmark: PriceSeries, as_of: date) -> "_Market":
        """Read the benchmark up to a day."""
        stop = int(np.searchsorted(benchmark.days, np.datetime64(as_of, "D"), side="right"))
        first = max(stop - 3 * YEAR - 1, 0)
        closes = benchmark.closes[first:stop]
        return cls(benchmark.days[first:stop], closes[1:] / closes[:-1] - 1.0)

    def beta(self, series: PriceSeries) -> float | None:
        """Give a series' beta, cov / var of daily returns on these days; None under 60 of them or without movement."""
        own = carried(series, self.days)
        first = int(np.searchsorted(self.days, series.days[0]))
        if len(self.days) - first <= ENOUGH:
            return None
        moves, market = own[first + 1 :] / own[first:-1] - 1.0, self.returns[first:]
        centred = market - market.mean()
        variance = float(centred @ centred)
        return None if is_flat(variance**0.5) else float(centred @ moves) / variance


@dataclass(frozen=True, slots=True)
class _Ground:
    seen: Snapshot
    prices: Mapping[str, PriceSeries]
    terms: Terms
    market: _Market | None

    def apply(self, scenario: Scenario) -> Loss:
        """Give a scenario's loss."""
        held = [(each.symbol, each.currency, float(each.value_base)) for each in self.seen.positions if each.value_base is not None]
        moves = [(symbol, self._move(scenario, symbol, currency), value) for symbol, currency, value in held]
        items = [(symbol, move, -move * value) for symbol, move, value in moves if not isinstance(move, str)]
        missing = tuple((symbol, move) for symbol, move, _ in moves if isinstance(move, str))
        whole = sum(value for *_, value in moves)
        covered = sum(value for _, move, value in moves if not isinstance(move, str))
        cash = self._cash(scenario)
        total = float(self.seen.total)
        if not items and held:
            return Loss(scenario, None, None, 0.0, (), missing)
        loss = sum(each for *_, each in items) + sum(each for *_, each in cash)
        coverage = covered / whole if whole > 0 else 1.0
        ordered = sorted([*items, *cash], key=lambda item: -item[2])
        return Loss(scenario, loss, loss / total if total > 0 else None, coverage, tuple(ordered), missing)

    def _move(self, scenario: Scenario, symbol: str, currency: str) -> float | str:
        """Give what a holding would return, or "code: why" where that can not be told."""
        series = self.prices.get(symbol)
        if series is None or not len(series.days):
            return "no_price: it has no prices."
        if scenario.kind == "history":
            return self._past(series, scenario)
        own = scenario.symbols.get(symbol)
        if own is None:
            beta = 1.0 if not scenario.market or self.market is None else self.market.beta(series)
            if beta is None:
                return f"insufficient_history: it has under {ENOUGH} daily returns to measure its beta."
            own = max(beta * scenario.market, -1.0)
        return (1.0 + own) * (1.0 + self._rate(scenario, currency)) - 1.0

    def _rate(self, scenario: Scenario, currency: str) -> float:
        if currency == self.seen.base:
            return 0.0
        return scenario.currencies.get(currency, scenario.currencies.get(ANY, 0.0))

    def _past(self, series: PriceSeries, scenario: Scenario) -> float | str:
        ends = _ends(scenario.start, scenario.end)
        if series.days[0] > ends[0]:
            return f"no_price: its prices begin on {series.days[0]}."
        if series.days[-1] < ends[1] - NEAR:
            return f"no_price: its prices end on {series.days[-1]}."
        first, last = rebased(series, self.terms, ends)
        if np.isfinite(last / first):
            return float(last / first - 1.0)
        return self._no_rate(series.currency)

    def _no_rate(self, currency: str) -> str:
        base = self.seen.base
        first = (self.terms.fx or Fx()).first(currency, base)
        since = "" if first is None else f" before {first.day}"
        return f"no_rate: there is no exchange rate from {currency} to {base}{since}."

    def _cash(self, scenario: Scenario) -> list[tuple[str, float, float]]:
        """Give what cash in other currencies would lose by their rates."""
        found = []
        fx = self.terms.fx or Fx()
        for currency, amount in self.seen.cash.items():
            value = float(amount * Converter(self.terms).to_base(currency, self.seen.as_of))
            move = self._rate(scenario, currency)
            if scenario.kind == "history" and currency != self.seen.base:
                ends = _ends(scenario.start, scenario.end)
                first, last = fx.vector(currency, self.seen.base, ends)
                move = float(last / first - 1.0) if np.isfinite(last / first) else 0.0
            if move and value:
                found.append((f"Cash {currency}", move, -move * value))
        return found
