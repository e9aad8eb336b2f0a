"""Checking what a source says about prices before anyone computes with it."""

import itertools
import math
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import structlog

from core.errors import MarketFailed

LARGEST_JUMP = 10.0
AHEAD = timedelta(days=1)
log = structlog.get_logger()
Bar = tuple[str, float]


def checked(source: str, symbol: str, rows: Iterable[tuple[object, object]], today: date) -> list[Bar]:
    """Give ascending (day, close) of rows in any order; raises MarketFailed, and logs, for what no price can be.

    Refused are: an empty series, a close that is no positive finite number, a day that is none or lies ahead, a day that
    comes twice with different closes, and a move by more than ten times from one close to the next.
    """
    found: dict[date, float] = {}
    for day, close in rows:
        at, value = _day(day), _close(close)
        if at is None or value is None or at > today + AHEAD:
            raise _refused(source, symbol, f"the row {str(day)[:30]!r}, {str(close)[:30]!r} is no close")
        if found.setdefault(at, value) != value:
            raise _refused(source, symbol, f"{at} comes twice")
    if not found:
        raise _refused(source, symbol, "there is no close")
    ordered = sorted(found.items())
    _jumps(source, symbol, [value for _, value in ordered])
    return [(day.isoformat(), value) for day, value in ordered]


def _jumps(source: str, symbol: str, closes: Sequence[float]) -> None:
    for before, after in itertools.pairwise(closes):
        if not 1 / LARGEST_JUMP < after / before < LARGEST_JUMP:
            raise _refused(source, symbol, f"the close jumps from {before:g} to {after:g}")


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _close(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) and value > 0 else None


def price(source: str, symbol: str, value: object) -> float:
    """Give one price; raises MarketFailed, and logs, for what is none."""
    found = _close(value)
    if found is None:
        raise _refused(source, symbol, f"{str(value)[:30]!r} is no price")
    return found


def same(source: str, symbol: str, said: object, asked: str) -> None:
    """Refuse an answer about another instrument."""
    if said != asked:
        raise _refused(source, symbol, "the answer is about another instrument")


def _refused(source: str, symbol: str, why: str) -> MarketFailed:
    log.warning("market_refused", source=source, symbol=symbol, why=why)
    return MarketFailed(f"{source} gave prices of {symbol} that can not be right: {why}.")
