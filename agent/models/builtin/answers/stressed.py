"""Answers about crises and assumed falls: what they would cost today's holdings."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note, missing
from agent.models.builtin.names import short
from agent.models.builtin.plans.ask import Ask, Got

Row = Mapping[str, Any]
MOST_ITEMS = 8
_MOVE = re.compile(r"^(.+) ([+-][\d.]+%)$")
_NAMED = {
    "2008": ("2008", "financial"),
    "covid": ("covid", "2020"),
    "dot-com": ("dot", "2000"),
    "2022": ("2022",),
    "1990": ("1990", "gulf"),
    "1998": ("1998", "ltcm", "russia"),
    "2011": ("2011", "euro"),
    "2018": ("2018",),
}


def _asked(ask: Ask, rows: Sequence[Row]) -> list[Row]:
    """Give the scenarios that the question names."""
    words = [word for scenario in ask.slots.words.scenarios for word in _NAMED.get(scenario, ())]
    return [row for row in rows if any(word in row["name"].lower() for word in words)]


def stress(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Say what scenarios would cost."""
    for got in results:
        if got.tool == "risk_stress":
            _scenarios(ask, got, note)
            if ask.symbol in got.args.get("shocks", ()):
                note.say("This moves that holding alone; what moves with it is not counted.")
        elif got.tool == "portfolio_holdings" and not got.data.get("holdings"):
            note.say(f"You hold no {_called(ask)}, so its moves do not touch your portfolio.")


def _called(ask: Ask) -> str:
    name = ask.names.instrument(ask.symbol)
    return short(fmt.clean(name.name)) if name else "it"


def _scenarios(ask: Ask, got: Got, note: Note) -> None:
    listed = list(got.data.get("scenarios", ()))
    rows = [row for row in listed if row.get("loss_fraction") is not None]
    lost = [row for row in _asked(ask, listed) if row not in rows]
    for row in lost:
        note.say(f"I cannot take this portfolio through {_said(row['name'])}.", _why_not(row, got))
    if not rows:
        note.say(f"I cannot run these scenarios. {missing(got, 'scenarios') or ''}" if not note.blocks else None)
        return
    asked = _asked(ask, rows)
    lead = asked[0] if asked else max(rows, key=lambda row: row["loss_fraction"])
    note.say(
        _effect(ask, lead),
        _ran(lead) if asked else None,
        None if asked or len(rows) == 1 else f"That is the worst of the scenarios {'that can be run' if lost else 'here'}.",
        "Today's holdings are taken through it unchanged; it is what such a time would do, not a forecast that it comes.",
    )
    if len(rows) > 1:
        note.table(("Scenario", "From", "To", "Loss", "Loss of the total", "Coverage"), [_scenario(row) for row in asked or rows])
        note.chart(got)
    items = sorted((i for i in lead.get("items", ()) if i.get("loss")), key=lambda i: -fmt.number(i["loss"]))
    if len(items) > 1:
        note.table(
            (f"Holding in {fmt.clean(lead['name'])}", "Weight", "Move", "Loss"),
            [
                (fmt.clean(i["symbol"]), fmt.share(i.get("weight")), fmt.percent(i.get("return_fraction")), fmt.money(i["loss"]))
                for i in items[:MOST_ITEMS]
            ],
        )


def _why_not(row: Row, got: Got) -> str | None:
    """Give what the tool says about a scenario that can not be run, word for word."""
    name, told = str(row["name"]), str(got.data.get("reasons", {}).get("scenarios", ""))
    others = "|".join(re.escape(f"{each['name']}: ") for each in got.data["scenarios"])
    found = re.search(rf"{re.escape(name)}: .*?(?=\s*(?:{others})|$)", told)
    return fmt.clean(found[0]) if found else None


def _said(name: str) -> str:
    """Write a scenario's name inside a sentence."""
    text = fmt.clean(name)
    return f"the {text[0].lower()}{text[1:]}" if text[1:2].islower() else f"the {text}"


def _ran(row: Row) -> str | None:
    start, end = row.get("start"), row.get("end")
    return f"It ran from {fmt.day(start)} to {fmt.day(end)}." if start and end else None


def _effect(ask: Ask, row: Row) -> str:
    loss, name = row["loss_fraction"], fmt.clean(row["name"])
    word = "lose" if loss >= 0 else "gain"
    money = f", or {fmt.size(row['loss'])}" if row.get("loss") else ""
    return f"{_when(ask, row, name)}, today's portfolio would {word} {fmt.percent(abs(loss))}{money}."


def _when(ask: Ask, row: Row, name: str) -> str:
    if row.get("kind") == "history":
        return f"In a repeat of {_said(name)}"
    moved = _MOVE.match(name)
    if moved:
        named = "the market" if moved[1] == "Market" else moved[1]
        said = ask.slots.amount("percent")
        if said and not any(sign.isdecimal() for sign in said.text):
            return f"If {named} {'fell' if said.value < 0 else 'rose'} by {said.text}"
        return f"If {named} moved by {moved[2]}"
    return f"If {'the ' if name.startswith('Market') else ''}{name[0].lower()}{name[1:]}"


def _scenario(row: Row) -> tuple[str, ...]:
    start, end = row.get("start"), row.get("end")
    return (
        fmt.clean(row["name"]),
        fmt.day(start) if start else "",
        fmt.day(end) if end else "",
        fmt.money(row.get("loss")),
        fmt.percent(row["loss_fraction"]),
        fmt.percent(row.get("coverage"), 1),
    )


ANSWERS = {"stress": stress}
