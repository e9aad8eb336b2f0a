"""What a year's sales would be taxed, and what one more sale would add."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from finance.records import Sale
from finance.tax.rules import Rule


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: the country's rules, and for the United States the person's own rates (None: the middle bracket is assumed and said)."""

    country: Literal["IN", "US"]
    ordinary_rate: Decimal | None = None
    long_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TaxEstimate:
    """Gains and tax of one tax year in the tax currency (INR or USD), before surcharge and cess; with the rules used and caveats."""

    country: str
    currency: str
    year_start: date
    year_end: date
    short_term: Decimal
    long_term: Decimal
    exempt: Decimal
    taxable_short: Decimal
    taxable_long: Decimal
    tax: Decimal
    loss_carried: Decimal
    rules: tuple[Rule, ...]
    caveats: tuple[str, ...]


def estimate(sales: Sequence[Sale], payer: Payer, day: date) -> TaxEstimate:
    """Estimate the tax on the sales of the tax year that holds a day (sales of `lots.run` with view TAX, FIFO, base = tax currency)."""
    raise NotImplementedError


def added(before: Sequence[Sale], extra: Sequence[Sale], payer: Payer, day: date) -> Decimal:
    """Give the tax that extra sales on a day add to those before."""
    return estimate([*before, *extra], payer, day).tax - estimate(before, payer, day).tax
