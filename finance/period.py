"""Spans of time: the named periods, and the sessions within one."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core.errors import BadInput
from core.market import Days

NAMES = ("1M", "3M", "6M", "YTD", "1Y", "3Y", "5Y", "MAX")


@dataclass(frozen=True, slots=True)
class Span:
    """From the close of `start` to the close of `end`; `opening` when start is the ledger's first day, counted from its opening."""

    start: date
    end: date
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: a named period, or dates."""

    period: str | None = None
    start: date | None = None
    end: date | None = None

    def named(self, default: str) -> str:
        """Give the period's name, or "custom" for dates."""
        return "custom" if self.start or self.end else self.period or default


def resolve(asked: Asked, first: date, as_of: date, default: str = "MAX") -> Span:
    """Turn a request into a span within [first, as_of]; raise BadInput for an unknown name or an empty span."""
    end = min(asked.end or as_of, as_of)
    if asked.start is not None:
        start = asked.start
    elif asked.end is not None and asked.period is None:
        start = first
    else:
        start = _named(asked.period or default, first, end)
    if start > end or end < first:
        raise BadInput(f"The span from {start} to {end} is empty; the history runs from {first} to {as_of}.")
    start = max(start, first)
    return Span(start, end, opening=start == first)


def _named(name: str, first: date, end: date) -> date:
    name = name.upper()
    if name not in NAMES:
        raise BadInput(f"{name} is not a period; use one of {', '.join(NAMES)}, or a start and an end.")
    if name == "MAX":
        return first
    if name == "YTD":
        return date(end.year - 1, 12, 31)
    return add_months(end, -int(name[:-1]) * (12 if name.endswith("Y") else 1))


def sessions(days: Days, span: Span, *, close: bool = False) -> Days:
    """Give the calendar of a span: the last session on or before its start, those within, and with `close` its end itself."""
    low = max(int(np.searchsorted(days, np.datetime64(span.start, "D"), side="right")) - 1, 0)
    high = int(np.searchsorted(days, np.datetime64(span.end, "D"), side="right"))
    found = days[low:high]
    end = np.datetime64(span.end, "D")
    if close and (not len(found) or found[-1] < end):
        found = np.append(found, end)
    return found


def pieces(span: Span, every: str) -> list[Span]:
    """Cut a span at the ends of calendar months, quarters or years; the first and last piece may be shorter."""
    months = {"month": 1, "quarter": 3, "year": 12}[every]
    found: list[Span] = []
    start = span.start
    while start < span.end or not found:
        first = date(start.year, start.month - (start.month - 1) % months, 1)
        end = add_months(first, months) - timedelta(days=1)
        if end <= start and not (span.opening and not found):
            end = add_months(first, 2 * months) - timedelta(days=1)
        end = min(end, span.end)
        found.append(Span(start, end, opening=span.opening and not found))
        start = end
    return found


def add_months(day: date, months: int) -> date:
    """Move a day by months; a day that the month lacks becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
