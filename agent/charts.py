"""Charts from tool results, and which questions ask for the person's own texts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from agent.events import Chart, Series
from core.protocols import Call

OWN_TEXT = re.compile(
    r"\b(?:notes?|wrote|written|documents?|files?|uploaded|statements?|reports?|remind me|reasons?|thesis|why (?:did|do|have) i|journal)\b",
    re.IGNORECASE,
)
_MOST = 12
# The list of rows, the name of a row, its figure, the kind and the title of each tool's chart.
_ROWS: dict[str, tuple[str, str, str, str, str]] = {
    "portfolio_allocation": ("slices", "name", "weight", "donut", "Allocation"),
    "risk_contributions": ("items", "name", "volatility_contribution", "bar", "Contribution to risk"),
    "risk_stress": ("scenarios", "name", "loss_fraction", "bar", "Loss by scenario"),
    "portfolio_income": ("by_period", "name", "amount", "bar", "Income"),
    "market_compare": ("items", "symbol", "total_return", "bar", "Total return"),
}
_LINES = {
    "market_history": ("bars", "date", ("close",), "line", "Price"),
    "risk_goal": ("percentiles", "date", ("p5", "p50", "p95"), "fan", "Outlook"),
}


def _plain(value: Any) -> float | str | None:
    """Give a figure for a chart: money as its amount, decimal strings as they are."""
    if isinstance(value, Mapping):
        return _plain(value.get("amount"))
    return value if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None


def _points(rows: Sequence[Mapping[str, Any]], x: str, y: str) -> list[tuple[str, float | str]]:
    found = [(str(row.get(x) or ""), _plain(row.get(y))) for row in rows]
    return [(name, value) for name, value in found if name and value is not None]


def _unit(key: str) -> str:
    if key in {"close", "amount", "p5", "p50", "p95"}:
        return "price" if key == "close" else "money"
    return "ratio"


def of_call(call: Call) -> Iterator[Chart]:
    """Give the chart of a call, if its tool has one and the result rows for it."""
    if not call.ok:
        return
    if call.tool in _ROWS:
        rows, x, y, kind, title = _ROWS[call.tool]
        points = _points(call.result.get(rows) or [], x, y)[:_MOST]
        if len(points) > 1:
            yield Chart(kind=kind, title=title, unit=_unit(y), series=[Series(name=title, points=points)], call_id=call.call_id)
    elif call.tool in _LINES:
        rows, x, ys, kind, title = _LINES[call.tool]
        series = [Series(name=y, points=_points(call.result.get(rows) or [], x, y)) for y in ys]
        if all(len(line.points) > 1 for line in series):
            yield Chart(kind=kind, title=title, unit=_unit(ys[0]), series=series, call_id=call.call_id)


def of_answer(calls: Sequence[Call], specs: Sequence[Mapping[str, Any]] | None) -> list[Chart]:
    """Give the charts of an answer: those of the calls that the model names, or of all where it does not say."""
    if specs is None:
        return [chart for call in calls for chart in of_call(call)][:2]
    found: list[Chart] = []
    for spec in specs:
        call = next((call for call in calls if call.call_id == spec.get("call_id")), None)
        made = list(of_call(call)) if call else []
        found += [chart.model_copy(update={"title": str(spec.get("title") or chart.title)}) for chart in made]
    return found
