"""Quantities and prices of all instruments on a calendar, as arrays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from core.ledger import Basis
from core.market import Days, Floats, PriceSeries
from finance.fx import Fx, carried
from finance.positions import Key, Steps
from finance.records import Terms

EPOCH = date(1970, 1, 1).toordinal()
ADJUSTED = {Basis.SPLIT_ADJUSTED, Basis.TOTAL_RETURN}


@dataclass(frozen=True, slots=True)
class Panel:
    """k instruments on n days: shares stated in the units of `prices`, and prices in the reporting currency (NaN: none), (k, n)."""

    symbols: tuple[str, ...]
    quantities: Floats
    prices: Floats
    ratios: Mapping[Key, Floats | float]


def rebased(series: PriceSeries, terms: Terms, days: Days) -> Floats:
    """Give a series' closes on days, carried forward, in the reporting currency; NaN before the first."""
    closes = carried(series, days)
    if terms.base is None or terms.base == series.currency:
        return closes
    return closes * (terms.fx or Fx()).vector(series.currency, terms.base, days)


def panel(steps: Steps, prices: Mapping[str, PriceSeries], terms: Terms, days: Days) -> Panel:
    """Lay the step functions of a ledger over a calendar."""
    symbols = tuple(sorted({symbol for _, symbol in steps.held}))
    quantities = np.zeros((len(symbols), len(days)))
    closes = np.full((len(symbols), len(days)), np.nan)
    rows = {symbol: at for at, symbol in enumerate(symbols)}
    for symbol, at in rows.items():
        if symbol in prices:
            closes[at] = rebased(prices[symbol], terms, days)
    ratios = {key: unit_ratio(steps.factors(key[0][0], key[1]), prices.get(key[1]), days) for key in steps.held}
    for key, held in steps.held.items():
        quantities[rows[key[1]]] += step(held, days) * ratios[key]
    return Panel(symbols, quantities, closes, ratios)


def ordinals(days: Days) -> NDArray[np.int64]:
    """Give days as proleptic ordinals, like `date.toordinal`; plain numbers are much faster to make than numpy dates."""
    return days.astype("datetime64[D]").astype(np.int64) + EPOCH


def step(points: Sequence[tuple[date, Decimal]], days: Days) -> Floats:
    """Give a step function's value at the close of each day; 0 before its first point."""
    at = np.array([day.toordinal() for day, _ in points])
    values = np.array([0.0, *(float(value) for _, value in points)])
    return np.asarray(values[np.searchsorted(at, ordinals(days), side="right")], dtype=np.float64)


def unit_ratio(factors: Sequence[tuple[date, float]], series: PriceSeries | None, days: Days) -> Floats | float:
    """Give what turns shares of each day into the shares that the price of that day is stated in.

    An adjusted series is stated in the shares of its last day, an as-traded one in those of the day of the close used
    (which may be before a split when prices are carried forward).
    """
    if not factors or series is None or not len(series.days):
        return 1.0
    at = np.array([day for day, _ in factors], dtype="datetime64[D]")
    total = np.concatenate(([1.0], np.cumprod([times for _, times in factors])))
    then = total[np.searchsorted(at, days, side="right")]
    if series.basis in ADJUSTED:
        return np.asarray(total[np.searchsorted(at, series.days[-1], side="right")] / then)
    used = np.maximum(np.searchsorted(series.days, days, side="right") - 1, 0)
    return np.asarray(total[np.searchsorted(at, series.days[used], side="right")] / then)
