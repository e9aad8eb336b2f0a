"""The tail of a series of returns: value at risk and expected shortfall, historical, normal and Cornish-Fisher (guarded)."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from core.market import Floats

_NORMAL = NormalDist()
WHOLE = 1e-9


@dataclass(frozen=True, slots=True)
class Moments:
    """Mean, standard deviation (ddof 1), and the population (biased) skewness and excess kurtosis."""

    mean: float
    deviation: float
    skewness: float | None
    excess_kurtosis: float | None


def moments(returns: Floats) -> Moments:
    """Give the moments; skewness and kurtosis are None for a constant series."""
    n = len(returns)
    centred = returns - returns.mean()
    squares = centred * centred
    second = float(squares.mean())
    deviation = math.sqrt(second * n / (n - 1)) if n > 1 else 0.0
    if is_flat(deviation):
        return Moments(float(returns.mean()), 0.0, None, None)
    skewness = float((squares * centred).mean()) / second**1.5
    kurtosis = float((squares * squares).mean()) / second**2 - 3.0
    return Moments(float(returns.mean()), deviation, skewness, kurtosis)


def is_flat(deviation: float) -> bool:
    """Tell whether a daily deviation is nothing but rounding."""
    return deviation < 1e-12  # noqa: PLR2004


def var_historical(returns: Floats, alpha: float) -> float:
    """Give minus the ceil(n alpha)-th smallest return (the inverted cumulative distribution), a positive loss."""
    rank = max(math.ceil(len(returns) * alpha - WHOLE), 1)
    return -float(np.partition(returns, rank - 1)[rank - 1])


def tail_weights(returns: Floats, alpha: float) -> tuple[np.ndarray, Floats]:
    """Give the days of the tail, worst first, and their weights, which sum to 1 (Rockafellar and Uryasev 2002)."""
    mass = len(returns) * alpha
    whole = math.floor(mass + WHOLE)
    first = np.argpartition(returns, min(whole, len(returns) - 1))[: whole + 1]
    days = first[np.argsort(returns[first], kind="stable")]
    weights = np.full(len(days), 1.0 / mass)
    weights[-1] = max(mass - whole, 0.0) / mass if len(days) > whole else weights[-1]
    return days, weights


def es_historical(returns: Floats, alpha: float) -> float:
    """Give the mean loss of the worst alpha of the days, the last one in part: (sum of k worst + (n alpha - k) L[k]) / (n alpha)."""
    days, weights = tail_weights(returns, alpha)
    return -float(returns[days] @ weights)


def var_normal(mean: float, deviation: float, alpha: float) -> float:
    """Give -(m + z s)."""
    return -(mean + _NORMAL.inv_cdf(alpha) * deviation)


def es_normal(mean: float, deviation: float, alpha: float) -> float:
    """Give -(m - s phi(z) / alpha)."""
    return -(mean - deviation * _NORMAL.pdf(_NORMAL.inv_cdf(alpha)) / alpha)


def cornish_fisher_holds(skewness: float, kurtosis: float) -> bool:
    """Tell whether the expansion is monotone (Maillard 2012): S^2/9 - 4 (K/8 - S^2/6)(1 - K/8 - 5 S^2/36) <= 0."""
    square = skewness * skewness
    return square / 9 - 4 * (kurtosis / 8 - square / 6) * (1 - kurtosis / 8 - 5 * square / 36) <= 0


def var_cornish_fisher(at: Moments, alpha: float) -> float | None:
    """Give the normal VaR with the quantile corrected for skewness and kurtosis; None outside the expansion's domain."""
    skew, kurt = at.skewness, at.excess_kurtosis
    if skew is None or kurt is None or not cornish_fisher_holds(skew, kurt):
        return None
    z = _NORMAL.inv_cdf(alpha)
    third, fourth = (z**2 - 1) * skew / 6, (z**3 - 3 * z) * kurt / 24
    corrected = z + third + fourth - (2 * z**3 - 5 * z) * skew**2 / 36
    return -(at.mean + corrected * at.deviation)
