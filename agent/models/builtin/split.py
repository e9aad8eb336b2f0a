"""Several questions in one message: where it may be split, and what the halves share."""

import re
from collections.abc import Sequence
from dataclasses import replace

from agent.models.builtin.rules import rule
from agent.models.builtin.slots import Slots
from agent.models.builtin.words import pattern

_HARD = re.compile(r"\?\s+(?=\S)|;\s*|\.\s+(?=[A-Z])|\n+")
_SOFT = re.compile(
    r",?\s+(?:and also|and then|and|also|as well as|plus|aur)\s+|,\s+(?=(?:what|how|which|when|where|who|show|list|is|am|are|do|did)\b)",
    re.IGNORECASE,
)
MOST = 3


def without_greeting(text: str) -> str:
    """Take greetings and politeness off the front of a question."""
    return pattern("rules", "greeting_lead").sub("", text) or text


def _pieces(marks: re.Pattern[str], text: str) -> list[str]:
    return [piece.strip(" ,") for piece in marks.split(text) if piece and piece.strip(" ,?.!")]


def hard(text: str) -> list[str]:
    """Split into sentences."""
    return _pieces(_HARD, text)[:MOST]


def soft(text: str) -> list[str]:
    """Split at "and"; the halves may turn out not to be questions of their own. "My risk and return" is of both mine."""
    first, *rest = _pieces(_SOFT, text)[:MOST] or [text]
    mine = re.search(r"\bmy\b", first, re.IGNORECASE) is not None
    return [first, *(f"my {piece}" if mine and not rule("stand_alone", piece) else piece for piece in rest)]


def share(parts: Sequence[Slots]) -> list[Slots]:
    """Let the halves of one question share the only period, portfolio and currency that it names."""
    timed = [part for part in parts if part.timed]
    named = [part for part in parts if part.portfolios]
    shared = list(parts)
    if len(timed) == 1:
        one = timed[0]
        shared = [part if part.timed else replace(part, whens=one.whens, spans=one.spans, code=one.code) for part in shared]
    if len(named) == 1:
        shared = [replace(part, portfolios=named[0].portfolios) for part in shared]
    return shared
