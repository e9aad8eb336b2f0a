"""Answers about how the portfolio has done: performance, benchmark, XIRR, money made, flows, attribution."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt, sides, yearly
from agent.models.builtin.answers.held import gained
from agent.models.builtin.answers.note import Note, missing, reason, span, who
from agent.models.builtin.answers.returned import gain, premise, twr, verb
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.ranking import order

ENDS = 5


def _a_year(got: Got, *, told: bool) -> str | None:
    rate, money = got.data.get("twr_annualised"), got.data.get("xirr")
    yearly = None if told or rate is None or rate == got.data.get("twr") else f"The time-weighted return is {fmt.percent(rate)} a year. "
    weighted = (
        None if money is None else f"Counting when your money went in, the money-weighted return (XIRR) is {fmt.percent(money)} a year."
    )
    return f"{yearly or ''}{weighted or ''}" or None


def _against(got: Got) -> str | None:
    other = got.data.get("benchmark") or {}
    own, rate, excess = got.data.get("twr"), other.get("twr"), other.get("excess_return")
    if own is None or rate is None:
        return None
    name = index_of(got)
    if excess is None or own == rate:
        return f"Over the same days {name} {verb(rate)} {fmt.percent(abs(rate))}."
    done = "beaten" if excess > 0 else "lagged behind"
    points, word = fmt.percent(abs(excess))[:-1], "the index" if "index" in name.lower() else "the benchmark"
    return f"Over the same days {name} {verb(rate)} {fmt.percent(abs(rate))}. You have {done} {word} by {points} percentage points."


def index_of(got: Got) -> str:
    """Name the benchmark of a result."""
    other = got.data.get("benchmark") or {}
    return fmt.the(fmt.clean(other.get("name") or other.get("symbol") or "the benchmark"))


def performance(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State return, money gained and the comparison with the benchmark."""
    returns = [got for got in results if got.tool == "portfolio_performance"]
    if len(returns) > 1:
        sides.performance(ask, results, note)
        return
    for got in returns:
        note.say(_compound(ask, got), twr(ask, got), gain(got))
        note.say(_a_year(got, told="cagr" in ask.slots.words.metrics), _against(got))
        _values(got, note)


def _compound(ask: Ask, got: Got) -> str | None:
    """State the yearly rate first where that is what was asked for."""
    rate = got.data.get("twr_annualised")
    if "cagr" not in ask.slots.words.metrics or rate is None:
        return None
    return f"The compound annual growth rate (CAGR) of {who(ask, got).name} is {fmt.percent(rate)} a year."


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
        if data.get(key) and (key != "start_value" or fmt.number(data[key]))
    ]
    note.table(("Over the period", "Amount"), rows)


def benchmark(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Compare with the benchmark."""
    for got in results:
        if got.tool != "portfolio_performance":
            continue
        other, own, whose = got.data.get("benchmark") or {}, got.data.get("twr"), who(ask, got)
        rate = other.get("twr")
        name = index_of(got)
        if own is None or rate is None:
            note.say(
                f"I cannot compare {whose.name} with {name} {span(got)}.",
                missing(got, "benchmark") or missing(got, "twr"),
                *dict.fromkeys(map(reason, other.get("reasons", {}).values())),
            )
            continue
        note.say(
            _verdict(whose.start, whose.has, own, rate, name),
            f"{whose.it} {verb(own)} {fmt.percent(abs(own))} {span(got)}.",
            f"{fmt.capital(name)} {verb(rate)} {fmt.percent(abs(rate))} over the same days.",
            _gap(other),
        )
        end = got.data.get("end_value")
        note.say(_equal(got, name), f"{whose.it} ended at {fmt.money(end)}." if end else None)
        _both(ask, got, note)
        if len(got.data.get("by_period", ())) > 1:
            yearly.bars(got, note)


def _both(ask: Ask, got: Got, note: Note) -> None:
    """Put the returns side by side."""
    other = got.data["benchmark"]
    rows = [
        ("Over the period", got.data.get("twr"), other.get("twr")),
        ("A year", got.data.get("twr_annualised"), other.get("twr_annualised")),
    ]
    head = ("Return", who(ask, got).start, fmt.clean(other.get("name") or other.get("symbol")))
    note.table(head, [(title, fmt.percent(own), fmt.percent(rate)) for title, own, rate in rows if own is not None and rate is not None])


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
    return f"Had every contribution bought {name} instead, it would have come to {fmt.money(equal)}."


def xirr(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """State the money-weighted return."""
    for got in results:
        rate, whose = got.data.get("xirr"), who(ask, got)
        if rate is None:
            note.say(f"I cannot give the XIRR of {whose.name} {span(got)}. {missing(got, 'xirr') or ''}", twr(ask, got))
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
        said = f"{whose.name} {gained(gain, 'gained', 'lost')} {fmt.size(gain)} {span(got)}."
        note.say(
            premise(ask, float(fmt.number(gain)), said),
            "That is the end value less the start value and less what you paid in on balance.",
            _rate(got),
        )
        _values(got, note)


def _rate(got: Got) -> str | None:
    rate = got.data.get("twr")
    return None if rate is None else f"The time-weighted return over that time is {fmt.percent(rate)}."


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
            gain(got),
        )
        _values(got, note)


def attribution(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Say which holdings or sectors made the return, relative to the benchmark."""
    for got in results:
        rows = [row for row in got.data.get("attribution", ()) if row.get("total") is not None]
        if not rows:
            note.say(twr(ask, got), "I cannot split this return.", missing(got, "attribution"))
            continue
        worst = order(ask.slots) == "worst"
        rows.sort(key=lambda row: row["total"] if worst else -row["total"])
        own = next((row for row in rows if ask.symbol and row["name"] == ask.symbol), None)
        note.say(_of_one(own), twr(ask, got), _against(got))
        note.say(
            *_extremes(rows, worst=worst),
            "Each effect is relative to the benchmark: what a part added to your result, or took from it.",
        )
        sectors = got.args.get("attribution") == "sector"
        head = ("Part", "Weight", "Return", *(("Allocation", "Selection") if sectors else ()), "Effect")
        note.table(head, [_part(row, sectors=sectors) for row in ends(rows)])
        if len(rows) > 2 * ENDS:
            note.say("The parts in between are left out of the table.")
        note.chart(got, kind="bar", title="Effect on the return", path="/attribution", x="name", y=["total"])


def ends(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Keep the first and last rows of a long ranking."""
    return list(rows) if len(rows) <= 2 * ENDS else [*rows[:ENDS], *rows[-ENDS:]]


def _of_one(row: Mapping[str, Any] | None) -> str | None:
    if row is None:
        return None
    word = "added" if row["total"] > 0 else "took away"
    return f"{fmt.clean(row['name'])} {word} an effect of {fmt.percent(row['total'])}, with a return of {fmt.percent(row.get('return'))}."


def _extremes(rows: Sequence[Mapping[str, Any]], *, worst: bool) -> list[str]:
    """Name the part that added the most and the one that took the most away, that which was asked for first."""
    if len(rows) == 1:
        return [_most(rows[0])]
    return [_least(rows[0]), _most(rows[-1])] if worst else [_most(rows[0]), _least(rows[-1])]


def _most(row: Mapping[str, Any]) -> str:
    word = "added the most" if row["total"] > 0 else "took the least away"
    return f"{fmt.clean(row['name'])} {word}, with an effect of {fmt.percent(row['total'])}."


def _least(row: Mapping[str, Any]) -> str:
    word = "took the most away" if row["total"] < 0 else "added the least"
    return f"{fmt.clean(row['name'])} {word}, with an effect of {fmt.percent(row['total'])}."


def _part(row: Mapping[str, Any], *, sectors: bool) -> tuple[str, ...]:
    effects = (fmt.percent(row.get("allocation")), fmt.percent(row.get("selection"))) if sectors else ()
    return fmt.clean(row["name"]), fmt.share(row.get("weight")), fmt.percent(row.get("return")), *effects, fmt.percent(row["total"])


ANSWERS = {
    "by_period": yearly.by_period,
    "performance": performance,
    "benchmark": benchmark,
    "xirr": xirr,
    "profit": profit,
    "flows": flows,
    "attribution": attribution,
}
