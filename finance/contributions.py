"""How each holding contributes to volatility and expected shortfall, and how concentrated the whole is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import Insufficient
from core.market import Floats
from finance.covariance import clusters, correlation_of, ledoit_wolf
from finance.risk import ENOUGH, YEAR
from finance.tails import tail_weights

TOP = (1, 3, 5, 10)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One holding's part; parts of volatility sum to `volatility`, parts of expected shortfall to `expected_shortfall`."""

    name: str
    weight: float
    volatility: float
    volatility_share: float | None
    expected_shortfall: float


@dataclass(frozen=True, slots=True)
class Contributions:
    """Yearly volatility, one-day expected shortfall (a positive loss) and concentration.

    `correlation` (k, k) is that of the Ledoit-Wolf covariance, whose weight of the target is `shrinkage`; `largest` gives
    (n, the weight of the n largest holdings).
    """

    items: tuple[Contribution, ...]
    observations: int
    volatility: float
    expected_shortfall: float
    diversification_ratio: float | None
    effective_holdings: float | None
    hhi: float
    shrinkage: float
    correlation: Floats
    clusters: tuple[tuple[str, ...], ...] = ()
    largest: tuple[tuple[int, float], ...] = ()


def contributions(names: Sequence[str], weights: Floats, returns: Floats, confidence: float = 0.95) -> Contributions:
    """Split the risk of holding `weights` (k; the rest is cash) over k holdings with daily `returns` (k, n), n >= 60.

    Volatility: w_i (C w)_i / sigma with the Ledoit-Wolf covariance (`covariance.ledoit_wolf`), yearly. Expected
    shortfall: each holding's mean loss in the tail of the portfolio's losses (Rockafellar-Uryasev weights). HHI is the
    sum of squared shares of the holdings (cash left out); effective holdings = 1 / HHI; the diversification ratio is
    the weighted mean of the volatilities over the portfolio's. Raises Insufficient under 60 observations.
    """
    n = returns.shape[1] if len(names) else 0
    if n < ENOUGH:
        raise Insufficient(f"There are {n} days with a return of every holding; at least {ENOUGH} are needed.")
    shrunk = ledoit_wolf(returns)
    sigma = math.sqrt(max(float(weights @ shrunk.covariance @ weights), 0.0))
    marginal = weights * (shrunk.covariance @ weights)
    parts = marginal / sigma * math.sqrt(YEAR) if sigma else np.zeros(len(weights))
    tail, tail_weight = tail_weights(weights @ returns, 1.0 - confidence)
    losses = -weights * (returns[:, tail] @ tail_weight)
    correlations = correlation_of(shrunk.covariance)
    hhi = _concentration(weights)
    alone = float(np.abs(weights) @ np.sqrt(np.diag(shrunk.covariance)))
    return Contributions(
        items=_items(names, weights, parts, losses),
        observations=n,
        volatility=sigma * math.sqrt(YEAR),
        expected_shortfall=float(losses.sum()),
        diversification_ratio=alone / sigma if sigma else None,
        effective_holdings=1.0 / hhi if hhi else None,
        hhi=hhi,
        shrinkage=shrunk.shrinkage,
        correlation=correlations,
        clusters=clusters(tuple(names), correlations),
        largest=largest(weights),
    )


def largest(weights: Floats) -> tuple[tuple[int, float], ...]:
    """Give the summed weight of the 1, 3, 5 and 10 largest of k weights, as far as there are as many."""
    order = np.sort(weights)[::-1]
    return tuple((n, float(order[:n].sum())) for n in TOP if n <= len(order))


def _concentration(weights: Floats) -> float:
    total = float(weights.sum())
    return float(((weights / total) ** 2).sum()) if total > 0 else 0.0


def _items(names: Sequence[str], weights: Floats, parts: Floats, losses: Floats) -> tuple[Contribution, ...]:
    whole = float(parts.sum())
    return tuple(
        Contribution(
            name=name,
            weight=float(weights[i]),
            volatility=float(parts[i]),
            volatility_share=float(parts[i]) / whole if whole else None,
            expected_shortfall=float(losses[i]),
        )
        for i, name in enumerate(names)
    )
