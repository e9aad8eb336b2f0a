"""Exchange rates from the euro reference rates of the ECB, crossed through the euro and carried forward."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import numpy as np

from core.errors import BadInput
from core.market import Days, Floats, PriceSeries

EUR = "EUR"
MINOR = {"GBX": ("GBP", 100), "GBp": ("GBP", 100), "ZAc": ("ZAR", 100), "ILA": ("ILS", 100)}


@dataclass(frozen=True, slots=True)
class FxRate:
    """Units of the target currency per unit of the source; `day` is the older of the two rates, `carried` when before the day asked."""

    rate: Decimal
    day: date
    carried: bool


@dataclass(frozen=True, slots=True)
class Fx:
    """ECB rates: units of each currency per euro."""

    rates: Mapping[str, PriceSeries] = field(default_factory=dict)

    def known(self, currency: str) -> bool:
        """Tell whether a currency can be converted."""
        major = _major(currency)
        return major == EUR or major in self.rates

    def find(self, source: str, target: str, day: date) -> FxRate | None:
        """Give the rate on a day, the last one before it when there is none, or None when there never was one."""
        if source == target:
            return FxRate(Decimal(1), day, carried=False)
        into, out = self._per_euro(target, day), self._per_euro(source, day)
        if into is None or out is None:
            return None
        older = min(into[0], out[0])
        return FxRate(into[1] / out[1], older, carried=older < day)

    def rate(self, source: str, target: str, day: date) -> FxRate:
        """Give the rate on a day like `find`; raise BadInput when there is none."""
        found = self.find(source, target, day)
        if found is None:
            raise BadInput(f"There is no exchange rate from {source} to {target} on or before {day}.")
        return found

    def first(self, source: str, target: str) -> FxRate | None:
        """Give the oldest rate there is, or None."""
        known = [self.rates[c].days[0].astype(object) for c in (_major(source), _major(target)) if c in self.rates]
        return self.find(source, target, max(known)) if known else None

    def vector(self, source: str, target: str, days: Days) -> Floats:
        """Give the rates on ascending days, carried forward; NaN before the first."""
        if source == target:
            return np.ones(len(days))
        return self._per_euro_vector(target, days) / self._per_euro_vector(source, days)

    def _per_euro(self, currency: str, day: date) -> tuple[date, Decimal] | None:
        major, parts = MINOR.get(currency, (currency, 1))
        if major == EUR:
            return day, Decimal(parts)
        series = self.rates.get(major)
        found = series.last(day) if series is not None else None
        return None if found is None else (found[0], found[1] * parts)

    def _per_euro_vector(self, currency: str, days: Days) -> Floats:
        major, parts = MINOR.get(currency, (currency, 1))
        if major == EUR:
            return np.full(len(days), float(parts))
        series = self.rates.get(major)
        if series is None:
            return np.full(len(days), np.nan)
        return parts * carried(series, days)


def _major(currency: str) -> str:
    return MINOR.get(currency, (currency, 1))[0]


def carried(series: PriceSeries, days: Days) -> Floats:
    """Give the last close on or before each day; NaN before the first."""
    if not len(series.days):
        return np.full(len(days), np.nan)
    at = np.searchsorted(series.days, days, side="right") - 1
    return np.where(at >= 0, series.closes[np.maximum(at, 0)], np.nan)
