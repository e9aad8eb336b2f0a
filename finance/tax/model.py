"""Who pays, and what an estimate states."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from finance.tax.rules import Rule


@dataclass(frozen=True, slots=True)
class Payer:
    """Who pays: the country's rules, and for the United States the person's own rates.

    `country` is IN or US; others have no rules. A rate that is None is assumed to be the middle one, and the caveats
    say so. `value_2018` is, for India, the value per share of 2018-01-31 in today's shares, by symbol.
    """

    country: str
    ordinary_rate: Decimal | None = None
    long_rate: Decimal | None = None
    value_2018: Mapping[str, Decimal] = field(default_factory=dict)


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
