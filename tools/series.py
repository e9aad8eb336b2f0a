"""The line of a period: value, growth and the benchmark's growth on up to two hundred days."""

import numpy as np

from core.market import Floats
from finance.period import Span
from finance.returns import window
from finance.valuation import Line
from tools.ground import money, number
from tools.results.portfolio import Point

MOST = 200


def points(base: str, span: Span, measured: tuple[Line, Floats]) -> list[Point]:
    """Give the points of a span, evenly spread, its first and last day included."""
    values, closes = measured
    seen = window(values, span)
    returns = values.returns()[seen.inside]
    growth = np.concatenate(([0.0], np.cumprod(1.0 + returns) - 1.0))
    first = max(seen.base, 0)
    own = growth if seen.base >= 0 else growth[1:]
    days, worth = values.days[first : seen.stop], values.value[first : seen.stop]
    with np.errstate(invalid="ignore", divide="ignore"):
        theirs = closes[first : seen.stop] / closes[first] - 1.0
    chosen = np.unique(np.linspace(0, len(days) - 1, min(MOST, len(days))).round().astype(int))
    return [
        Point(
            date=days[at].astype(object),
            value=money(float(worth[at]), base),
            twr=number(own[at]),
            benchmark_twr=number(theirs[at]),
        )
        for at in chosen
    ]
