"""Results about risk: the report and the contributions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.errors import Insufficient
from core.market import Days, Floats
from finance import contributions as parts
from finance import risk
from finance.kupiec import WINDOW, backtest
from finance.period import Asked
from finance.rolling import rolling
from tools import current as now
from tools.book import View, changes
from tools.ground import ground, money, number
from tools.pairs import matrix, pairs
from tools.results.market import Matrix
from tools.results.risk import Contribution, Largest, RiskContributions, RiskReport, RollingRisk, VarTest

HISTORY = "history"
CASH = "Cash"
MOST_CORRELATED = 20
DATES = ("drawdown_peak", "drawdown_trough", "drawdown_recovery", "drawdown_days")
UNTESTED = f"insufficient_history: the test needs {WINDOW} days and at least {risk.ENOUGH} more to test."
UNKNOWN = "Unknown"
STATED = {"observations", "start", "end", "reasons", *DATES}


@dataclass(frozen=True, slots=True)
class Question:
    """What a risk report is asked for."""

    asked: Asked
    basis: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Returns:
    """Daily returns (n) of the portfolio and the benchmark on `days` (n + 1)."""

    days: Days
    portfolio: Floats
    benchmark: Floats
    caveats: tuple[str, ...] = ()
    coverage: float | None = None


def report(view: View, question: Question) -> RiskReport:
    """Measure the risk of a span."""
    used = history(view, question.asked) if question.basis == HISTORY else held(view, question.asked)
    found = risk.report(used.portfolio, used.days, used.benchmark, question.confidence)
    seen = view.seen()
    stated = ground(view, seen, benchmark=True)
    stated["caveats"] += [*used.caveats, *_thin(len(used.portfolio), question.confidence)]
    stated["coverage"] = stated["coverage"] if used.coverage is None else used.coverage
    total = float(seen.total)
    test = _tested(used.portfolio, question.confidence)
    windows = rolling(used.portfolio, used.days, used.benchmark) if found.volatility is not None else []
    return RiskReport(
        **stated,
        period=question.asked.named("3Y"),
        start=found.start or used.days[0].astype(object),
        end=found.end or used.days[-1].astype(object),
        basis=question.basis,
        benchmark=view.book.prices.benchmark.symbol,
        confidence=question.confidence,
        observations=found.observations,
        var_amount=money(None if found.var_historical is None else found.var_historical * total, seen.base),
        es_amount=money(None if found.es_historical is None else found.es_historical * total, seen.base),
        var_test=test,
        rolling=[RollingRisk(date=each.day, volatility=each.volatility, sharpe=each.sharpe, beta=each.beta) for each in windows],
        reasons={**found.reasons, **({} if test else {"var_test": UNTESTED})},
        **_numbers(found),
    )


def _thin(observations: int, confidence: float) -> list[str]:
    """Say that the historical tail holds under one observation."""
    if observations < risk.ENOUGH or observations * (1.0 - confidence) >= 1.0:
        return []
    return ["The tail holds less than one day: the historical value at risk is the worst day seen."]


def _tested(returns: Floats, confidence: float) -> VarTest | None:
    found = backtest(returns, confidence)
    if found is None:
        return None
    return VarTest(
        days=found.days,
        exceedances=found.exceedances,
        expected=found.expected,
        likelihood_ratio=found.likelihood_ratio,
        p_value=found.p_value,
        rejected=found.rejected,
    )


def _numbers(found: risk.RiskNumbers) -> dict[str, Any]:
    names = [name for name in RiskReport.model_fields if hasattr(found, name) and name not in STATED]
    return {**{name: number(getattr(found, name)) for name in names}, **{name: getattr(found, name) for name in DATES}}


def history(view: View, asked: Asked) -> Returns:
    """Give the portfolio's own daily time-weighted returns from the first full day."""
    values = view.daily(view.span(asked, "3Y"))
    if values.coverage[-1] == 0:
        raise Insufficient("Nothing that is held has a price; import a price file to add some.")
    returns = values.returns()
    full = values.full()
    full = full[np.isfinite(returns[full])] if len(full) else full
    if not len(full):
        raise Insufficient("insufficient_history: the portfolio has no full day in this period.")
    days = values.days[np.concatenate([[full[0] - 1], full])]
    return Returns(days, returns[full], _benchmark(view, days))


def held(view: View, asked: Asked) -> Returns:
    """Give the returns of today's weights."""
    used = now.current(view, now.weights_of(view.seen()), asked)
    return Returns(used.days, used.portfolio(), _benchmark(view, used.days), tuple(used.caveats()), used.coverage)


def _benchmark(view: View, days: Days) -> Floats:
    return changes(view.rebased(view.book.benchmark, days))


def contributions(view: View, asked: Asked) -> RiskContributions:
    """Split the risk of today's weights over the holdings."""
    seen = view.seen()
    used = now.current(view, now.weights_of(seen), asked)
    found = parts.contributions(used.names, used.weights, used.returns)
    stated = {**ground(view, seen), "coverage": used.coverage}
    stated["caveats"] += used.caveats()
    span = used.span()
    return RiskContributions(
        **stated,
        basis=now.BASIS,
        start=span.start,
        end=span.end,
        observations=found.observations,
        volatility=number(found.volatility),
        expected_shortfall=number(found.expected_shortfall),
        items=_items(found, seen.cash_weight),
        sectors=_sectors(view, found),
        largest=[Largest(n=n, weight=weight) for n, weight in found.largest],
        shrinkage=number(found.shrinkage),
        clusters=[list(each) for each in found.clusters],
        diversification_ratio=number(found.diversification_ratio),
        effective_holdings=number(found.effective_holdings),
        hhi=number(found.hhi),
        correlation=_matrix(used, found),
        pairs=pairs(used.names, found.correlation),
    )


def _items(found: parts.Contributions, cash: float | None) -> list[Contribution]:
    rows = [
        Contribution(
            name=each.name,
            weight=each.weight,
            volatility_contribution=number(each.volatility),
            volatility_share=number(each.volatility_share),
            es_contribution=number(each.expected_shortfall),
        )
        for each in sorted(found.items, key=lambda each: -each.volatility)
    ]
    if not cash:
        return rows
    return [*rows, Contribution(name=CASH, weight=cash, volatility_contribution=0.0, volatility_share=0.0, es_contribution=0.0)]


def _sectors(view: View, found: parts.Contributions) -> list[Contribution]:
    """Sum the parts by sector."""
    sums: dict[str, list[float]] = {}
    for each in found.items:
        name = view.book.instrument(each.name).sector or UNKNOWN
        row = (each.weight, each.volatility, each.volatility_share or 0.0, each.expected_shortfall)
        sums[name] = [old + new for old, new in zip(sums.get(name, [0.0] * 4), row, strict=True)]
    ordered = sorted(sums.items(), key=lambda item: -item[1][1])
    return [
        Contribution(name=name, weight=weight, volatility_contribution=volatility, volatility_share=share, es_contribution=shortfall)
        for name, (weight, volatility, share, shortfall) in ordered
    ]


def _matrix(used: now.Current, found: parts.Contributions) -> Matrix:
    """Give the correlations of the largest holdings."""
    order = np.argsort(-np.abs(used.weights))[:MOST_CORRELATED]
    return matrix([used.names[i] for i in order], found.correlation[np.ix_(order, order)])


def side_numbers(view: View, weights: Mapping[str, float], asked: Asked) -> dict[str, float | None]:
    """Measure weights in short: what a what-if compares."""
    used = now.current(view, weights, asked)
    found = risk.report(used.portfolio(), used.days, _benchmark(view, used.days))
    squares = sum((weight / (sum(weights.values()) or 1)) ** 2 for weight in weights.values())
    return {
        "volatility": number(found.volatility),
        "max_drawdown": number(found.max_drawdown),
        "var_historical": number(found.var_historical),
        "es_historical": number(found.es_historical),
        "beta": number(found.beta),
        "effective_holdings": number(1 / squares) if squares else None,
    }
