"""Answers about the person's own rules: which are kept, which are broken."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.answers.note import Note, missing, who
from agent.models.builtin.plans.ask import Ask, Got

Row = Mapping[str, Any]
_CASH = "Cash"
_RULES = {
    "largest holding": "limit of one holding",
    "largest sector": "limit of one sector",
    "least cash": "least uninvested money",
    "most cash": "most uninvested money",
    "volatility": "limit of volatility",
}


def policy(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Check the person's own rules."""
    for got in results:
        rows = got.data.get("policy", ())
        if not rows:
            note.say(
                missing(got, "policy")
                or "You have not set an investment policy yet. Set targets and limits under Settings > My rules, then I can check them."
            )
            continue
        name, broken, unknown = who(ask, got), _ruled(rows, "broken"), _ruled(rows, "unknown")
        note.say(
            f"No: {name.name} {name.verb('does', 'do')} not keep to {'this rule' if len(broken) == 1 else 'these rules'} of your policy: "
            f"{fmt.listed(broken)}."
            if broken
            else f"Yes: {name.name} {name.verb('keeps', 'keep')} to every rule of your policy that can be checked.",
            f"For want of data I could not check {fmt.listed(unknown)}." if unknown else None,
        )
        table(got, note)


def _ruled(rows: Sequence[Row], status: str) -> list[str]:
    """Name the rules of a status."""
    return [_rule(row) for row in rows if row["status"] == status]


def _rule(row: Row) -> str:
    """Name a rule as a person would; what is not invested is not called cash, which would be a row of its own."""
    kind, _, what = str(row["rule"]).partition(" of ")
    return f"{kind} of uninvested money" if what == _CASH else _RULES.get(row["rule"]) or fmt.clean(row["rule"])


def table(got: Got, note: Note) -> None:
    """List the rules with their status."""
    rows = got.data.get("policy", ())
    note.table(
        ("Your policy", "Status", "Value", "Limit"),
        [
            (
                _rule(r),
                fmt.clean(r["status"]),
                fmt.share(r["value"]) if r.get("value") is not None else "",
                fmt.share(r["limit"]) if r.get("limit") is not None else "",
            )
            for r in rows
        ],
    )
