"""What a year's sales would be taxed, and what one more sale would add."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from core.errors import BadInput
from finance.gains import MONTHS, SHORT, term
from finance.period import add_months
from finance.records import Sale
from finance.tax import india, united_states
from finance.tax.model import Payer, TaxEstimate
from finance.tax.rules import unchecked

__all__ = ["Payer", "TaxEstimate", "Waiting", "added", "estimate", "waiting"]


def estimate(sales: Sequence[Sale], payer: Payer, day: date) -> TaxEstimate:
    """Estimate the tax on the sales of the tax year that holds a day.

    The sales are those of `lots.run` with view TAX and base = the tax currency (INR, USD).
    """
    rules = {"IN": india.estimate, "US": united_states.estimate}.get(payer.country)
    if rules is None:
        raise BadInput(f"No tax rules are known for {payer.country}; they are for IN and US.")
    made = rules(sales, payer, day)
    return replace(made, caveats=(*made.caveats, *unchecked(made.rules)))


def added(before: Sequence[Sale], extra: Sequence[Sale], payer: Payer, day: date) -> Decimal:
    """Give the tax that extra sales on a day add to those before."""
    return estimate([*before, *extra], payer, day).tax - estimate(before, payer, day).tax


@dataclass(frozen=True, slots=True)
class Waiting:
    """The tax that a sale adds now, and what it would add on a later day (None: nothing is gained by waiting)."""

    now: Decimal
    later_day: date | None = None
    later: Decimal | None = None


def waiting(before: Sequence[Sale], extra: Sequence[Sale], payer: Payer, day: date, later: date | None = None) -> Waiting:
    """Compare selling on a day with selling on a later one, at the same price.

    Without a later day it is the first on which all that is sold is held long-term; None when it is already.
    """
    now = added(before, extra, payer, day)
    short = [sale for sale in extra if term(sale.acquired, sale.sold) == SHORT]
    if later is None and not short:
        return Waiting(now)
    on = later or max(add_months(sale.acquired, MONTHS) for sale in short) + timedelta(days=1)
    return Waiting(now, on, added(before, [replace(sale, sold=on) for sale in extra], payer, on))
