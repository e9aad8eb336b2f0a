"""The return of each year, quarter, month or day of a period, with the best and the worst."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.market import Floats
from finance import returns
from finance.period import Span, pieces
from finance.valuation import Line
from tools.ground import money, number
from tools.results.portfolio import Piece

MOST = 100
YEAR, MONTH = 4, 7
Measured = tuple[Line, Floats]


def piecewise(base: str, span: Span, measured: Measured, every: str | None) -> dict[str, Any]:
    """Give `by_period`, `best` and `worst` of a measured span; `measured` is its daily valuation and the benchmark's closes."""
    if every is None:
        return {}
    rows = [_piece(base, piece, measured, every) for piece in (_days(span, measured[0]) if every == "day" else pieces(span, every))]
    ranked = sorted((row for row in rows if row.twr is not None), key=lambda row: row.twr or 0.0)
    listed: Sequence[Piece] = () if every == "day" else rows[-MOST:]
    return {"by_period": list(listed), "best": ranked[-1] if ranked else None, "worst": ranked[0] if ranked else None}


def _name(piece: Span, every: str) -> str:
    end = piece.end.isoformat()
    if every == "quarter":
        return f"{end[:YEAR]} Q{(piece.end.month + 2) // 3}"
    return {"year": end[:YEAR], "month": end[:MONTH]}.get(every, end)


def _piece(base: str, piece: Span, measured: Measured, every: str) -> Piece:
    values, closes = measured
    seen = returns.window(values, piece)
    start = float(values.value[seen.base]) if seen.base >= 0 else 0.0
    end = float(values.value[seen.stop - 1])
    gain = end - start - float(values.contributions[seen.inside].sum())
    return Piece(
        name=_name(piece, every),
        start=piece.start,
        end=piece.end,
        end_value=money(end, base),
        gain=money(gain, base),
        twr=number(returns.twr(values, piece).value),
        benchmark_twr=number(returns.total_return(values.days, closes, piece).value),
    )


def _days(span: Span, values: Line) -> list[Span]:
    """Give the best and the worst day as spans; those on which something was held."""
    seen = returns.window(values, span)
    changes = values.returns()[seen.inside]
    known = np.nonzero(np.isfinite(changes))[0]
    if not len(known):
        return []
    days, found = values.days, []
    for at in {int(known[np.argmin(changes[known])]), int(known[np.argmax(changes[known])])}:
        stop = seen.base + 1 + at
        end = days[stop].astype(object)
        before = days[stop - 1].astype(object) if stop else end
        found.append(Span(before, end, opening=span.opening and not stop))
    return found
