"""Was the value at risk right? Kupiec's proportion-of-failures test of a rolling historical estimate."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.market import Floats
from finance.risk import ENOUGH
from finance.tails import WHOLE

SIGNIFICANCE = 0.05


@dataclass(frozen=True, slots=True)
class Backtest:
    """Days tested, days with a larger loss, the number expected, the likelihood ratio and its p-value (1 degree of freedom)."""

    days: int
    exceedances: int
    expected: float
    likelihood_ratio: float
    p_value: float
    rejected: bool


def backtest(returns: Floats, confidence: float = 0.95, window: int = 250) -> Backtest | None:
    """Compare each day's loss with the historical VaR of the window before it; None with less than 60 days to test."""
    days = len(returns) - window
    if days < ENOUGH:
        return None
    alpha = 1.0 - confidence
    rank = max(math.ceil(window * alpha - WHOLE), 1) - 1
    limits = np.partition(sliding_window_view(returns[:-1], window), rank, axis=1)[:, rank]
    exceedances = int((returns[window:] < limits).sum())
    ratio, p_value = proportion_of_failures(exceedances, days, alpha)
    return Backtest(days, exceedances, days * alpha, ratio, p_value, p_value < SIGNIFICANCE)


def proportion_of_failures(exceedances: int, days: int, alpha: float) -> tuple[float, float]:
    """Give Kupiec's likelihood ratio (1995) and its p-value by the chi-square distribution with one degree of freedom."""
    share = exceedances / days
    ratio = max(2.0 * (_likelihood(share, exceedances, days) - _likelihood(alpha, exceedances, days)), 0.0)
    return ratio, math.erfc(math.sqrt(ratio / 2.0))


def _likelihood(share: float, exceedances: int, days: int) -> float:
    hits = exceedances * math.log(share) if exceedances else 0.0
    misses = (days - exceedances) * math.log1p(-share) if days > exceedances else 0.0
    return hits + misses
