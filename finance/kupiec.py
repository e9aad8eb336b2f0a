"""Was the value at risk right? Kupiec's proportion-of-failures test of a rolling historical estimate over the last year."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.market import Floats
from finance.risk import ENOUGH, YEAR
from finance.tails import WHOLE

SIGNIFICANCE = 0.05
WINDOW = 250


@dataclass(frozen=True, slots=True)
class Backtest:
    """Days tested, days with a larger loss, the number expected, the likelihood ratio and its p-value (1 degree of freedom)."""

    days: int
    window: int
    exceedances: int
    expected: float
    likelihood_ratio: float
    p_value: float
    rejected: bool


def backtest(returns: Floats, confidence: float = 0.95, tested: int = YEAR, window: int = WINDOW) -> Backtest | None:
    """Compare each of the last `tested` days' losses with the historical VaR of the `window` days before it.

    Where the n returns are fewer than tested + window, fewer days are tested; None when these are under 60. Rejected when
    the p-value is under 5 %. Source: Kupiec, "Techniques for verifying the accuracy of risk measurement models" (1995).
    """
    days = min(tested, len(returns) - window)
    if days < ENOUGH:
        return None
    alpha = 1.0 - confidence
    used = returns[-days - window :]
    rank = max(math.ceil(window * alpha - WHOLE), 1) - 1
    limits = np.partition(sliding_window_view(used[:-1], window), rank, axis=1)[:, rank]
    exceedances = int((used[window:] < limits).sum())
    ratio, p_value = proportion_of_failures(exceedances, days, alpha)
    return Backtest(days, window, exceedances, days * alpha, ratio, p_value, p_value < SIGNIFICANCE)


def proportion_of_failures(exceedances: int, days: int, alpha: float) -> tuple[float, float]:
    """Give Kupiec's likelihood ratio (1995) and its p-value by the chi-square distribution with one degree of freedom."""
    share = exceedances / days
    ratio = max(2.0 * (_likelihood(share, exceedances, days) - _likelihood(alpha, exceedances, days)), 0.0)
    return ratio, math.erfc(math.sqrt(ratio / 2.0))


def _likelihood(share: float, exceedances: int, days: int) -> float:
    hits = exceedances * math.log(share) if exceedances else 0.0
    misses = (days - exceedances) * math.log1p(-share) if days > exceedances else 0.0
    return hits + misses
