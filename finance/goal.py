"""The chance of reaching a target: seeded simulation from past daily returns."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from core.errors import BadInput, Insufficient
from core.market import Floats
from core.progress import report
from finance.period import add_months
from finance.risk import ENOUGH

BLOCK = 21
MONTHLY = 24
MOST_MONTHS = 1200
FLOOR = -0.9999
PERCENTILES = (5, 25, 50, 75, 95)


@dataclass(frozen=True, slots=True)
class Goal:
    """A target value on a day, from a value today with a contribution at the end of each month."""

    value: float
    target: float
    start: date
    end: date
    contribution: float = 0.0
    seed: int = 0
    paths: int = 10_000
    model: Literal["bootstrap", "normal"] = "bootstrap"


@dataclass(frozen=True, slots=True)
class Outlook:
    """The share of paths at or above the target, and percentiles of the value on dates."""

    probability: float
    months: int
    observations: int
    percentiles: tuple[tuple[date, float, float, float, float, float], ...]


def simulate(goal: Goal, returns: Floats) -> Outlook:
    """Simulate months of 21 days drawn in blocks from daily returns (or normal in logs); raises Insufficient under 60 of them.

    A month's growth is that of 21 consecutive past days (block bootstrap), or normal with the mean and deviation of the
    daily log returns x 21; a contribution comes at the end of each month. Equal seeds give equal results.
    """
    months = horizon(goal.start, goal.end)
    if len(returns) < ENOUGH:
        raise Insufficient(f"There are {len(returns)} daily returns; at least {ENOUGH} are needed.")
    draw = _drawer(goal, np.log1p(np.maximum(returns, FLOOR)))
    value = np.full(goal.paths, goal.value)
    shown = _shown(months)
    rows = []
    for month in range(1, months + 1):
        report("Simulating", month, months)
        value = value * draw() + goal.contribution
        if month in shown:
            day = goal.end if month == months else add_months(goal.start, month)
            rows.append((day, *(float(each) for each in np.percentile(value, PERCENTILES))))
    return Outlook(float((value >= goal.target).mean()), months, len(returns), tuple(rows))  # type: ignore[arg-type]


def horizon(start: date, end: date) -> int:
    """Give the months of a simulation; raises BadInput for a day too near or too far."""
    months = months_between(start, end)
    if not 1 <= months <= MOST_MONTHS:
        raise BadInput(f"The goal's date must be one month to {MOST_MONTHS // 12} years ahead.")
    return months


def months_between(start: date, end: date) -> int:
    """Give the whole months from one day to another."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def _drawer(goal: Goal, logs: Floats) -> Callable[[], Floats]:
    rng = np.random.default_rng(goal.seed)
    if goal.model == "normal":
        mean, deviation = float(logs.mean()) * BLOCK, float(logs.std(ddof=1)) * math.sqrt(BLOCK)
        return lambda: np.exp(rng.normal(mean, deviation, goal.paths))
    total = np.concatenate(([0.0], np.cumsum(logs)))
    blocks = np.exp(total[BLOCK:] - total[:-BLOCK])
    return lambda: blocks[rng.integers(0, len(blocks), goal.paths)]


def _shown(months: int) -> set[int]:
    step = 1 if months <= MONTHLY else 12
    return {*range(step, months, step), months}
