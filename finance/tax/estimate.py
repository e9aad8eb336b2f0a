"""What a year's sales would be taxed, and what one more sale would add."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from finance.records import Sale
from finance.tax import india, united_states
from finance.tax.model import Payer, TaxEstimate

__all__ = ["Payer", "TaxEstimate", "added", "estimate"]


def estimate(sales: Sequence[Sale], payer: Payer, day: date) -> TaxEstimate:
    """Estimate the tax on the sales of the tax year that holds a day.

    The sales are those of `lots.run` with view TAX and base = the tax currency (INR, USD).
    """
    if payer.country == "IN":
        return india.estimate(sales, payer, day)
    return united_states.estimate(sales, payer, day)


def added(before: Sequence[Sale], extra: Sequence[Sale], payer: Payer, day: date) -> Decimal:
    """Give the tax that extra sales on a day add to those before."""
    return estimate([*before, *extra], payer, day).tax - estimate(before, payer, day).tax
