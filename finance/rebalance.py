"""The fewest trades that bring weights to their targets."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from finance.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade; `quantity` positive, `value_base` in the reporting currency."""

    symbol: str
    side: str
    quantity: Decimal
    value_base: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """Trades with the weights before and after (Cash included)."""

    trades: tuple[Trade, ...]
    before: Mapping[str, float]
    after: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Wish:
    """Target weights by symbol (the rest is cash), a tolerance band, the least trade, and the step of quantities."""

    targets: Mapping[str, float]
    band: float = 0.0
    minimum: Decimal = Decimal(0)
    step: Decimal = Decimal(1)


def rebalance(seen: Snapshot, wish: Wish, quotes: Mapping[str, Decimal]) -> Plan:
    """Plan trades that never spend more cash than there is; `quotes` are prices in the reporting currency of symbols not held."""
    raise NotImplementedError
