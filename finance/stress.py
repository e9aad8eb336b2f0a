"""Losses of today's holdings in past crises and in assumed shocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.market import PriceSeries
from finance.records import Terms
from finance.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Scenario:
    """`history` replays the returns between two dates; `shock` moves instruments of an asset class and currencies by fractions.

    `market` is a move of the benchmark that instruments follow by their beta; `currencies` are moves of a currency
    against the reporting currency.
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
    gives (symbol, return, loss).
    """

    scenario: Scenario
    loss: float | None
    loss_fraction: float | None
    coverage: float
    items: tuple[tuple[str, float, float], ...]


SCENARIOS: tuple[Scenario, ...] = ()


def replay(seen: Snapshot, prices: Mapping[str, PriceSeries], terms: Terms, scenarios: Sequence[Scenario] | None = None) -> list[Loss]:
    """Apply each scenario to today's holdings; default `SCENARIOS`."""
    raise NotImplementedError
