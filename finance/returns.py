"""Returns of a portfolio: time-weighted, money-weighted, Modified Dietz, simple gain, and a benchmark with equal flows."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyxirr

from core.errors import Insufficient
from core.market import Days, Floats
from finance.period import Span, add_months
from finance.valuation import NOTHING, Line

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate, or None with the reason; `warning` when it is one of several possible."""

    value: float | None
    reason: str | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True)
class Performance:
    """A span's money and returns; `flows` are (day, amount into the portfolio) in the reporting currency.

    `invested` is the start value with what must have been paid in by then (`Line.implied`), the ground of the returns.
    """

    start: date
    end: date
    start_value: float
    invested: float
    end_value: float
    net_contributions: float
    gain: float
    flows: tuple[tuple[date, float], ...]
    twr: Rate
    twr_annualised: Rate
    xirr: Rate
    modified_dietz: Rate


def performance(values: Line, span: Span) -> Performance:
    """Measure a span of a daily valuation (of the whole ledger, on `period.sessions(..., close=True)`)."""
    seen = window(values, span)
    start_value = float(values.value[seen.base]) if seen.base >= 0 else 0.0
    end_value = float(values.value[seen.stop - 1])
    paid = _flows(values, seen, values.inflow - values.outflow)
    net = float(values.contributions[seen.inside].sum())
    ground = values.invested()
    first, last = (float(ground[seen.base]) if seen.base >= 0 else 0.0), float(ground[seen.stop - 1])
    total = twr(values, span)
    dated = [(span.start, -first), *((day, -amount) for day, amount in paid), (span.end, last)]
    return Performance(
        start=span.start,
        end=span.end,
        start_value=start_value,
        invested=first,
        end_value=end_value,
        net_contributions=net,
        gain=end_value - start_value - net,
        flows=tuple(paid),
        twr=total,
        twr_annualised=total if total.value is None else annualise(total.value, span.start, span.end),
        xirr=xirr(dated),
        modified_dietz=modified_dietz(first, last, paid, span),
    )


@dataclass(frozen=True, slots=True)
class Window:
    """Days base + 1 .. stop - 1 are measured from the close of `base`; -1 is the opening."""

    base: int
    stop: int

    @property
    def inside(self) -> slice:
        """Give the slice of the measured days."""
        return slice(self.base + 1, self.stop)


def window(values: Line, span: Span) -> Window:
    """Find the days of a span; raise Insufficient when there is none."""
    days = values.days
    stop = int(np.searchsorted(days, np.datetime64(span.end, "D"), side="right"))
    if not stop:
        raise Insufficient(f"There is no valuation on or before {span.end}.")
    base = -1 if span.opening else int(np.searchsorted(days, np.datetime64(span.start, "D"), side="right")) - 1
    return Window(min(base, stop - 1), stop)


def _flows(values: Line, seen: Window, amounts: Floats) -> list[tuple[date, float]]:
    at = np.nonzero(np.abs(amounts[seen.inside]) > NOTHING)[0] + seen.base + 1
    return [(values.days[i].astype(object), float(amounts[i])) for i in at]


def twr(values: Line, span: Span) -> Rate:
    """Give the time-weighted return: the product of the daily returns with inflow at the start, outflow at the end of the day."""
    seen = window(values, span)
    daily_returns = values.returns()[seen.inside]
    if np.isnan(daily_returns).any():
        return Rate(None, "not_defined: on some day of the span the value was not positive.")
    return Rate(float(np.prod(1.0 + daily_returns) - 1.0))


def annualise(total: float, start: date, end: date) -> Rate:
    """Give the yearly rate of a total return, (1 + total)^(365 / days) - 1; not under one year."""
    if end < add_months(start, MONTHS):
        return Rate(None, "not_annualised: the span is shorter than one year.")
    if total <= -1.0:
        return Rate(None, "not_defined: everything was lost.")
    return Rate((1.0 + total) ** (365.0 / (end - start).days) - 1.0)


def xirr(flows: Sequence[tuple[date, float]]) -> Rate:
    """Give the yearly internal rate of return, act/365, of dated amounts (paid in negative, received positive).

    Under one year there is none: a few days would make a meaningless yearly rate.
    """
    merged: dict[date, float] = {}
    for day, amount in flows:
        merged[day] = merged.get(day, 0.0) + amount
    days = sorted(day for day, amount in merged.items() if abs(amount) > NOTHING)
    amounts = [merged[day] for day in days]
    if not amounts or min(amounts) >= 0 or max(amounts) <= 0:
        return Rate(None, "not_defined: money must have gone both in and out, or be left.")
    if days[-1] < add_months(days[0], MONTHS):
        return Rate(None, "not_annualised: the money was invested for less than one year.")
    found = pyxirr.xirr(days, amounts, silent=True)
    if found is None or not math.isfinite(found):
        return Rate(None, "not_defined: no rate makes the flows worth nothing.")
    return Rate(float(found), warning=_several(days, amounts))


def _several(days: Sequence[date], amounts: Sequence[float]) -> str | None:
    """Warn when the net present value crosses zero more than once between -99.9 % and +1,000 % a year."""
    if int(np.count_nonzero(np.diff(np.sign(np.cumsum(amounts))))) <= 1:
        return None
    years = np.array([(day - days[0]).days / 365.0 for day in days])
    rates = np.concatenate((np.linspace(-0.999, 1.0, 400), np.linspace(1.01, 10.0, 200)))
    worth = (np.asarray(amounts) / (1.0 + rates[:, None]) ** years).sum(axis=1)
    crossings = int(np.count_nonzero(np.diff(np.sign(worth))))
    return "There are several rates that fit these flows; this is one of them." if crossings > 1 else None


def modified_dietz(start_value: float, end_value: float, flows: Sequence[tuple[date, float]], span: Span) -> Rate:
    """Give the Modified Dietz return: gain / (start value + flows weighted by the part of the span they were there)."""
    length = (span.end - span.start).days
    net = sum(amount for _, amount in flows)
    weighted = sum(amount * ((span.end - day).days / length if length else 1.0) for day, amount in flows)
    if start_value + weighted <= NOTHING:
        return Rate(None, "not_defined: the average capital of the span is not positive.")
    return Rate((end_value - start_value - net) / (start_value + weighted))


def equal_flow(start_value: float, flows: Sequence[tuple[date, float]], days: Days, closes: Floats) -> Rate:
    """Give the end value of the same start value and flows put into a benchmark at the closes of their days.

    `closes` are in the reporting currency, carried forward on `days`; the first is the close of the span's start.
    """
    usable = np.nonzero(np.isfinite(closes))[0]
    if not len(usable) or usable[0] > 0:
        return Rate(None, "no_price: the benchmark has no price at the start of the span.")
    units = start_value / float(closes[0])
    for day, amount in flows:
        at = max(int(np.searchsorted(days, np.datetime64(day, "D"), side="right")) - 1, 0)
        units += amount / float(closes[at])
    return Rate(units * float(closes[-1]))


def total_return(days: Days, closes: Floats, span: Span) -> Rate:
    """Give a series' return from the close of the span's start to the close of its end."""
    low = int(np.searchsorted(days, np.datetime64(span.start, "D"), side="right")) - 1
    high = int(np.searchsorted(days, np.datetime64(span.end, "D"), side="right")) - 1
    if low < 0 or high < 0 or not np.isfinite(closes[low]) or closes[low] <= 0:
        return Rate(None, "no_price: there is no price at the start of the span.")
    return Rate(float(closes[high] / closes[low] - 1.0))
