"""Answers that rank holdings: the largest, the smallest, the best, the worst, those at a loss."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import MOST_ROWS, called, cell, gained, holdings, label, moved
from agent.models.builtin.answers.note import Note, who
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.ranking import by_return, by_weight, order
from agent.models.builtin.slots.words import AT_LOSS

FEW = 5
HEAVY = 0.25
_PLACES = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth"}
Row = Mapping[str, Any]


def _worth(row: Row) -> str:
    return f", worth {fmt.money(row['value'])}" if row.get("value") else ""


def largest(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Name the largest holdings, or the smallest where asked."""
    for got in results:
        ordered = by_weight(ask.slots, got)
        if not ordered:
            holdings(ask, [got], note)
            continue
        first, place = nth(ask, ordered)
        if first is None:
            note.say(f"There is no {place} holding: {who(ask, got).name} {who(ask, got).verb('holds', 'hold')} fewer.")
            continue
        small, wanted = ask.slots.words.order == "smallest", ask.slots.amount("plain", "shares")
        shown = min(len(ordered), int(wanted.value) if wanted and 0 < wanted.value <= MOST_ROWS else max(FEW, ask.slots.nth or 0))
        word = "smallest" if small else "largest"
        note.say(
            f"The {place}{word} holding is {label(first)}{_worth(first)}, with a weight of {fmt.share(first['weight'])}.",
            "So much in one name means that its bad days are felt in the whole portfolio."
            if not small and first["weight"] >= HEAVY
            else None,
        )
        note.table(
            ("Holding", "Value", "Weight", "Unrealised return"),
            [
                (cell(r), fmt.money(r.get("value")), fmt.share(r["weight"]), fmt.percent(r.get("unrealised_return")))
                for r in ordered[:shown]
            ],
        )
        note.chart(got, kind="bar", title="Weights of the holdings", path="/holdings", x="symbol", y=["weight"])
        note.holding = note.holding or called(first)


def nth(ask: Ask, rows: Sequence[Row]) -> tuple[Row | None, str]:
    """Give the row at the place that is asked for, with the word for the place."""
    at = ask.slots.nth or 1
    return (rows[at - 1] if at <= len(rows) else None), f"{_PLACES[at]} " if at in _PLACES else ""


def movers(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Rank holdings by their return since purchase."""
    for got in results:
        rows = by_return(ask.slots, got)
        if not rows:
            note.say(
                "No holding stands below its cost today, so there is no loss to take."
                if AT_LOSS.search(ask.text)
                else "No holding has both a cost and a price, so none can be ranked."
            )
            continue
        note.say(*_ends(ask, rows), "These are returns on cost, before income received.")
        head = ("Holding", "Cost basis", "Value", "Unrealised gain", "Unrealised return")
        note.table(head, [moved(r) for r in _kept(ask, rows)])
        note.chart(got, kind="bar", title="Return on cost by holding", path="/holdings", x="symbol", y=["unrealised_return"])
        note.holding = note.holding or called(rows[0])


def _ends(ask: Ask, rows: Sequence[Row]) -> list[str]:
    """Name the best and the worst, or the one that is asked for."""
    first, place = nth(ask, rows)
    asked = order(ask.slots)
    if AT_LOSS.search(ask.text):
        return [f"{_done(rows[0])}, the weakest of your holdings.", *(_done(row) + "." for row in rows[1:FEW])]
    if place:
        return [
            f"{_done(first)}, the {place}{'weakest' if asked == 'worst' else 'best'} of your holdings."
            if first
            else f"There is no {place}one."
        ]
    if asked == "worst":
        return [f"{_done(rows[0])}, the weakest of your holdings."]
    lines = [f"{_done(rows[0])}, the best of your holdings."]
    return [*lines, f"{_done(rows[-1])}, the weakest of your holdings."] if len(rows) > 1 and asked is None else lines


def _kept(ask: Ask, rows: Sequence[Row]) -> list[Row]:
    """Keep the end that is asked for, or a few of both ends."""
    few = max(FEW, ask.slots.nth or 0)
    if order(ask.slots) is not None or AT_LOSS.search(ask.text) or len(rows) <= 2 * few:
        return list(rows[: 2 * few])
    return [*rows[:few], *rows[-few:]]


def _done(row: Row) -> str:
    rate = row["unrealised_return"]
    return f"{label(row)} stands at an unrealised {gained(rate)} of {fmt.percent(abs(rate))}"


ANSWERS = {"largest": largest, "movers": movers}
