"""Charts from tool results, and which questions ask for the person's own texts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.events import Chart, Series
from agent.gate.reading import pointer
from core.facts import facts_of
from core.protocols import Call

OWN_TEXT = re.compile(
    r"\b(?:notes?|wrote|written|documents?|contracts?|agreements?|fact ?-?sheets?|prospectus|brochures?|pdfs?|files?|"
    r"uploaded|statements?|reports?|remind me|reasons?|thesis|why (?:did|do|have) i|journal)\b",
    re.IGNORECASE,
)
_MOST = 12
_LINES = {"line", "growth", "drawdown", "goal"}
Schemas = Mapping[str, Mapping[str, Any]]
Point = tuple[str, float | str]
# What is drawn of a tool's result where nothing else is asked for: the rows, the name of a row, the figures, the kind and the title.
_DRAWN: dict[str, dict[str, Any]] = {
    "portfolio_performance": {
        "path": "/series",
        "x": "date",
        "y": ["twr", "benchmark_twr"],
        "names": ["You", "Benchmark"],
        "kind": "growth",
        "title": "Return since the start of the period",
    },
    "portfolio_allocation": {"path": "/slices", "x": "name", "y": ["weight"], "kind": "allocation", "title": "Allocation"},
    "portfolio_income": {"path": "/by_period", "x": "name", "y": ["amount"], "kind": "bar", "title": "Income by period"},
    "risk_contributions": {
        "path": "/items",
        "x": "name",
        "y": ["volatility_share", "weight"],
        "kind": "contributions",
        "title": "Share of the risk beside the weight",
    },
    "risk_stress": {
        "path": "/scenarios",
        "x": "name",
        "y": ["loss_fraction"],
        "names": ["Loss of the total value"],
        "kind": "stress",
        "title": "Loss by scenario",
    },
    "market_compare": {"path": "/items", "x": "symbol", "y": ["total_return"], "kind": "bar", "title": "Total return"},
    "market_history": {"path": "/bars", "x": "date", "y": ["close"], "kind": "line", "title": "Closing prices"},
    "risk_goal": {"path": "/percentiles", "x": "date", "y": ["p5", "p25", "p50", "p75", "p95"], "kind": "goal", "title": "Simulated value"},
}
# The other chart of a performance.
FALL: Mapping[str, Any] = {"kind": "drawdown", "title": "Fall from the highest point so far", "y": ["drawdown", "benchmark_drawdown"]}


def _plain(value: Any) -> float | str | None:
    """Give a figure for a chart: money as its amount, decimal strings as they are."""
    if isinstance(value, Mapping):
        return _plain(value.get("amount"))
    return value if isinstance(value, (int, float, str)) and not isinstance(value, bool) else None


def _series(rows: Any, x: str, y: Sequence[str], titles: Sequence[str] = ()) -> list[Series]:
    """Give one series per figure, or per row of a matrix; `titles` names them."""
    if isinstance(rows, Mapping):
        names, matrix = rows.get(x) or [], rows.get(y[0]) or []
        return [Series(name=str(name), points=_points(zip(names, line, strict=False))) for name, line in zip(names, matrix, strict=False)]
    if not isinstance(rows, list):
        return []
    named = titles if len(titles) == len(y) else [key.replace("_", " ") for key in y]
    return [Series(name=name, points=_points((row.get(x), row.get(key)) for row in rows)) for name, key in zip(named, y, strict=True)]


def _points(pairs: Any) -> list[Point]:
    found = [(str(name), _plain(value)) for name, value in pairs if name is not None]
    return [(name, value) for name, value in found if value is not None]


def _unit(call: Call, schemas: Schemas, path: str, y: Sequence[str]) -> str:
    """Give the unit of the drawn figures by the tool's schema."""
    for fact in facts_of(call.call_id, call.tool, call.result, schemas.get(call.tool, {})):
        if fact.path.startswith(path) and f"/{y[0]}" in fact.path:
            return fact.unit
    return "ratio"


def _title(title: str, series: Sequence[Series], *, more: bool) -> str:
    """Say in the title that only some rows are drawn, where that is so."""
    points = series[0].points if series else []
    if len(points) <= _MOST:
        return title
    values = [float(value) for _, value in points]
    order = "largest" if values == sorted(values, reverse=True) else "first"
    return f"{title}: {_MOST} {order} of {'more than ' if more else ''}{len(points)} shown"


def _chart(call: Call, schemas: Schemas, spec: Mapping[str, Any]) -> Chart | None:
    """Draw what a spec asks of a call's result, the usual where it does not say; None where the result holds too little."""
    spec = {**_DRAWN.get(call.tool, {}), **spec}
    path, y, kind = str(spec.get("path") or ""), list(spec.get("y") or []), str(spec.get("kind") or "bar")
    series = _series(pointer(call.result, path), str(spec.get("x") or "name"), y, list(spec.get("names") or ())) if y else []
    series = [line for line in series if len(line.points) >= len("ab")]
    title = str(spec.get("title") or "")
    if kind not in _LINES:
        title = _title(title, series, more=bool(call.result.get("next_cursor")))
        series = [line.model_copy(update={"points": line.points[:_MOST]}) for line in series[:_MOST]]
    if not series:
        return None
    return Chart(kind=kind, title=title, unit=_unit(call, schemas, path, y), series=series, call_id=call.call_id)


def of_answer(calls: Sequence[Call], schemas: Schemas, specs: Sequence[Mapping[str, Any]] | None) -> list[Chart]:
    """Give the charts of an answer: those that the model asks for, or the usual ones where it does not say."""
    if specs is None:
        specs = [{"call_id": call.call_id} for call in calls if call.ok and call.tool in _DRAWN][:2]
    by_id = {call.call_id: call for call in calls if call.ok}
    made = [_chart(by_id[spec["call_id"]], schemas, spec) for spec in specs if spec.get("call_id") in by_id]
    return [chart for chart in made if chart is not None]
