"""The pictures of a report: the charts of the answers, drawn by matplotlib."""

import io
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from agent.charts import of_answer
from agent.events import Chart, Series
from core.protocols import Call
from tools import registry
from tools.toolbox import output_schema

WIDE = (7.4, 3.2)
COLOUR, OTHER = "#1f5f8b", "#c2702b"
COLOURS = (COLOUR, OTHER, "#5b8c5a", "#7a5195")
FAN = ("p5", "p25", "p50", "p75", "p95")
CORRELATION = {"path": "/correlation", "x": "names", "y": ["matrix"], "kind": "correlation", "title": "Correlation of daily returns"}
VOLATILITY = {"path": "/rolling", "x": "date", "y": ["volatility"], "kind": "line", "title": "Volatility over the 126 days before"}


def chart(tool: str, result: Mapping[str, Any], spec: Mapping[str, Any] | None) -> Chart | None:
    """Give the chart that an answer with this result has, or the one that a spec names."""
    call = Call(call_id="report", tool=tool, args={}, ok=True, result=dict(result), ms=0)
    schemas = {each.name: output_schema(each) for each in registry.TOOLS if each.name == tool}
    found = of_answer([call], schemas, None if spec is None else [{**spec, "call_id": call.call_id}])
    return found[0] if found else None


def png(plot: Any, drawn: Chart) -> bytes:
    """Draw a chart as PNG."""
    figure, axes = plot.subplots(figsize=WIDE)
    try:
        KINDS.get(drawn.kind, _bars)(axes, drawn)
        axes.set_title(drawn.title, fontsize=9)
        axes.tick_params(labelsize=7)
        figure.tight_layout()
        kept = io.BytesIO()
        figure.savefig(kept, format="png", dpi=150)
        return kept.getvalue()
    finally:
        plot.close(figure)


def _values(line: Series) -> list[float]:
    return [float(value) for _, value in line.points]


def _days(line: Series) -> list[date]:
    return [date.fromisoformat(day) for day, _ in line.points]


def _percent(axis: Any, unit: str) -> None:
    axis.set_major_formatter(lambda value, _: f"{value:.0%}" if unit == "ratio" else f"{value:,.0f}")


def _lines(axes: Any, drawn: Chart) -> None:
    for line, colour in zip(drawn.series, COLOURS, strict=False):
        axes.plot(_days(line), _values(line), color=colour, label=line.name, linewidth=1.2)
    _percent(axes.yaxis, drawn.unit)
    if len(drawn.series) > 1:
        axes.legend(fontsize=7)


def _fan(axes: Any, drawn: Chart) -> None:
    by_name: Mapping[str, Series] = {line.name: line for line in drawn.series}
    low, lower, middle, upper, high = (by_name[name] for name in FAN)
    days = _days(middle)
    axes.fill_between(days, _values(low), _values(high), color=COLOUR, alpha=0.15, label="5 to 95 of 100 paths")
    axes.fill_between(days, _values(lower), _values(upper), color=COLOUR, alpha=0.3, label="25 to 75 of 100 paths")
    axes.plot(days, _values(middle), color=COLOUR, label="the middle path")
    _percent(axes.yaxis, drawn.unit)
    axes.legend(fontsize=7, loc="upper left")


def _heat(axes: Any, drawn: Chart) -> None:
    names = [line.name for line in drawn.series]
    rows = [dict(line.points) for line in drawn.series]
    image = axes.imshow([[float(row.get(name, math.nan)) for name in names] for row in rows], vmin=-1, vmax=1, cmap="RdBu_r", aspect="auto")
    axes.set_xticks(range(len(names)), names, rotation=60)
    axes.set_yticks(range(len(names)), names)
    axes.figure.colorbar(image, ax=axes)


def _bars(axes: Any, drawn: Chart) -> None:
    names: Sequence[str] = [name for name, _ in drawn.series[0].points][::-1]
    tall = 0.8 / len(drawn.series)
    for at, (line, colour) in enumerate(zip(drawn.series, COLOURS, strict=False)):
        found = dict(line.points)
        axes.barh(
            [row - at * tall for row in range(len(names))],
            [float(found.get(name, 0)) for name in names],
            tall,
            color=colour,
            label=line.name,
        )
    axes.set_yticks(range(len(names)), names)
    _percent(axes.xaxis, drawn.unit)
    if len(drawn.series) > 1:
        axes.legend(fontsize=7)


KINDS: Mapping[str, Callable[[Any, Chart], None]] = {
    "growth": _lines,
    "drawdown": _lines,
    "line": _lines,
    "goal": _fan,
    "correlation": _heat,
}
