"""Follow-ups: questions that only make sense after the one before."""

import re
from dataclasses import replace

from agent.models.builtin.rules import OF_METRIC
from agent.models.builtin.slots import Slots
from agent.models.builtin.slots.words import GROUPING, METHOD, METRIC, ORDER, SCENARIO, TYPE

_LEAD = re.compile(
    r"^(?:and|but|so|ok(?:ay)?|now|then|also|or|what about|how about|what if|same (?:for|with|but)|again|only|just|instead|aur)\b",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"^(?:(?:and|but|so|ok|hmm|oh)[\s,]+)*(?:why(?: (?:is|was|did|so|not|that|this|it)\b.{0,25})?|how come|(?:what(?:'s| is) the )?reasons?|kyu|kyon|explain why|because of what)\s*[?!.]*$",
    re.IGNORECASE,
)
_IT = re.compile(
    r"\b(?:it|its|it's|that (?:stock|one|share|company)|this (?:stock|one|share|company)|the (?:stock|share|company)|they|them|both|those|these)\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^(?:yes|yeah|yep|sure|ok(?:ay)?|right|correct|haan|ji|the first(?: one)?|first|1)[\s.!]*$|^(?:yes|yeah)\b.{0,12}$", re.IGNORECASE
)
_NTH = (
    re.compile(r"^(?:the )?(?:first|1)(?: one)?[.!]*$", re.IGNORECASE),
    re.compile(r"^(?:the )?(?:second|2|two)(?: one)?[.!]*$", re.IGNORECASE),
    re.compile(r"^(?:the )?(?:third|3|three|last)(?: one)?[.!]*$", re.IGNORECASE),
)
_FILLER = frozenset(
    ["and", "what", "about", "how", "for", "the", "same", "in", "of", "on", "at", "to", "with", "but", "then", "now", "ok", "okay", "also", "or", "only", "just", "instead", "please", "pls", "is", "was", "were", "did", "do", "does", "it", "that", "this", "one", "by", "as", "over", "during", "my", "mine", "me", "i", "a", "an", "show", "give", "tell", "portfolio", "portfolios", "against", "versus", "vs", "all", "total", "again", "if", "we", "us", "so", "like", "using", "use", "level", "confidence", "percent", "year", "years", "month", "months", "only", "wise", "wrt", "from", "since", "per", "aur", "ka", "ki", "ke", "mein", "me"]
)
LOWEST_LEVEL = 0.5
_WORDED = re.compile(
    "|".join(rf"\b(?:{pattern})\b" for table in (GROUPING, METHOD, METRIC, ORDER, SCENARIO, TYPE) for _, pattern in table), re.IGNORECASE
)


def is_why(text: str) -> bool:
    """Tell whether a message only asks why."""
    return bool(_WHY.search(text))


def picked(text: str, options: int) -> int | None:
    """Give which of the offered readings a short reply picks."""
    nth = next((at for at, pattern in enumerate(_NTH) if pattern.search(text)), None)
    if nth is not None and nth < options:
        return nth
    return 0 if options and _YES.search(text) else None


def leads(text: str) -> bool:
    """Tell whether a message starts as a continuation."""
    return bool(_LEAD.search(text))


def fragment(slots: Slots) -> bool:
    """Tell whether a question holds nothing but slots and filler words."""
    left = [word for word in slots.rest if word not in _FILLER]
    worded = " ".join(match[0].lower() for match in _WORDED.finditer(slots.text)).split()
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


def levelled(slots: Slots) -> Slots:
    """Read a bare percentage after a question about value at risk as its confidence level."""
    amount = slots.amount("percent", "plain")
    level = abs(float(amount.value)) / 100 if amount else 0.0
    return replace(slots, confidence=level) if LOWEST_LEVEL <= level < 1 else slots


def metric_intent(slots: Slots) -> str | None:
    """Give the intent of the measure that a fragment names."""
    return next((OF_METRIC[metric] for metric in slots.words.metrics if metric in OF_METRIC), None)


def inherit(slots: Slots, before: Slots) -> Slots:
    """Fill what a continuation leaves out from the question before."""
    changed: dict[str, object] = {}
    if not slots.instruments and not slots.unknown and before.instruments and _IT.search(slots.text):
        changed = {"instruments": before.instruments, "masked": _IT.sub("the stock", slots.masked)}
    if leads(slots.text):
        if not slots.timed and before.timed:
            changed |= {"whens": before.whens, "spans": before.spans, "code": before.code}
        if not slots.portfolios and not slots.everything:
            changed["portfolios"] = before.portfolios
    return replace(slots, **changed)  # type: ignore[arg-type]
