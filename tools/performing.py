"""Results about returns: a period's gain, its rates, the benchmark beside it and the attribution."""

import numpy as np

from core.market import Floats
from finance import attribution, returns
from finance.period import Asked, Span
from finance.valuation import Daily
from tools.book import View, changes
from tools.ground import ground, money, number, reasons
from tools.results.portfolio import BenchmarkPerformance, Effect, Performance


def performance(view: View, asked: Asked, split: str | None) -> Performance:
    """Measure a period and, where asked, attribute its return."""
    span = view.span(asked, "MAX")
    values = view.daily(span, close=True)
    found = returns.performance(values, span)
    base = view.book.base
    closes = view.rebased(view.book.benchmark, values.days)
    rates = {"twr": found.twr, "twr_annualised": found.twr_annualised, "xirr": found.xirr, "modified_dietz": found.modified_dietz}
    stated = ground(view, benchmark=True)
    stated["caveats"] += [rate.warning for rate in rates.values() if rate.warning]
    return Performance(
        **stated,
        period=asked.named("MAX"),
        start=found.start,
        end=found.end,
        start_value=money(found.start_value, base),
        end_value=money(found.end_value, base),
        net_contributions=money(found.net_contributions, base),
        gain=money(found.gain, base),
        benchmark=_benchmark(view, span, values, found),
        attribution=_attribution(view, span, (values, closes), split),
        reasons=reasons(**rates),
        **{name: number(rate.value) for name, rate in rates.items()},
    )


def _benchmark(view: View, span: Span, values: Daily, found: returns.Performance) -> BenchmarkPerformance:
    """Measure the benchmark over the same days, with the same money."""
    closes = view.rebased(view.book.benchmark, values.days)
    total = returns.total_return(values.days, closes, span)
    yearly = returns.annualise(total.value, span.start, span.end) if total.value is not None else returns.Rate(None, total.reason)
    equal = returns.equal_flow(found.invested, found.flows, values.days, closes)
    excess = None if total.value is None or found.twr.value is None else found.twr.value - total.value
    return BenchmarkPerformance(
        symbol=view.book.prices.benchmark.symbol,
        name=view.book.prices.benchmark.name,
        twr=number(total.value),
        twr_annualised=number(yearly.value),
        equal_flow_value=money(equal.value, view.book.base),
        excess_return=number(excess),
        reasons=reasons(twr=total, twr_annualised=yearly, equal_flow_value=equal),
    )


def _attribution(view: View, span: Span, measured: tuple[Daily, Floats], split: str | None) -> list[Effect]:
    """Attribute the return to holdings or sectors against the index."""
    if split is None:
        return []
    values, closes = measured
    index = np.concatenate([[0.0], changes(closes)])
    groups = {s: view.book.instrument(s).sector or "Unknown" for s in values.symbols} if split == "sector" else None
    rows = attribution.against_index(values, span, index, groups)
    return [
        Effect(
            name=row.name,
            weight=number(row.weight),
            return_=number(row.total_return),
            benchmark_weight=number(row.benchmark_weight),
            benchmark_return=number(row.benchmark_return),
            allocation=number(row.allocation),
            selection=number(row.selection),
            interaction=number(row.interaction),
            total=number(row.total),
        )
        for row in sorted(rows, key=lambda row: -row.total)
    ]
