"""A series of returns beside its benchmark's."""

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from core.market import Floats
from finance.tails import is_flat

YEAR = 252


@dataclass(frozen=True, slots=True)
class Relative:
    """Measures against a benchmark; None where the benchmark or the difference does not move."""

    beta: float | None
    beta_low: float | None
    beta_high: float | None
    alpha: float | None
    correlation: float | None
    r_squared: float | None
    tracking_error: float
    information_ratio: float | None
    up_capture: float | None
    down_capture: float | None


def relative(returns: Floats, benchmark: Floats) -> Relative:
    """Measure n returns against n of a benchmark.

    beta = cov / var (ddof 1) with its 95 % interval by least squares; alpha = (mean r - beta mean b) x 252; tracking
    error = std(r - b) x sqrt(252); information ratio = mean(r - b) / std(r - b) x sqrt(252); capture = mean return over
    mean benchmark return on the benchmark's up (down) days.
    """
    active = returns - benchmark
    error = float(active.std(ddof=1))
    ratio = None if is_flat(error) else float(active.mean()) / error * math.sqrt(YEAR)
    spread, own = float(benchmark.std(ddof=1)), float(returns.std(ddof=1))
    beta = low = high = alpha = correlation = None
    if not is_flat(spread):
        covariance = float((returns - returns.mean()) @ (benchmark - benchmark.mean())) / (len(returns) - 1)
        beta = covariance / spread**2
        alpha = (float(returns.mean()) - beta * float(benchmark.mean())) * YEAR
        correlation = None if is_flat(own) else covariance / (spread * own)
        low, high = _interval(beta, own / spread, correlation or 0.0, len(returns))
    return Relative(
        beta=beta,
        beta_low=low,
        beta_high=high,
        alpha=alpha,
        correlation=correlation,
        r_squared=None if correlation is None else correlation**2,
        tracking_error=error * math.sqrt(YEAR),
        information_ratio=ratio,
        up_capture=_capture(returns, benchmark, benchmark > 0),
        down_capture=_capture(returns, benchmark, benchmark < 0),
    )


def _capture(returns: Floats, benchmark: Floats, days: np.ndarray) -> float | None:
    return float(returns[days].mean() / benchmark[days].mean()) if days.any() else None


def _interval(beta: float, ratio: float, correlation: float, n: int) -> tuple[float, float]:
    error = ratio * math.sqrt(max(1.0 - correlation**2, 0.0) / (n - 2))
    width = student_quantile(0.975, n - 2) * error
    return beta - width, beta + width


def student_quantile(probability: float, freedom: int) -> float:
    """Give Student's t quantile by the expansion of Abramowitz and Stegun 26.7.5 (good to 1e-6 from 50 degrees of freedom)."""
    x = NormalDist().inv_cdf(probability)
    first = (x**3 + x) / 4
    second = (5 * x**5 + 16 * x**3 + 3 * x) / 96
    third = (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384
    return x + first / freedom + second / freedom**2 + third / freedom**3
