"""Results about returns: a period's gain, its rates, the benchmark beside it and the attribution."""

from finance import returns
from finance.period import Asked, Span
from finance.valuation import Line
from tools.attributing import effects
from tools.book import View
from tools.ground import ground, money, number, reasons
from tools.pieces import piecewise
from tools.results.portfolio import BenchmarkPerformance, Performance
from tools.series import points

RATES = ("twr", "twr_annualised", "xirr", "modified_dietz")


def performance(view: View, asked: Asked, split: str | None, every: str | None = None, *, series: bool = False) -> Performance:
    """Measure a period and, where asked, attribute its return and give that of each of its pieces."""
    span = view.span(asked, "MAX")
    values = view.daily(span, close=True)
    found = returns.performance(values, span)
    base = view.book.base
    closes = view.rebased(view.book.benchmark, values.days)
    rates = {"twr": found.twr, "twr_annualised": found.twr_annualised, "xirr": found.xirr, "modified_dietz": found.modified_dietz}
    rows, hidden = effects(view, span, closes, split)
    stated = ground(view, benchmark=True)
    stated["caveats"] += [rate.warning for rate in rates.values() if rate.warning]
    unknown = _unknown(values, span)
    return Performance(
        **stated,
        period=asked.named("MAX"),
        start=found.start,
        end=found.end,
        start_value=money(found.start_value, base),
        end_value=money(found.end_value, base),
        net_contributions=money(found.net_contributions, base),
        gain=None if unknown else money(found.gain, base),
        benchmark=_benchmark(view, span, values, found, known="twr" not in unknown),
        attribution=rows,
        series=points(base, span, (values, closes)) if series else [],
        **piecewise(base, span, (values, closes), every),
        reasons={**reasons(**rates), **hidden, **unknown},
        **{name: None if name in unknown else number(rate.value) for name, rate in rates.items()},
    )


def _unknown(values: Line, span: Span) -> dict[str, str]:
    """Say that the gain is not known: what had no price at either end was paid for but is not in the value."""
    seen = returns.window(values, span)
    ends = [at for at in (seen.base, seen.stop - 1) if at >= 0 and values.coverage[at] < 1]
    if not ends:
        return {}
    day = values.days[ends[0]].astype(object)
    found = {"gain": f"no_price: part of what was held on {day} had no price, so the gain is not known."}
    if values.coverage[ends[-1]] == 0:
        found |= dict.fromkeys(RATES, f"no_price: nothing that was held on {day} had a price.")
    return found


def _benchmark(view: View, span: Span, values: Line, found: returns.Performance, *, known: bool) -> BenchmarkPerformance:
    """Measure the benchmark over the same days, with the same money."""
    closes = view.rebased(view.book.benchmark, values.days)
    total = returns.total_return(values.days, closes, span)
    yearly = returns.annualise(total.value, span.start, span.end) if total.value is not None else returns.Rate(None, total.reason)
    equal = returns.equal_flow(found.invested, found.flows, values.days, closes)
    excess = None if not known or total.value is None or found.twr.value is None else found.twr.value - total.value
    return BenchmarkPerformance(
        symbol=view.book.prices.benchmark.symbol,
        name=view.book.prices.benchmark.name,
        twr=number(total.value),
        twr_annualised=number(yearly.value),
        equal_flow_value=money(equal.value, view.book.base),
        excess_return=number(excess),
        reasons=reasons(twr=total, twr_annualised=yearly, equal_flow_value=equal),
    )
