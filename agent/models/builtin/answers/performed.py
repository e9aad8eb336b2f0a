"""Answers about how the portfolio has done: performance, benchmark, XIRR, money made, flows, attribution."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import MOST_ROWS, gained
from agent.models.builtin.answers.note import Note, missing, reason, who
from agent.models.builtin.plans.ask import Ask, Got


def span(got: Got) -> str:
    """Name the period of a result by its days."""
    return f"from {fmt.day(got.data.get('start'))} to {fmt.day(got.data.get('end'))}"


_LOST = re.compile(r"\b(?:why|how come|how)\b.*\b(?:los[et]\w*|loss(?:es)?|fell|fall\w*|drop\w*|down)\b", re.IGNORECASE)
_WON = re.compile(r"\b(?:why|how come|how)\b.*\b(?:gain(?:ed)?|rise|rose|profit|grow|grew|up)\b", re.IGNORECASE)


def _premise(ask: Ask, rate: float) -> str:
    """Contradict a question that takes a gain for a loss, or a loss for a gain."""
    if rate > 0 and _LOST.search(ask.text) and not _WON.search(ask.text):
        return "You did not lose: "
    return "You did not gain: " if rate < 0 and _WON.search(ask.text) and not _LOST.search(ask.text) else ""


def _verb(value: float) -> str:
    return "lost" if value < 0 else "returned"


def _twr(ask: Ask, got: Got) -> str:
    rate, whose = got.data.get("twr"), who(ask, got)
    if rate is None:
        return f"I cannot give the return of {whose.name} {span(got)}. {missing(got, 'twr') or ''}"
    return f"{_premise(ask, rate)}{whose.start} {_verb(rate)} {fmt.percent(abs(rate))} {span(got)}, time-weighted."


def _gain(got: Got) -> str | None:
    gain = got.data.get("gain")
    if gain is None:
        return missing(got, "gain")
    return f"In money, you {gained(gain, 'gained', 'lost')} {fmt.size(gain)} over that time."


def _a_year(got: Got) -> str | None:
    rate, money = got.data.get("twr_annualised"), got.data.get("xirr")
    yearly = None if rate is None or rate == got.data.get("twr") else f"A year, that is {fmt.percent(rate)}. "
    weighted = (
        None if money is None else f"Counting when your money went in, the money-weighted return (XIRR) is {fmt.percent(money)} a year."
    )
    return f"{yearly or ''}{weighted or ''}" or None


def _against(got: Got) -> str | None:
    other = got.data.get("benchmark") or {}
    own, rate, excess = got.data.get("twr"), other.get("twr"), other.get("excess_return")
    if own is None or rate is None:
        return None
    name = fmt.clean(other.get("name") or other.get("symbol"))
    if excess is None or own == rate:
        return f"Over the same days {name} {_verb(rate)} {fmt.percent(abs(rate))}."
    done = "beaten" if excess > 0 else "lagged"
    return f"Over the same days {name} {_verb(rate)} {fmt.percent(abs(rate))}. You have {done} it. {_gap(other)}"


def performance(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State return, money gained and the comparison with the benchmark."""
    for got in results:
        note.say(_twr(ask, got), _gain(got))
        note.say(_a_year(got), _against(got))
        _values(got, note)


def _values(got: Got, note: Note) -> None:
    data = got.data
    rows = [
        (name, fmt.money(data[key]))
        for name, key in (
            ("Start value", "start_value"),
            ("Net contributions", "net_contributions"),
            ("Gain", "gain"),
            ("End value", "end_value"),
        )
        if data.get(key)
    ]
    note.table(("Over the period", "Amount"), rows)


def benchmark(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Compare with the benchmark."""
    for got in results:
        if got.tool != "portfolio_performance":
            continue
        other, own, whose = got.data.get("benchmark") or {}, got.data.get("twr"), who(ask, got)
        rate = other.get("twr")
        name = fmt.clean(other.get("name") or other.get("symbol") or "the benchmark")
        if own is None or rate is None:
            note.say(
                f"I cannot compare {whose.name} with {name} {span(got)}.",
                missing(got, "benchmark") or missing(got, "twr"),
                *dict.fromkeys(map(reason, other.get("reasons", {}).values())),
            )
            continue
        note.say(
            _verdict(whose.start, whose.has, own, rate, name),
            f"{whose.start} {_verb(own)} {fmt.percent(abs(own))} {span(got)}.",
            f"{fmt.capital(name)} {_verb(rate)} {fmt.percent(abs(rate))} over the same days.",
            _gap(other),
        )
        end = got.data.get("end_value")
        note.say(_equal(got, name), f"{whose.start} ended at {fmt.money(end)}." if end else None)
        note.table(
            ("Return", whose.start, name),
            [
                ("Over the period", fmt.percent(own), fmt.percent(rate)),
                ("A year", fmt.percent(got.data.get("twr_annualised")), fmt.percent(other.get("twr_annualised"))),
            ],
        )


def _verdict(start: str, has: str, own: float, rate: float, name: str) -> str:
    if own == rate:
        return f"{start} {has} done exactly as well as {name}."
    return f"{start} {has} {'beaten' if own > rate else 'lagged'} {name}."


def _gap(other: Mapping[str, Any]) -> str | None:
    excess = other.get("excess_return")
    if not excess:
        return None
    return f"The difference is {fmt.percent(excess)[:-1]} percentage points{' in your favour' if excess > 0 else ', against you'}."


def _equal(got: Got, name: str) -> str | None:
    equal, end = (got.data.get("benchmark") or {}).get("equal_flow_value"), got.data.get("end_value")
    if equal is None or end is None:
        return None
    return f"Had every contribution bought {name} instead, it would stand at {fmt.money(equal)}."


def xirr(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State the money-weighted return."""
    for got in results:
        rate, whose = got.data.get("xirr"), who(ask, got)
        if rate is None:
            note.say(f"I cannot give the XIRR of {whose.name} {span(got)}. {missing(got, 'xirr') or ''}", _twr(ask, got))
            continue
        note.say(
            f"The XIRR of {whose.name} is {fmt.percent(rate)} a year {span(got)}.",
            "It is the yearly rate that your own money earned, given when you paid it in and took it out.",
            _timing(got),
        )


def _timing(got: Got) -> str | None:
    own, money = got.data.get("twr_annualised"), got.data.get("xirr")
    if own is None or own == money:
        return None
    word = "helped" if money > own else "cost you something"
    return f"The time-weighted return is {fmt.percent(own)} a year, so the timing of your payments {word}."


def profit(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State the money made or lost."""
    for got in results:
        if got.tool != "portfolio_performance":
            continue
        gain, whose = got.data.get("gain"), who(ask, got)
        if gain is None:
            note.say(f"I cannot give the gain of {whose.name} {span(got)}. {missing(got, 'gain') or ''}")
            continue
        note.say(
            f"{whose.start} {gained(gain, 'gained', 'lost')} {fmt.size(gain)} {span(got)}.",
            "That is the end value less the start value and less what you paid in on balance.",
            _twr(ask, got),
        )
        _values(got, note)


def flows(_: Ask, results: Sequence[Got], note: Note) -> None:
    """State what was paid in and taken out."""
    for got in results:
        net = got.data.get("net_contributions")
        if net is None:
            note.say(f"I cannot give the net contributions {span(got)}. {missing(got, 'net_contributions') or ''}")
            continue
        out = fmt.number(net) < 0
        note.say(
            f"Net contributions {span(got)} come to {fmt.money(net)}.",
            "You took out more than you paid in." if out else "That is what you paid in, less what you took out.",
            _gain(got),
        )
        _values(got, note)


def attribution(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Say which holdings or sectors made the return, relative to the benchmark."""
    for got in results:
        rows = [row for row in got.data.get("attribution", ()) if row.get("total") is not None]
        if not rows:
            note.say(_twr(ask, got), "I cannot split this return.", missing(got, "attribution"))
            continue
        rows.sort(key=lambda row: -row["total"])
        note.say(_twr(ask, got), _against(got))
        note.say(
            _most(rows[0]),
            _least(rows[-1]) if len(rows) > 1 else None,
            "Each effect is relative to the benchmark: what a part added to your result, or took from it.",
        )
        sectors = got.args.get("attribution") == "sector"
        head = ("Part", "Weight", "Return", *(("Allocation", "Selection") if sectors else ()), "Effect")
        note.table(head, [_part(row, sectors=sectors) for row in rows[:MOST_ROWS]])
        note.chart("bar", "Effect on the return", got, path="/attribution", x="name", y=["total"])


def _most(row: Mapping[str, Any]) -> str:
    word = "added the most" if row["total"] > 0 else "took the least away"
    return f"{fmt.clean(row['name'])} {word}, with an effect of {fmt.percent(row['total'])}."


def _least(row: Mapping[str, Any]) -> str:
    word = "took the most away" if row["total"] < 0 else "added the least"
    return f"{fmt.clean(row['name'])} {word}, with an effect of {fmt.percent(row['total'])}."


def _part(row: Mapping[str, Any], *, sectors: bool) -> tuple[str, ...]:
    effects = (fmt.percent(row.get("allocation")), fmt.percent(row.get("selection"))) if sectors else ()
    return fmt.clean(row["name"]), fmt.share(row.get("weight")), fmt.percent(row.get("return")), *effects, fmt.percent(row["total"])


ANSWERS = {"performance": performance, "benchmark": benchmark, "xirr": xirr, "profit": profit, "flows": flows, "attribution": attribution}
