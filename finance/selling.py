"""Which lots a planned sale would best take: the choice that leaves the least gain to be taxed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.ledger import ZERO
from finance.gains import term
from finance.lots import Lot


@dataclass(frozen=True, slots=True)
class Pick:
    """A part of a lot to sell; `gain` in the lot's currency at the price given."""

    acquired: date
    quantity: Decimal
    term: str
    gain: Decimal


def choose(lots: Sequence[Lot], quantity: Decimal, price: Decimal, day: date) -> tuple[Pick, ...]:
    """Choose lots for a sale: short-term losses first, then long-term losses, long-term gains, short-term gains.

    Within a group the highest cost per unit goes first. A short-term loss may be set off against gains of both kinds, a
    long-term one only against long-term gains, so it is the better loss to take.
    """
    picks, left = [], quantity
    for lot in sorted(lots, key=lambda lot: _order(lot, price, day)):
        part = min(lot.quantity, left)
        if part <= ZERO:
            break
        gain = part * (price - lot.cost_per_unit)
        picks.append(Pick(lot.acquired, part, term(lot.acquired, day), gain))
        left -= part
    return tuple(picks)


def _order(lot: Lot, price: Decimal, day: date) -> tuple[int, Decimal]:
    losing, short = price < lot.cost_per_unit, term(lot.acquired, day) == "short"
    return {(True, True): 0, (True, False): 1, (False, False): 2, (False, True): 3}[losing, short], -lot.cost_per_unit
