"""Lines over time that a question asks to be drawn: growth beside the benchmark, the fall from the peak, the value."""

from collections.abc import Sequence

from agent.charts import FALL
from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note, missing, span, who
from agent.models.builtin.answers.performed import index_of
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.rules import rule

_OF_VALUE = frozenset({"value", "flows"})
_OF_RETURN = frozenset({"performance", "benchmark", "profit", "xirr"})


def line_of(results: Sequence[Got]) -> Got | None:
    """Give the result that holds a line."""
    return next((got for got in results if got.tool == "portfolio_performance" and got.args.get("series")), None)


def alone(ask: Ask) -> bool:
    """Tell whether the line is the whole answer: only a chart was asked for, or the value over time."""
    return rule("chart_only", ask.text) is not None or ask.intent == "value"


def line(ask: Ask, got: Got, note: Note) -> None:
    """Draw the line that the question asks for."""
    if not got.data.get("series"):
        note.say(f"There is no line to draw {span(got)}.", missing(got, "twr"))
        return
    if ask.intent == "drawdown" and rule("below_peak", ask.text):
        note.say(*_fallen(ask, got))
    kind = "line" if ask.intent in _OF_VALUE else "growth" if ask.intent in _OF_RETURN else "drawdown"
    if alone(ask):
        note.say(_ended(ask, got) if kind == "line" else _told(ask, got), f"The chart shows {_SHOWN[kind]}.")
    if kind == "line":
        note.chart(got, kind=kind, title="Value over time", y=["value"], names=["Value"])
        return
    names = [who(ask, got).start, fmt.capital(index_of(got).removeprefix("the "))]
    note.chart(got, names=names, **FALL if kind == "drawdown" else {})


_SHOWN = {
    "line": "the value over that time",
    "growth": "the return since the start beside that of the benchmark",
    "drawdown": "how far each stood below its highest point so far",
}


def _fallen(ask: Ask, got: Got) -> tuple[str, ...]:
    """State how far the last day stands below the highest point of the period."""
    whose, last = who(ask, got), got.data["series"][-1]
    if last.get("drawdown") is None:
        return (f"How far {whose.name} {whose.verb('stands', 'stand')} below the highest point is not known.",)
    if not last["drawdown"]:
        return (f"On {fmt.day(last['date'])} {whose.name} stood at the highest point {span(got)}.",)
    return (
        f"On {fmt.day(last['date'])} the drawdown of {whose.name} from the highest point so far was {fmt.percent(last['drawdown'])}.",
        f"That is measured on the time-weighted return {span(got)}, so money paid in or taken out does not count.",
    )


def _ended(ask: Ask, got: Got) -> str | None:
    """State the value at the end."""
    end, whose = got.data.get("end_value"), who(ask, got)
    return f"{whose.start} ended at {fmt.money(end)} on {fmt.day(got.data.get('end'))}." if end else missing(got, "end_value")


def _told(ask: Ask, got: Got) -> str | None:
    """State the return, so that the drawing has a figure beside it."""
    rate = got.data.get("twr")
    if rate is None:
        return missing(got, "twr")
    return f"{who(ask, got).start} {'lost' if rate < 0 else 'returned'} {fmt.percent(abs(rate))} {span(got)}, time-weighted."
