"""Values, returns and risk of a golden portfolio by day."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import brentq  # type: ignore[import-untyped]

from evals.truth import book, market

DAY = pd.Timedelta(days=1)


def later_splits(path: Path, symbol: str, day: pd.Timestamp) -> float:
    """Give the product of the split ratios after a day: the closes are adjusted for them."""
    found = 1.0
    for row in book.rows(path):
        if row["type"] == "SPLIT" and row["symbol"] == symbol and pd.Timestamp(row["date"]) > day:
            new, old = row["quantity"].split(":")
            found *= float(new) / float(old)
    return found


def price(symbol: str, day: pd.Timestamp) -> float | None:
    """Give the last close up to a day; None without one."""
    closes = market.closes()
    if symbol not in closes:
        return None
    return float(closes[symbol].loc[:day].dropna().iloc[-1])


@cache
def value(path: Path, base: str, day: pd.Timestamp) -> float:
    """Give holdings with a price and cash, in the base currency."""
    state = book.replay(path, base, day)
    total = sum(float(amount) * market.rate(currency, base, day) for currency, amount in state.cash.items() if amount)
    for symbol in state.held:
        close = price(symbol, day)
        if close is not None:
            total += float(state.quantity(symbol)) * later_splits(path, symbol, day) * close * market.rate("USD", base, day)
    return total


def series(path: Path, base: str, start: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
    """Give the value on each session of the index from one day to another."""
    days = market.closes()["SP500"].loc[start:end].dropna().index
    changed = sorted({pd.Timestamp(row["date"]) for row in book.rows(path)})
    bounds = [start, *(day for day in changed if start < day <= end)]
    parts = [
        _between(path, base, days[(days >= one) & (days < other)]) for one, other in zip(bounds, [*bounds[1:], end + DAY], strict=True)
    ]
    return pd.Series(pd.concat(parts))


def _between(path: Path, base: str, days: "pd.Index[Any]") -> pd.Series:
    """Give the value on days between which nothing is booked."""
    total = pd.Series(0.0, index=days)
    if not len(days):
        return total
    state = book.replay(path, base, days[0])
    for currency, amount in state.cash.items():
        total += float(amount) * market.rates(currency, base, days)
    for symbol in state.held:
        if symbol in market.closes():
            worth = float(state.quantity(symbol)) * later_splits(path, symbol, days[0])
            total += worth * market.closes()[symbol].reindex(days, method="ffill") * market.rates("USD", base, days)
    return total


def xirr(flows: list[tuple[pd.Timestamp, float]], end: pd.Timestamp, worth: float) -> float:
    """Give the yearly rate at which what was paid in grew to its worth."""

    def left(rate: float) -> float:
        return float(sum(amount * (1 + rate) ** ((end - day).days / 365) for day, amount in flows) - worth)

    return float(brentq(left, -0.99, 10))


def own_flows(path: Path, base: str, end: pd.Timestamp) -> list[tuple[pd.Timestamp, float]]:
    """Give what was paid in and out; what went into an instrument without a price counts as taken out."""
    found = list(book.replay(path, base, end).flows)
    for row in book.rows(path):
        day = pd.Timestamp(row["date"])
        if row["type"] == "BUY" and row["symbol"] not in market.closes() and day <= end:
            paid = float(row["quantity"]) * float(row["price"]) + float(row["fee"] or 0)
            found.append((day, -paid * market.rate(row["currency"], base, day)))
    return found


def risk(values: pd.Series, base: str) -> dict[str, float]:
    """Give the usual measures of a span without payments; the index is read in the base currency."""
    daily = values.pct_change().dropna()
    level = market.closes()["SP500"].reindex(values.index) * market.rates("USD", base, values.index)
    index = level.pct_change().dropna()
    wealth = values / values.cummax() - 1
    lost = np.sort(-daily.to_numpy())[::-1]
    tail = int(np.ceil(len(lost) * 0.95))
    return {
        "volatility": float(daily.std(ddof=1) * 252**0.5),
        "sharpe": float(daily.mean() / daily.std(ddof=1) * 252**0.5),
        "max_drawdown": float(wealth.min()),
        "beta": float(np.cov(daily, index, ddof=1)[0, 1] / index.var(ddof=1)),
        "var_historical": float(np.sort(-daily.to_numpy())[tail - 1]),
    }
