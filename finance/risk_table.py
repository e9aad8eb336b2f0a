"""The risk report of many series at once: the same numbers as `risk.report`, in a few passes over one array."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

import numpy as np

from core.errors import BadInput
from core.market import Days, Floats
from finance.drawdown import below_peak, wealth
from finance.period import add_months
from finance.relative import Relative, student_quantile
from finance.risk import ENOUGH, YEAR, RiskNumbers, explain, report, uncompared
from finance.tails import Moments, es_normal, is_flat, tail_weights, var_cornish_fisher, var_normal

_AGAINST = tuple(each.name for each in fields(Relative))
MONTHS = 12
CHUNK = 12


def reports(returns: Floats, days: Days, benchmark: Floats | None = None, confidence: float = 0.95) -> list[RiskNumbers]:
    """Measure k series of n daily returns (k, n) like `risk.report`; the benchmark, if any, must have every day."""
    returns = np.ascontiguousarray(returns)
    if returns.shape[1] < ENOUGH or (benchmark is not None and not np.isfinite(benchmark).all()):
        return [report(row, days, benchmark, confidence) for row in returns]
    if len(days) != returns.shape[1] + 1 or not np.isfinite(returns).all():
        raise BadInput("A risk report needs a return on every day, and the day before the first.")
    dates: list[date] = days.tolist()
    return [row for at in range(0, len(returns), CHUNK) for row in _chunk(returns[at : at + CHUNK], dates, benchmark, 1.0 - confidence)]


def _chunk(returns: Floats, days: Sequence[date], benchmark: Floats | None, alpha: float) -> list[RiskNumbers]:
    """Measure a few series: arrays that stay in the processor's cache are much faster."""
    columns: dict[str, list[Any]] = {**_spread(returns, alpha), **_falls(returns, days)}
    columns["calmar"] = [
        cagr / abs(fall) if cagr is not None and fall else None for cagr, fall in zip(columns["cagr"], columns["max_drawdown"], strict=True)
    ]
    if benchmark is not None:
        columns |= _against(returns, benchmark)
    return [_row(columns, row, days, returns.shape[1], compared=benchmark is not None) for row in range(len(returns))]


def _row(columns: dict[str, list[Any]], row: int, days: Sequence[date], n: int, *, compared: bool) -> RiskNumbers:
    found = {name: column[row] for name, column in columns.items()}
    reasons = explain(found)
    if compared:
        reasons |= uncompared({name: found[name] for name in _AGAINST})
    else:
        reasons |= dict.fromkeys(_AGAINST, "no_benchmark: there is no benchmark with returns on these days.")
    return RiskNumbers(n, days[0], days[-1], reasons=reasons, **found)


def _spread(returns: Floats, alpha: float) -> dict[str, list[Any]]:
    n = returns.shape[1]
    mean = returns.mean(axis=1)
    centred = returns - mean[:, None]
    squares = centred * centred
    second = squares.mean(axis=1)
    third = np.einsum("ij,ij->i", squares, centred) / n
    fourth = np.einsum("ij,ij->i", squares, squares) / n
    lower = np.minimum(returns, 0.0)
    downside = np.sqrt(np.einsum("ij,ij->i", lower, lower) / n * YEAR).tolist()
    every = [_moments(*each, n) for each in zip(mean.tolist(), second.tolist(), third.tolist(), fourth.tolist(), strict=True)]
    value_at_risk, shortfall = _historical(returns, alpha)
    return {
        "volatility": [at.deviation * math.sqrt(YEAR) for at in every],
        "downside_deviation": downside,
        "sharpe": [at.mean / at.deviation * math.sqrt(YEAR) if at.deviation else None for at in every],
        "sortino": [at.mean * YEAR / below if below else None for at, below in zip(every, downside, strict=True)],
        "skewness": [at.skewness for at in every],
        "excess_kurtosis": [at.excess_kurtosis for at in every],
        "var_historical": value_at_risk,
        "es_historical": shortfall,
        "var_normal": [var_normal(at.mean, at.deviation, alpha) for at in every],
        "es_normal": [es_normal(at.mean, at.deviation, alpha) for at in every],
        "var_cornish_fisher": [var_cornish_fisher(at, alpha) for at in every],
    }


def _moments(mean: float, second: float, third: float, fourth: float, n: int) -> Moments:
    deviation = math.sqrt(second * n / (n - 1))
    if is_flat(deviation):
        return Moments(mean, 0.0, None, None)
    return Moments(mean, deviation, third / second**1.5, fourth / second**2 - 3.0)


def _historical(returns: Floats, alpha: float) -> tuple[list[float], list[float]]:
    days, weights = tail_weights(returns[0], alpha)
    worst = np.sort(np.partition(returns, len(days) - 1, axis=1)[:, : len(days)], axis=1)
    rank = max(math.ceil(returns.shape[1] * alpha - 1e-9), 1) - 1
    return (-worst[:, rank]).tolist(), (-(worst @ weights)).tolist()


def _falls(returns: Floats, days: Sequence[date]) -> dict[str, list[Any]]:
    path = wealth(returns)
    fall = below_peak(path)
    rows = np.arange(len(returns))
    trough = np.argmin(fall, axis=1)
    depth = fall[rows, trough]
    dates = [_dates(path[row], int(trough[row]), days) if depth[row] < 0 else (None, None, None, None) for row in rows]
    start, end = days[0], days[-1]
    yearly = end >= add_months(start, MONTHS)
    power = 365.0 / max((end - start).days, 1)
    return {
        "cagr": [float(last) ** power - 1.0 if yearly and last > 0 else None for last in path[:, -1]],
        "max_drawdown": depth.tolist(),
        "drawdown_peak": [each[0] for each in dates],
        "drawdown_trough": [each[1] for each in dates],
        "drawdown_recovery": [each[2] for each in dates],
        "drawdown_days": [each[3] for each in dates],
        "ulcer_index": np.sqrt(np.einsum("ij,ij->i", fall, fall) / returns.shape[1]).tolist(),
    }


def _dates(path: Floats, trough: int, days: Sequence[date]) -> tuple[date, date, date | None, int]:
    peak = int(np.argmax(path[: trough + 1]))
    back = int(np.argmax(path[trough:] >= path[peak]))
    length = (days[trough + back if back else -1] - days[peak]).days
    return days[peak], days[trough], days[trough + back] if back else None, length


def _against(returns: Floats, benchmark: Floats) -> dict[str, list[Any]]:
    n = len(benchmark)
    mean, market = returns.mean(axis=1), float(benchmark.mean())
    centred = benchmark - market
    spread = math.sqrt(float(centred @ centred) / (n - 1))
    own = np.sqrt(np.maximum(np.einsum("ij,ij->i", returns, returns) - n * mean**2, 0.0) / (n - 1))
    covariance = returns @ centred / (n - 1)
    error = np.sqrt(np.maximum(own**2 + spread**2 - 2 * covariance, 0.0))
    rows = zip(*(each.tolist() for each in (mean, own, covariance, error)), strict=True)
    found = [_one(_Market(market, spread, n), *row) for row in rows]
    columns: dict[str, list[Any]] = {name: [row[name] for row in found] for name in found[0]}
    for name, side in (("up_capture", benchmark > 0), ("down_capture", benchmark < 0)):
        columns[name] = (returns @ side / (benchmark @ side)).tolist() if side.any() else [None] * len(returns)
    return columns


@dataclass(frozen=True, slots=True)
class _Market:
    """The benchmark's daily mean and deviation over n days."""

    mean: float
    spread: float
    n: int


def _one(market: _Market, mean: float, own: float, covariance: float, error: float) -> dict[str, float | None]:
    active = {
        "tracking_error": error * math.sqrt(YEAR),
        "information_ratio": None if is_flat(error) else (mean - market.mean) / error * math.sqrt(YEAR),
    }
    if is_flat(market.spread):
        return {**dict.fromkeys(("beta", "beta_low", "beta_high", "alpha", "correlation", "r_squared")), **active}
    beta = covariance / market.spread**2
    correlation = None if is_flat(own) else covariance / (own * market.spread)
    rest = math.sqrt(max(1.0 - (correlation or 0.0) ** 2, 0.0) / (market.n - 2))
    half = student_quantile(0.975, market.n - 2) * own / market.spread * rest
    return {
        "beta": beta,
        "beta_low": beta - half,
        "beta_high": beta + half,
        "alpha": (mean - beta * market.mean) * YEAR,
        "correlation": correlation,
        "r_squared": None if correlation is None else correlation**2,
        **active,
    }
