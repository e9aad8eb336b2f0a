"""Answers about the years, quarters, months and days of a period: the best, the worst, and all of them."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note, missing, past, span, who
from agent.models.builtin.answers.returned import gain, twr
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.ranking import order

Row = Mapping[str, Any]
MOST = 24
LATEST = 12
_LOSING = re.compile(r"\b(?:los[et]\w*|loss\w*|negative|down|red|every|each year.*money|always)\b", re.IGNORECASE)
_EVERY = re.compile(r"\b(?:every|each|always|all)\b", re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4}) (Q\d)")


def by_period(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Give the return of each year, quarter or month, and name the best and the worst."""
    for got in results:
        unit = str(got.args.get("by"))
        if got.data.get("best") is None:
            note.say(f"I cannot split the return of {who(ask, got).name} {span(got)}. {missing(got, 'twr') or ''}")
            continue
        if len(got.data["by_period"]) == 1:
            note.say(twr(ask, got), gain(got))
            continue
        note.say(*_lead(ask, got, unit))
        if unit != "day":
            _rows(ask, got, unit, note)
            bars(got, note)


def named(name: str) -> str:
    """Write 2021 as it is, 2021-08 as August 2021 and a day in words."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", name):
        return fmt.day(name)
    return fmt.month(name) if re.fullmatch(r"\d{4}-\d\d", name) else fmt.clean(_QUARTER.sub(r"\2 \1", name))


def _lead(ask: Ask, got: Got, unit: str) -> list[str | None]:
    """Answer the question asked first: the losing ones, the best, the worst, or both ends."""
    best, worst = got.data["best"], got.data["worst"]
    wanted = order(ask.slots)
    high = _end(f"The best {unit} of {who(ask, got).name}", best)
    low = _end(f"The worst {unit} of {who(ask, got).name}", worst)
    if unit != "day" and _LOSING.search(ask.text) and wanted is None:
        return [_losing(ask, got, unit), *([_end(f"The worst {unit}", worst)] if worst["twr"] < 0 else [])]
    if wanted is None:
        return [high, _end(f"The worst {unit}", worst)]
    return [high if wanted == "best" else low]


def _end(subject: str, row: Row) -> str:
    on = "on " if len(row["name"]) > len("2021-08") and "Q" not in row["name"] else ""
    return f"{subject} was {on}{named(row['name'])}, with a return of {fmt.percent(row['twr'])}."


def _losing(ask: Ask, got: Got, unit: str) -> str:
    lost = [named(row["name"]) for row in got.data["by_period"] if row.get("twr") is not None and row["twr"] < 0]
    yes, no = ("No: ", "Yes: ") if _EVERY.search(ask.text) else ("", "")
    if not lost:
        return f"{no}{who(ask, got).name} had no {unit} with a negative return {span(got)}."
    return f"{yes}the return of {who(ask, got).name} was negative in {fmt.listed(lost[-LATEST:])}."


def _rows(ask: Ask, got: Got, unit: str, note: Note) -> None:
    rows = list(got.data["by_period"])
    kept = rows if len(rows) <= MOST else rows[-LATEST:]
    if len(kept) < len(rows):
        note.say(f"The table shows the latest {unit}s; name a year to see others.")
    index = fmt.clean((got.data.get("benchmark") or {}).get("name") or "Benchmark")
    note.table(
        (fmt.capital(unit), "Return", index, "Gain", "End value"),
        [
            (
                named(r["name"]),
                fmt.percent(r.get("twr")),
                fmt.percent(r.get("benchmark_twr")),
                fmt.money(r.get("gain")),
                fmt.money(r.get("end_value")),
            )
            for r in kept
        ],
    )
    note.say(_partial(ask, got, unit))


def _partial(ask: Ask, got: Got, unit: str) -> str | None:
    """Say that the first or the last piece is not a whole one."""
    rows = got.data["by_period"]
    if past(ask, got) or unit != "year" or not rows:
        return None
    return f"{named(rows[-1]['name'])} runs to {fmt.day(rows[-1]['end'])} only." if not rows[-1]["end"].endswith("12-31") else None


def bars(got: Got, note: Note) -> None:
    """Draw the returns beside those of the benchmark."""
    if len(got.data["by_period"]) > LATEST:
        note.chart(got, kind="line", title="Value over time", path="/by_period", x="end", y=["end_value"], names=["Value"])
        return
    title = f"Return by {got.args.get('by')}"
    index = fmt.clean((got.data.get("benchmark") or {}).get("name") or "Benchmark")
    note.chart(got, kind="bar", title=title, path="/by_period", x="name", y=["twr", "benchmark_twr"], names=["Your return", index])
