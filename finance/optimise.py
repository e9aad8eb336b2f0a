"""Optimised weights, for comparison with what is held; computed by the `skfolio` package, an extra that loads when asked."""

import importlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from core.errors import BadInput, Insufficient, Unavailable
from core.market import Floats
from finance.risk import ENOUGH

Objective = Literal["min_volatility", "max_sharpe", "risk_parity", "hrp"]
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Bounds:
    """The largest weight of one holding, and the largest turnover (half the sum of changes), as fractions of the total."""

    weight: float = 1.0
    turnover: float | None = None


def optimise(objective: Objective, returns: Floats, held: Floats, bounds: Bounds) -> Floats:
    """Give weights (k) that sum to what `held` (k) sums to, from daily returns (k, n).

    min_volatility and max_sharpe: mean-variance with the sample moments and risk-free 0; risk_parity: equal contributions
    to variance; hrp: hierarchical risk parity (Lopez de Prado 2016) on variance. Long only. Over the largest turnover the
    weights go only part of the way from those held, in a straight line. Raises Unavailable without the extra.
    """
    k, n = returns.shape
    invested = float(held.sum())
    if k < 2 or n < ENOUGH:  # noqa: PLR2004
        raise Insufficient(f"An optimiser needs two holdings and {ENOUGH} days of returns of both.")
    most = bounds.weight / invested if invested > 0 else 0.0
    if most * k < 1.0 - ROUNDING:
        raise BadInput(f"With at most {bounds.weight:.1%} in each of {k} holdings, {invested:.1%} can not be invested.")
    found = _solve(objective, returns, min(most, 1.0)) * invested
    turned = float(np.abs(found - held).sum()) / 2
    if bounds.turnover is None or turned <= bounds.turnover:
        return found
    path: Floats = held + (found - held) * (bounds.turnover / turned)
    return path


def _solve(objective: Objective, returns: Floats, most: float) -> Floats:
    optimisers = _load()
    made = _model(optimisers, objective, {"min_weights": 0.0, "max_weights": most})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found: Floats = np.asarray(made.fit(returns.T).weights_, dtype=np.float64)
    except (ValueError, ArithmeticError, RuntimeError) as error:
        raise Insufficient(f"The optimiser found no weights for {objective}.") from error
    if not np.isfinite(found).all():
        raise Insufficient(f"The optimiser found no weights for {objective}.")
    cleaned = np.maximum(found, 0.0)
    return np.asarray(cleaned / cleaned.sum())


def _load() -> Any:
    try:
        return importlib.import_module("skfolio.optimization")
    except ModuleNotFoundError as error:
        raise Unavailable("The optimiser is an extra that is not installed; `make extras` installs it.") from error


def _model(optimisers: Any, objective: Objective, limits: dict[str, float]) -> Any:
    if objective == "risk_parity":
        return optimisers.RiskBudgeting(**limits)
    if objective == "hrp":
        return optimisers.HierarchicalRiskParity(**limits)
    goals = optimisers.ObjectiveFunction
    goal = goals.MINIMIZE_RISK if objective == "min_volatility" else goals.MAXIMIZE_RATIO
    return optimisers.MeanRisk(objective_function=goal, **limits)


def turnover(before: Sequence[float], after: Sequence[float]) -> float:
    """Give half the sum of the absolute changes of weights."""
    return float(np.abs(np.asarray(after) - np.asarray(before)).sum()) / 2
