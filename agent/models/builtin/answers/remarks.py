"""What an answer must say about its question: a horizon, a level or a rate that is not taken, and from which day time is counted."""

import re
from collections.abc import Mapping, Sequence

from agent.models.builtin.answers.claims import verdict
from agent.models.builtin.answers.note import Note
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.rules import rule

LEVELS = frozenset({"var", "shortfall"})
WHOLE = 100
_NAMES: Mapping[str, str] = {
    "beta": "Beta",
    "alpha": "Alpha",
    "sharpe": "The Sharpe ratio",
    "sortino": "The Sortino ratio",
    "var": "Value at risk",
    "shortfall": "Expected shortfall",
    "distribution": "The shape of returns",
}
_LONGER = re.compile(
    r"\b(?:week|month|quarter|year|fortnight|annual)(?:ly)?\b(?! (?:ago|to date))"
    r"|\b(?:[2-9]|\d{2,}|two|three|five|ten|twenty)[- ](?:trading[- ])?days?\b",
    re.IGNORECASE,
)
_BACK = re.compile(r"\b(?:last|past|previous|this|since|over|during)\b.*", re.IGNORECASE)
_RISK_FREE = re.compile(r"\brisk[- ]free\b", re.IGNORECASE)
_RECENT = re.compile(r"\b(?:yesterday|(?:last|this) (?:week|month|quarter|year))\b", re.IGNORECASE)


def _horizon(ask: Ask) -> str | None:
    if ask.intent not in LEVELS or not _LONGER.search(_BACK.sub("", ask.text)):
        return None
    return "I measure this for a single day only, not for a week, a month or any longer span; this is the daily figure."


def _level(ask: Ask) -> str | None:
    named = ask.slots.amount("percent")
    if ask.intent not in LEVELS or ask.slots.confidence or named is None or abs(named.value) < WHOLE:
        return None
    return "No such confidence level exists, as it must lie below the whole, so I took the usual one."


def _portfolios_only(ask: Ask, results: Sequence[Got]) -> str | None:
    if ask.intent not in _NAMES or not any(got.tool == "market_compare" for got in results):
        return None
    return f"{_NAMES[ask.intent]} is measured for portfolios only here, not for a single instrument; this is what its prices show."


def _other_index(ask: Ask, results: Sequence[Got]) -> str | None:
    """Say that an index that was named is not the one compared with."""
    named = rule("other_index", ask.text)
    compared = any(got.tool in {"portfolio_performance", "risk_report"} for got in results)
    if named is None or not compared or any(named[0].lower() in one.name.lower() for one in ask.names.instruments):
        return None
    return f"I have no prices of the {named[0].capitalize()}, so the comparison is with your benchmark."


def before(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Say first what the figures that follow are not."""
    note.say(verdict(ask, results))
    note.say(_horizon(ask), _level(ask), _portfolios_only(ask, results), _other_index(ask, results))


def after(ask: Ask, results: Sequence[Got], note: Note) -> None:
    """Say what was not taken from the question, and from which day its words of time are counted."""
    if _RISK_FREE.search(ask.text) and any(got.tool == "risk_report" for got in results):
        note.say("The risk-free rate is always taken as zero here, so the rate that you named is not used.")
    if rule("after_tax", ask.text) and any(got.tool == "portfolio_performance" for got in results):
        note.say("Returns are before your own tax: what tax takes depends on what you sell, and on your other income.")
    recent = _RECENT.search(ask.text)
    if recent and ask.slots.whens:
        said = f"Time is counted from the last day that has prices, so \u201c{recent[0].lower()}\u201d is relative to that day."
        if not any(said in "".join(block) for block in note.blocks):
            note.say(said)
