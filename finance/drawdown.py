"""Falls from a peak."""

import math
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.market import Days, Floats


@dataclass(frozen=True, slots=True)
class Drawdown:
    """The deepest fall (negative) with its dates; `recovery` is the first day back at the peak, None when not yet.

    `length` counts the calendar days from the peak to the recovery, or to the last day while there is none.
    """

    depth: float
    peak: date | None
    trough: date | None
    recovery: date | None
    ulcer_index: float
    length: int | None = None


def wealth(returns: Floats) -> Floats:
    """Compound returns (..., n) to (..., n + 1), beginning with 1."""
    path = np.ones((*returns.shape[:-1], returns.shape[-1] + 1))
    path[..., 1:] += returns
    np.cumprod(path, axis=-1, out=path)
    return path


def below_peak(path: Floats) -> Floats:
    """Give wealth / running maximum - 1 (..., n)."""
    fall: Floats = np.maximum.accumulate(path, axis=-1)
    np.divide(path, fall, out=fall)
    fall -= 1.0
    return fall


def deepest(returns: Floats, days: Days) -> Drawdown:
    """Find the maximum drawdown of n returns on n + 1 days; the ulcer index is sqrt(mean(drawdown^2)) over the n days."""
    path = wealth(returns)
    fall = below_peak(path)
    ulcer = math.sqrt(float((fall[1:] ** 2).mean())) if len(returns) else 0.0
    trough = int(np.argmin(fall))
    if fall[trough] >= 0:
        return Drawdown(0.0, None, None, None, ulcer)
    peak = int(np.argmax(path[: trough + 1]))
    back = np.nonzero(path[trough:] >= path[peak])[0]
    recovery = days[trough + int(back[0])].astype(object) if len(back) else None
    length = int((days[trough + int(back[0]) if len(back) else -1] - days[peak]).astype(np.int64))
    return Drawdown(float(fall[trough]), days[peak].astype(object), days[trough].astype(object), recovery, ulcer, length)
