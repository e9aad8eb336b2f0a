"""Follow-ups: questions that only make sense after the one before."""

import re
from dataclasses import replace
from functools import cache

from agent.models.builtin.rules import OF_METRIC, rule
from agent.models.builtin.slots import Slots
from agent.models.builtin.slots.words import Words
from agent.models.builtin.words import data, pattern, table

LOWEST_LEVEL = 0.5
_NTH = ("first", "second", "third")


@cache
def _filler() -> frozenset[str]:
    return frozenset(word for line in data("rules")["filler"] for word in line.split())


@cache
def _worded() -> re.Pattern[str]:
    """Give the pattern of all words that a table of slots takes."""
    names = ("grouping", "method", "metric", "order", "scenario", "type")
    return re.compile("|".join(pattern.pattern for name in names for _, pattern in table("tables", name)), re.IGNORECASE)


def is_why(text: str) -> bool:
    """Tell whether a message only asks why."""
    return rule("why", text) is not None


def picked(text: str, options: int) -> int | None:
    """Give which of the offered readings a short reply picks."""
    nth = next((at for at, name in enumerate(_NTH) if rule(name, text)), None)
    if nth is not None and nth < options:
        return nth
    return 0 if options and rule("yes", text) else None


def leads(text: str) -> bool:
    """Tell whether a message starts as a continuation."""
    return rule("lead", text) is not None


def fragment(slots: Slots) -> bool:
    """Tell whether a question holds nothing but slots and filler words."""
    left = [word for word in slots.rest if word not in _filler()]
    worded = " ".join(match[0].lower() for match in _worded().finditer(slots.text)).split()
    return (
        all(word in worded for word in left)
        and not re.search(r"\b(?:my|mine)\b.*\b(?:portfolio|holdings)\b", slots.text.lower())
        and _something(slots)
    )


def _something(slots: Slots) -> bool:
    words = slots.words
    return bool(
        slots.instruments
        or slots.portfolios
        or slots.everything
        or slots.timed
        or slots.amounts
        or slots.currencies
        or words.grouping
        or words.method
        or words.metrics
        or words.order
        or words.scenarios
        or words.types
    )


def only_time(slots: Slots) -> bool:
    """Tell whether a message names a past time and nothing else."""
    words = slots.words
    other = slots.instruments or slots.unknown or slots.amounts or slots.currencies or slots.portfolios or words != Words()
    return bool(slots.periods) and not other and all(word in _filler() for word in slots.rest)


def against_index(slots: Slots, before: Slots) -> bool:
    """Tell whether a fragment sets the portfolio of the question before against an index."""
    return bool(slots.instruments) and not before.instruments and rule("versus", slots.text) is not None and slots.indexed


def joined(before: Slots, later: Slots) -> Slots:
    """Add what a reply tells to what was told before."""
    amounts = tuple({(amount.value, amount.role): amount for amount in (*before.amounts, *later.amounts)}.values())
    every = later.every or before.every
    return replace(before.merged(later), text=f"{before.text}, {later.text}", amounts=amounts, every=every)


def levelled(slots: Slots) -> Slots:
    """Read a bare percentage after a question about value at risk as its confidence level."""
    amount = slots.amount("percent", "plain")
    level = abs(float(amount.value)) / 100 if amount else 0.0
    return replace(slots, confidence=level) if LOWEST_LEVEL <= level < 1 else slots


def metric_intent(slots: Slots) -> str | None:
    """Give the intent of the measure that a fragment names."""
    return next((OF_METRIC[metric] for metric in slots.words.metrics if metric in OF_METRIC), None)


def remembered(before: Slots, lead: str | None) -> Slots:
    """Give the slots of the question before with the instrument that its answer put first."""
    return before if before.instruments or lead is None else replace(before, instruments=(lead,))


def _places(slots: Slots) -> bool:
    return bool(slots.portfolios) or slots.everything


def inherit(slots: Slots, before: Slots) -> Slots:
    """Fill what a continuation leaves out from the question before."""
    changed: dict[str, object] = {}
    if not slots.instruments and not slots.unknown and before.instruments and rule("it", slots.text):
        changed = {"instruments": before.instruments, "masked": pattern("rules", "it").sub("the stock", slots.masked)}
    elif slots.instruments and before.instruments and rule("it", slots.text) and rule("versus", slots.text):
        changed = {"instruments": tuple(dict.fromkeys((*before.instruments[:1], *slots.instruments)))}
    back = rule("it", slots.text) or rule("of_that", slots.text)
    if back and before.portfolios and not (slots.instruments or _places(slots)):
        changed["portfolios"] = before.portfolios
    if leads(slots.text):
        if not slots.timed and before.timed:
            changed |= {"whens": before.whens, "spans": before.spans, "code": before.code}
        if not _places(slots):
            changed["portfolios"] = before.portfolios
    return replace(slots, **changed)  # type: ignore[arg-type]
