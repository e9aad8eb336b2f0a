"""What every portfolio result states about its ground: day, freshness, coverage, caveats; and money from numbers."""

import math
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from core.ledger import Basis, TxType
from core.models import Money
from finance.returns import Rate
from finance.snapshot import Snapshot
from tools.book import View

FRESH = timedelta(days=5)
NAMED = 6
PLACES = 6


def money(value: Decimal | float | None, currency: str) -> Money | None:
    """Give money, or None for what is not a number."""
    if value is None or not math.isfinite(value):
        return None
    amount = value if isinstance(value, Decimal) else Decimal(repr(round(float(value), PLACES)))
    return Money(amount=amount, currency=currency)


def number(value: float | None) -> float | None:
    """Give a finite number, or None."""
    return None if value is None or not math.isfinite(value) else float(value)


def reasons(**rates: Rate) -> dict[str, str]:
    """Give the reasons of the rates that have no value."""
    return {name: rate.reason or "not_defined" for name, rate in rates.items() if rate.value is None}


def sentence(reason: str) -> str:
    """Give a reason without the code before its colon."""
    code, mark, text = reason.partition(": ")
    return text if mark and code.replace("_", "").isalpha() and code.islower() else reason


def listed(symbols: Iterable[str]) -> str:
    """Write some names."""
    names = sorted(symbols)
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def ground(view: View, seen: Snapshot | None = None, *, benchmark: bool = False) -> dict[str, Any]:
    """Give the fields of a portfolio result that tell its ground."""
    seen = seen or view.seen()
    return {
        "as_of": view.as_of,
        "portfolio_id": view.portfolio_id,
        "staleness_days": seen.staleness_days,
        "coverage": seen.coverage,
        "caveats": caveats(view, seen, benchmark=benchmark),
    }


def caveats(view: View, seen: Snapshot, *, benchmark: bool = False) -> list[str]:
    """Give the sentences that a reader of the figures must know."""
    prices = view.book.prices
    held = [position.symbol for position in seen.positions]
    adjusted = [s for s in held if s in prices.series and prices.series[s].basis is Basis.TOTAL_RETURN]
    paid = {row.symbol or "" for row in view.book.rows if row.type is TxType.DIVIDEND and row.day <= view.as_of}
    found = []
    if view.today - prices.market_day > FRESH:
        found.append(f"Market prices end on {prices.market_day}.")
    if twice := paid.intersection(adjusted):
        found.append(f"Prices of {listed(twice)} include dividends, and dividends are also recorded: gains count them in part twice.")
    elif adjusted:
        found.append(f"Prices of {listed(adjusted)} are adjusted for dividends, so past closes differ from the prices traded.")
    if benchmark and adjusted and view.book.benchmark.basis is Basis.PRICE_INDEX:
        found.append(f"{prices.benchmark.symbol} is a price index without dividends; the shares' prices include them.")
    found += [*_cash(seen), *_rates(view, seen), *_stale(view, held)]
    found += [f"{symbol} is left out of the total: {sentence(reason)}" for symbol, reason in sorted(seen.reasons.items())]
    return found


def _cash(seen: Snapshot) -> list[str]:
    """Say that cash is negative, as where the purchases are recorded and the deposits are not."""
    if seen.cash_base >= 0:
        return []
    return ["The ledger records less money paid in than spent: cash is negative and lowers the total value."]


def _stale(view: View, held: list[str]) -> list[str]:
    """Say which live prices are old because their source does not answer."""
    late = [each for each in map(view.book.prices.series.get, held) if each is not None and each.stale and each.fetched is not None]
    if not late:
        return []
    oldest = min(each.fetched for each in late if each.fetched is not None)
    return [f"{late[0].source} does not answer: prices of {listed(each.symbol for each in late)} were read at {oldest:%Y-%m-%d %H:%M} UTC."]


def _rates(view: View, seen: Snapshot) -> list[str]:
    """Say which day's exchange rates were carried forward."""
    used = {*seen.cash, *(position.currency for position in seen.positions)}
    rates = [view.book.prices.fx.find(currency, seen.base, view.as_of) for currency in used]
    days = [rate.day for rate in rates if rate is not None and rate.carried]
    return [f"Exchange rates are of {min(days)}, the last ones before {view.as_of}."] if days else []
