"""Risk over rolling windows, at the end of each step."""

import math
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.market import Days, Floats
from finance.risk import YEAR
from finance.tails import is_flat

WINDOW = 126
MOST = 12


@dataclass(frozen=True, slots=True)
class Window:
    """The measures of the `WINDOW` returns that end on `day`; None where they do not vary."""

    day: date
    volatility: float
    sharpe: float | None
    beta: float | None


def rolling(returns: Floats, days: Days, benchmark: Floats | None = None, window: int = WINDOW, most: int = MOST) -> list[Window]:
    """Measure windows of n daily returns on `days` (n + 1), evenly spaced and ending on the last day, at most `most` of them.

    Definitions as in `risk.report`: volatility = std (ddof 1) x sqrt(252), Sharpe with risk-free 0, beta = cov / var.
    Empty when there are fewer returns than a window. A window with a day missing in the benchmark has no beta.
    """
    count = len(returns) - window + 1
    if count < 1:
        return []
    step = max(1, math.ceil(count / most))
    ends = np.arange(count - 1, -1, -step)[::-1]
    parts = sliding_window_view(returns, window)[ends]
    deviation, mean = parts.std(axis=1, ddof=1), parts.mean(axis=1)
    betas = _betas(parts, None if benchmark is None else sliding_window_view(benchmark, window)[ends])
    return [
        Window(
            day=days[end + window].astype(object),
            volatility=float(deviation[at]) * math.sqrt(YEAR),
            sharpe=None if is_flat(float(deviation[at])) else float(mean[at] / deviation[at]) * math.sqrt(YEAR),
            beta=betas[at],
        )
        for at, end in enumerate(ends)
    ]


def _betas(parts: Floats, market: Floats | None) -> list[float | None]:
    if market is None:
        return [None] * len(parts)
    centred = market - market.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred)
    covariance = np.einsum("ij,ij->i", centred, parts)
    flat = [not np.isfinite(each) or is_flat(math.sqrt(each / market.shape[1])) for each in variance.tolist()]
    return [None if still else float(up / down) for up, down, still in zip(covariance, variance, flat, strict=True)]
