"""Optimised weights beside those held: a comparison from past returns, never an order."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.errors import Insufficient
from core.market import Floats
from data.grounds import Policy
from finance.optimise import Bounds, Objective, optimise, turnover
from finance.period import Asked
from finance.risk import report
from tools import current as now
from tools import policies
from tools.book import View
from tools.ground import ground, number
from tools.results.ledger import Alternative, Rebalance, WeightRow

WINDOW = Asked("3Y")
SAID = "An optimised mix from past returns: a comparison, not an order; its ranking often does not hold later."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is compared: the objective, the largest weight of one holding, the largest turnover."""

    objective: Objective
    max_weight: float | None = None
    max_turnover: float | None = None


def compare(view: View, wanted: Wanted, policy: Policy) -> Rebalance:
    """Give the weights that an objective would have, within bounds, beside those held."""
    seen = view.seen()
    used = now.current(view, now.weights_of(seen), WINDOW)
    if used.weights.min() < 0:
        raise Insufficient("An optimiser needs holdings with a positive value.")
    most = wanted.max_weight or policy.max_holding or 1.0
    found = optimise(wanted.objective, used.returns, used.weights, Bounds(most, wanted.max_turnover))
    left = {name: weight for name, weight in now.weights_of(seen).items() if name in used.left_out}
    before = {**dict(zip(used.names, used.weights.tolist(), strict=True)), **left}
    after = {**dict(zip(used.names, found.tolist(), strict=True)), **left}
    sides = [_side("held", used, used.weights), _side(wanted.objective, used, found)]
    stated = ground(view, seen)
    stated["caveats"] += [SAID, *used.caveats()]
    judged = policies.check(policy, view, after, sides[1].volatility)
    return Rebalance(
        **{**stated, "caveats": [*stated["caveats"], *policies.broken(policy, judged)]},
        turnover=turnover(list(before.values()), list(after.values())),
        before=_rows(before, after),
        after=_rows(after, after),
        comparison=sides,
        policy=judged,
        reasons={"trades": "not_an_order: weights of an optimiser are shown for comparison; give targets for trades."},
    )


def _side(name: str, used: now.Current, weights: Floats) -> Alternative:
    found = report(weights @ used.returns, used.days)
    return Alternative(
        name=name,
        volatility=number(found.volatility),
        sharpe=number(found.sharpe),
        max_drawdown=number(found.max_drawdown),
        es_historical=number(found.es_historical),
        largest_weight=float(np.max(weights)),
    )


def _rows(weights: Mapping[str, float], targets: Mapping[str, float]) -> list[WeightRow]:
    every = {**weights, policies.CASH: 1.0 - sum(weights.values())}
    aims = {**targets, policies.CASH: 1.0 - sum(targets.values())}
    return [WeightRow(name=name, weight=weight, target=aims[name]) for name, weight in sorted(every.items(), key=lambda item: -item[1])]
