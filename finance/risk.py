"""The risk report of one series of simple daily returns; the definitions stand at each measure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

import numpy as np

from core.errors import BadInput
from core.market import Days, Floats
from finance.drawdown import deepest
from finance.relative import Relative, relative
from finance.returns import annualise
from finance.tails import es_historical, es_normal, moments, var_cornish_fisher, var_historical, var_normal

YEAR = 252
ENOUGH = 60
HIGHEST = 0.999


@dataclass(frozen=True, slots=True)
class RiskNumbers:
    """Each measure is a float (or a date), or None with `reasons[field]` = "code: sentence"; never inf or NaN.

    Losses (`var_*`, `es_*`) are positive one-day fractions; drawdowns are negative.
    """

    observations: int
    start: date | None = None
    end: date | None = None
    cagr: float | None = None
    volatility: float | None = None
    downside_deviation: float | None = None
    sharpe: float | None = None
    sortino: float | None = None
    calmar: float | None = None
    max_drawdown: float | None = None
    drawdown_peak: date | None = None
    drawdown_trough: date | None = None
    drawdown_recovery: date | None = None
    drawdown_days: int | None = None
    ulcer_index: float | None = None
    skewness: float | None = None
    excess_kurtosis: float | None = None
    var_historical: float | None = None
    es_historical: float | None = None
    var_normal: float | None = None
    es_normal: float | None = None
    var_cornish_fisher: float | None = None
    beta: float | None = None
    beta_low: float | None = None
    beta_high: float | None = None
    alpha: float | None = None
    correlation: float | None = None
    r_squared: float | None = None
    tracking_error: float | None = None
    information_ratio: float | None = None
    up_capture: float | None = None
    down_capture: float | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


_AGAINST = tuple(each.name for each in fields(Relative))
MEASURES = tuple(each.name for each in fields(RiskNumbers) if each.name not in {"observations", "start", "end", "reasons"})


def report(returns: Floats, days: Days, benchmark: Floats | None = None, confidence: float = 0.95) -> RiskNumbers:
    """Measure n daily returns; `days` (n + 1) begins with the date before the first return, `benchmark` (n) is aligned.

    Under 60 observations every measure is None (insufficient_history). Definitions: volatility = std (ddof 1) x
    sqrt(252); Sharpe = mean / std x sqrt(252), risk-free 0; Sortino = mean x 252 / downside deviation; downside
    deviation = sqrt(mean(min(r, 0)^2)) x sqrt(252) over all days; CAGR = W^(365 / days) - 1, not under one year;
    Calmar = CAGR / |maximum drawdown|. The rest: `tails`, `drawdown`, `relative`.
    """
    _check(returns, days, confidence)
    if len(returns) < ENOUGH:
        sentence = f"insufficient_history: there are {len(returns)} daily returns; at least {ENOUGH} are needed."
        return RiskNumbers(len(returns), reasons=dict.fromkeys(MEASURES, sentence), **_dates(days))
    found: dict[str, Any] = {**_moments(returns, 1.0 - confidence), **_path(returns, days)}
    reasons = explain(found)
    against, missing = _against(returns, benchmark)
    found |= against
    reasons |= missing
    return RiskNumbers(len(returns), reasons=reasons, **_dates(days), **found)


def _against(returns: Floats, benchmark: Floats | None) -> tuple[dict[str, float | None], dict[str, str]]:
    if benchmark is None:
        return {}, dict.fromkeys(_AGAINST, "no_benchmark: there is no benchmark with returns on these days.")
    both = np.isfinite(benchmark)
    if both.sum() < ENOUGH:
        return {}, dict.fromkeys(_AGAINST, f"insufficient_history: the benchmark has {both.sum()} of these daily returns.")
    against = relative(returns[both], benchmark[both])
    found = {name: getattr(against, name) for name in _AGAINST}
    return found, uncompared(found)


def uncompared(found: Mapping[str, float | None]) -> dict[str, str]:
    """Give the reason of each measure against a benchmark that is None."""
    flat = "zero_variance: the series do not move enough to compare."
    sides = {"up_capture": "no_up_day: the benchmark never rose.", "down_capture": "no_down_day: the benchmark never fell."}
    return {name: sides.get(name, flat) for name, value in found.items() if value is None}


def _check(returns: Floats, days: Days, confidence: float) -> None:
    if len(days) != len(returns) + 1:
        raise BadInput("The days of a risk report must begin with the day before its first return.")
    if not 0.5 < confidence <= HIGHEST:  # noqa: PLR2004
        raise BadInput("The confidence must lie above 0.5 and be at most 0.999, for example 0.95.")
    if not np.isfinite(returns).all():
        raise BadInput("A risk report needs a return on every day.")


def _dates(days: Days) -> dict[str, Any]:
    return {"start": days[0].astype(object), "end": days[-1].astype(object)}


def _moments(returns: Floats, alpha: float) -> dict[str, float | None]:
    at = moments(returns)
    downside = math.sqrt(float((np.minimum(returns, 0.0) ** 2).mean()) * YEAR)
    return {
        "volatility": at.deviation * math.sqrt(YEAR),
        "downside_deviation": downside,
        "sharpe": at.mean / at.deviation * math.sqrt(YEAR) if at.deviation else None,
        "sortino": at.mean * YEAR / downside if downside else None,
        "skewness": at.skewness,
        "excess_kurtosis": at.excess_kurtosis,
        "var_historical": var_historical(returns, alpha),
        "es_historical": es_historical(returns, alpha),
        "var_normal": var_normal(at.mean, at.deviation, alpha),
        "es_normal": es_normal(at.mean, at.deviation, alpha),
        "var_cornish_fisher": var_cornish_fisher(at, alpha),
    }


def _path(returns: Floats, days: Days) -> dict[str, Any]:
    fall = deepest(returns, days)
    start, end = days[0].astype(object), days[-1].astype(object)
    cagr = annualise(float(np.prod(1.0 + returns)) - 1.0, start, end).value
    return {
        "cagr": cagr,
        "calmar": cagr / abs(fall.depth) if cagr is not None and fall.depth else None,
        "max_drawdown": fall.depth,
        "drawdown_peak": fall.peak,
        "drawdown_trough": fall.trough,
        "drawdown_recovery": fall.recovery,
        "drawdown_days": fall.length,
        "ulcer_index": fall.ulcer_index,
    }


def explain(found: Mapping[str, Any]) -> dict[str, str]:
    """Give the reason of each measure that is None."""
    flat = "zero_variance: the returns do not vary."
    never = "no_drawdown: the value never fell below its peak."
    sentences = {
        "cagr": "not_annualised: the history is shorter than one year, or everything was lost.",
        "calmar": "not_defined: there is no yearly return or no drawdown to divide.",
        "sharpe": flat,
        "sortino": "no_downside: no return was negative.",
        "skewness": flat,
        "excess_kurtosis": flat,
        "var_cornish_fisher": "not_defined: skewness and kurtosis lie outside the expansion's domain; use the historical value at risk.",
        "drawdown_peak": never,
        "drawdown_trough": never,
        "drawdown_days": never,
        "drawdown_recovery": "not_recovered: the value has not been back at its peak." if found["max_drawdown"] else never,
    }
    return {name: sentence for name, sentence in sentences.items() if found[name] is None}
