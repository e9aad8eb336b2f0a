"""What a search gives: passages with a quote and a calibrated score."""

import math
import re
from collections.abc import Iterable, Mapping

from core.models import Model
from retrieval.chunk import sentences

_WORD = re.compile(r"[^\W_]+")
_STEM = 5
_LONGEST = 320
_SHORTEST = 25


class Passage(Model):
    """One passage; `quote` is a part of `text`, `score` the chance (0 to 1) that it answers the question."""

    id: str
    title: str
    locator: str
    quote: str
    text: str
    score: float
    origin: str


class Found(Model):
    """The passages of a search, best first; none when the collection does not answer (`abstained`)."""

    passages: tuple[Passage, ...] = ()
    abstained: bool = False
    indexing: bool = False


def coverage(words: Iterable[str], matched: Iterable[str], weight: Mapping[str, float], unknown: float) -> float:
    """Give the share of the question's words, by their weight, that stand in a passage."""
    asked = {word: weight.get(word, unknown) for word in words}
    total = sum(asked.values())
    return sum(asked.get(word, 0.0) for word in set(matched)) / total if total else 0.0


def logistic(value: float) -> float:
    """Map any number to a chance."""
    return 1.0 / (1.0 + math.exp(-value))


def _stems(text: str) -> set[str]:
    return {word.lower()[:_STEM] for word in _WORD.findall(text) if len(word) > 2}  # noqa: PLR2004


def quote(text: str, question: str) -> str:
    """Choose the sentence of a text that says most about a question."""
    asked = _stems(question)
    parts = [part for line in text.splitlines() for part in sentences(line) if len(part) >= _SHORTEST and not part.startswith("|")]
    if not parts:
        return text[:_LONGEST]
    best = max(parts, key=lambda part: len(asked & _stems(part)) / (8 + len(_stems(part))) ** 0.5)
    return best[:_LONGEST]
