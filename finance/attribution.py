"""Where a return differs from its benchmark: Brinson-Fachler by group, linked over time by Carino."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.market import Floats
from finance.period import Span
from finance.returns import window
from finance.valuation import NOTHING, Daily

CASH, OTHER = "Cash", "Other"
SMALL = 1e-12


@dataclass(frozen=True, slots=True)
class Effect:
    """One group; weights are averages over the span; allocation + selection + interaction = total; totals sum to the active return."""

    name: str
    weight: float
    total_return: float | None
    benchmark_weight: float
    benchmark_return: float | None
    allocation: float
    selection: float
    interaction: float
    total: float


@dataclass(frozen=True, slots=True)
class Sides:
    """k groups over n days, each (k, n): weights and contributions (weight x return), and the benchmark's weights and returns.

    A group that the benchmark does not hold has benchmark weight 0.
    """

    weights: Floats
    contributions: Floats
    benchmark_weights: Floats
    benchmark_returns: Floats


@dataclass(frozen=True, slots=True)
class Grouped:
    """A valuation by group and day: names, weights and contributions (k, n), the last group is Cash; returns (n)."""

    names: tuple[str, ...]
    weights: Floats
    contributions: Floats
    returns: Floats
    inside: slice


def grouped(values: Daily, span: Span, groups: Mapping[str, str] | None = None) -> Grouped:
    """Give each group's weight at the start of each day and what it contributed to the day's return; the rest is Cash.

    A holding starts a day with yesterday's value and what is bought on the day, and ends it with its value, what is
    sold and its income.
    """
    names, member = _members(values.symbols, groups)
    seen = window(values, span).inside
    start = np.concatenate((np.zeros((len(values.symbols), 1)), values.values[:, :-1]), axis=1) + values.bought
    profit = values.values + values.sold + values.income - start
    before = values.before()
    ground = np.where(before > NOTHING, before, np.inf)
    returns = np.nan_to_num(values.returns())
    weights, parts = start * (1.0 / ground), profit * (1.0 / ground)
    if groups is not None:
        weights, parts = member @ weights, member @ parts
    weights = np.vstack((weights, np.where(before > NOTHING, 1.0 - weights.sum(axis=0), 0.0)))
    parts = np.vstack((parts, returns - parts.sum(axis=0)))
    return Grouped((*names, CASH), weights[:, seen], parts[:, seen], returns[seen], seen)


def _members(symbols: Sequence[str], groups: Mapping[str, str] | None) -> tuple[tuple[str, ...], Floats]:
    of = [groups.get(symbol, OTHER) if groups is not None else symbol for symbol in symbols]
    names = tuple(dict.fromkeys(sorted(of)))
    member = np.zeros((len(names), len(symbols)))
    for column, group in enumerate(of):
        member[names.index(group), column] = 1.0
    return names, member


def brinson(names: Sequence[str], sides: Sides) -> list[Effect]:
    """Attribute the active return (compounded portfolio less compounded benchmark) to groups.

    Brinson and Fachler (1985) by day: allocation (w - wb)(rb - B), selection wb (r - rb), interaction (w - wb)(r - rb);
    linked over days by Carino (1999). For a group without benchmark weight all of w r - w B is allocation.
    """
    total = (sides.benchmark_weights * sides.benchmark_returns).sum(axis=0)
    shown = sides.benchmark_weights > 0
    own = _returns(sides.weights, sides.contributions)
    theirs = np.where(shown, sides.benchmark_returns, 0.0)
    own = np.where(np.isnan(own), theirs, own)
    over = sides.weights - sides.benchmark_weights
    selection = np.where(shown, sides.benchmark_weights * (own - theirs), 0.0)
    interaction = np.where(shown, sides.contributions - sides.weights * theirs - selection, 0.0)
    allocation = np.where(shown, over * (theirs - total), sides.contributions - sides.weights * total)
    scale = _carino(sides.contributions.sum(axis=0), total)
    linked = [(each * scale).sum(axis=1) for each in (allocation, selection, interaction)]
    return [_effect(name, i, sides, linked) for i, name in enumerate(names)]


def _returns(weights: Floats, parts: Floats) -> Floats:
    found: Floats = np.divide(parts, weights, out=np.full_like(parts, np.nan), where=np.abs(weights) > SMALL)
    return found


def _carino(portfolio: Floats, benchmark: Floats) -> Floats:
    """Give each day's linking coefficient k_t / k: with them the daily effects sum to the compounded active return."""
    whole = _log_ratio(np.array([np.prod(1 + portfolio) - 1]), np.array([np.prod(1 + benchmark) - 1]))
    return _log_ratio(portfolio, benchmark) / whole


def _log_ratio(portfolio: Floats, benchmark: Floats) -> Floats:
    """Give (ln(1 + r) - ln(1 + b)) / (r - b), whose limit for equal returns is 1 / (1 + r)."""
    gap = portfolio - benchmark
    safe = np.where(np.abs(gap) > SMALL, gap, 1.0)
    found: Floats = np.where(np.abs(gap) > SMALL, np.log1p(gap / (1 + benchmark)) / safe, 1.0 / (1 + benchmark))
    return found


def _effect(name: str, at: int, sides: Sides, linked: Sequence[Floats]) -> Effect:
    own = _returns(sides.weights[at], sides.contributions[at])
    allocation, selection, interaction = (float(each[at]) for each in linked)
    weight, theirs = float(sides.weights[at].mean()), float(sides.benchmark_weights[at].mean())
    return Effect(
        name=name,
        weight=weight,
        total_return=None if np.isnan(own).all() else float(np.prod(1 + np.nan_to_num(own)) - 1),
        benchmark_weight=theirs,
        benchmark_return=float(np.prod(1 + sides.benchmark_returns[at]) - 1) if theirs else None,
        allocation=allocation,
        selection=selection,
        interaction=interaction,
        total=allocation + selection + interaction,
    )


def against_index(values: Daily, span: Span, index: Floats, groups: Mapping[str, str] | None = None) -> list[Effect]:
    """Attribute a valuation's return to holdings (or to `groups[symbol]`) and Cash against an index without known weights.

    `index` (n) are its daily returns on `values.days`. No group has a benchmark weight, so all of its effect, weight x
    (return - index return), is allocation; the effects sum to the active return.
    """
    seen = grouped(values, span, groups)
    count = len(seen.names)
    theirs = np.tile(np.nan_to_num(index[seen.inside]), (count, 1))
    over = seen.contributions - seen.weights * theirs
    scale = _carino(seen.returns, theirs[0])
    sides = Sides(seen.weights, seen.contributions, np.zeros_like(seen.weights), theirs)
    linked = [over @ scale, np.zeros(count), np.zeros(count)]
    return [_effect(name, i, sides, linked) for i, name in enumerate(seen.names)]


def against_weights(values: Daily, span: Span, groups: Mapping[str, str], benchmark: Mapping[str, tuple[float, Floats]]) -> list[Effect]:
    """Attribute a valuation's return by group against a benchmark of fixed weights, rebalanced daily.

    `benchmark[group]` = (weight, daily returns (n) on `values.days`); the weights sum to 1.
    """
    seen = grouped(values, span, groups)
    names = (*seen.names, *(name for name in benchmark if name not in seen.names))
    length, count = seen.returns.shape[0], len(names)
    extra = np.zeros((len(names) - len(seen.names), length))
    weights, returns = np.zeros((count, length)), np.zeros((count, length))
    for row, name in enumerate(names):
        if name in benchmark:
            weights[row] = benchmark[name][0]
            returns[row] = np.nan_to_num(benchmark[name][1][seen.inside])
    own = Sides(np.vstack((seen.weights, extra)), np.vstack((seen.contributions, extra)), weights, returns)
    return brinson(names, own)
