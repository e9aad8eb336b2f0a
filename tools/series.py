"""The line of a period: value, growth and fall beside the benchmark's, on up to two hundred days."""

import numpy as np

from core.market import Floats
from finance.drawdown import below_peak, wealth
from finance.period import Span
from finance.returns import window
from finance.valuation import Line
from tools.ground import money, number
from tools.results.portfolio import Point

MOST = 200


def points(base: str, span: Span, measured: tuple[Line, Floats]) -> list[Point]:
    """Give the points of a span, evenly spread; its first and last day and that of the deepest fall are among them."""
    values, closes = measured
    seen = window(values, span)
    path = wealth(values.returns()[seen.inside])
    first, hidden = max(seen.base, 0), int(seen.base < 0)
    own, fall = path[hidden:] - 1.0, below_peak(path)[hidden:]
    days, worth = values.days[first : seen.stop], values.value[first : seen.stop]
    with np.errstate(invalid="ignore", divide="ignore"):
        theirs = closes[first : seen.stop] / closes[first] - 1.0
    spread = np.linspace(0, len(days) - 1, min(MOST - 1, len(days))).round().astype(int)
    chosen = np.unique(np.append(spread, np.argmin(fall)))
    theirs_fall = below_peak(1.0 + theirs)
    return [
        Point(
            date=days[at].astype(object),
            value=money(float(worth[at]), base),
            twr=number(own[at]),
            benchmark_twr=number(theirs[at]),
            drawdown=number(fall[at]),
            benchmark_drawdown=number(theirs_fall[at]),
        )
        for at in chosen
    ]
