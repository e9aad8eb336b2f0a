"""A dated rule and how to find the one in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.errors import BadInput


@dataclass(frozen=True, slots=True)
class Rule:
    """A value in force from one day to another (None: open), with its source; `checked` when the text of the law was read."""

    name: str
    value: Decimal
    valid_from: date
    valid_to: date | None
    source: str
    checked: bool


def rule(rules: Sequence[Rule], name: str, day: date) -> Rule:
    """Give the rule of a name in force on a day; raise BadInput when the table has none."""
    for each in rules:
        if each.name == name and each.valid_from <= day and (each.valid_to is None or day <= each.valid_to):
            return each
    raise BadInput(f"The table of rules has no {name.replace('_', ' ')} for {day}.")


def unchecked(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Say which of some rules rest on what others wrote about the law."""
    names = sorted({each.name.replace("_", " ") for each in rules if not each.checked})
    return (f"Taken from secondary sources, the law's text was not read: {', '.join(names)}.",) if names else ()
