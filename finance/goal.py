"""The chance of reaching a target: seeded simulation from past daily returns."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from core.market import Floats


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
    """Simulate months of 21 days drawn in blocks from daily returns (or normal in logs); raises Insufficient under 60 of them."""
    raise NotImplementedError
