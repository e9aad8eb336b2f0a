"""Answers about how the value is spread, which portfolios there are, and how fresh the data are."""

import re
from collections.abc import Sequence

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.held import MOST_ROWS, Row
from agent.models.builtin.answers.note import Note, who
from agent.models.builtin.plans.ask import Ask, Got

_BY = {"sector": "sector", "asset_class": "asset class", "currency": "currency", "account": "account", "holding": "holding"}


def allocation(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Show how the value is spread."""
    for got in results:
        slices = sorted(got.data.get("slices", ()), key=lambda row: -row["weight"])
        by, whose = _BY[got.data["by"]], who(ask, got)
        if not slices:
            note.say(f"{whose.start} {whose.has} nothing to spread yet.")
            continue
        asked = [row for row in slices if _names_slice(row["name"], ask.text)]
        lead = asked[0] if asked else slices[0]
        word = "" if asked else ", the largest part"
        note.say(
            f"{_slice(by, lead)} makes up {fmt.share(lead['weight'])} of {whose.name}{word}.",
            _worth(lead),
            f"This is the whole of it by {by}, cash included.",
        )
        note.table(
            (fmt.capital(by), "Value", "Weight"),
            [(_slice(by, r), fmt.money(r.get("value_base")), fmt.share(r["weight"])) for r in slices[:MOST_ROWS]],
        )
        note.chart(got, title=f"Allocation by {by}")


def _slice(by: str, row: Row) -> str:
    return fmt.kind(row["name"]) if by == "asset class" else fmt.clean(row["name"])


def _worth(row: Row) -> str | None:
    return f"That is {fmt.money(row['value_base'])}." if row.get("value_base") else None


_ALIASES = {
    "tech": "technology",
    "health": "health",
    "healthcare": "health",
    "pharma": "health",
    "bank": "financ",
    "oil": "energy",
    "dollar": "usd",
    "rupee": "inr",
    "euro": "eur",
    "cash": "cash",
    "equit": "equity",
}


def _names_slice(name: str, text: str) -> bool:
    name, text = name.lower(), text.lower()
    if re.search(rf"\b{re.escape(name)}\b", text):
        return True
    return any(re.search(rf"\b{word}", text) and stem in name for word, stem in _ALIASES.items())


def portfolios(_: Ask, results: Sequence[Got], note: Note) -> None:
    """List the portfolios."""
    for got in results:
        rows = got.data.get("portfolios", ())
        if not rows:
            note.say("You have no portfolio yet. Open Import on the page to bring in your trades.")
            continue
        note.say(f"You have {got.data.get('portfolios_count', len(rows))} {'portfolio' if len(rows) == 1 else 'portfolios'}.")
        head = ("Portfolio", "Currency", "Total value", "First transaction")
        note.table(
            head,
            [
                (
                    fmt.clean(r["name"]),
                    r["base_currency"],
                    fmt.money(r.get("total_value")),
                    fmt.day(r.get("first_date")),
                )
                for r in rows
            ],
        )


def freshness(_: Ask, results: Sequence[Got], note: Note) -> None:
    """Say of which day the data are."""
    note.grounded = False
    got = results[0]
    stale = got.data.get("staleness_days") or 0
    note.say(
        f"My figures are as of {fmt.day(got.data['as_of'])}.",
        f"The last prices are {stale} days older than that and are carried forward." if stale else "Prices of that day are in.",
        "They are daily closing prices, not live quotes; each answer says which day it stands on.",
    )


ANSWERS = {"allocation": allocation, "portfolios": portfolios, "freshness": freshness}
