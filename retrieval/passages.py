"""What a search gives: passages with a quote and a calibrated score."""

import math
import re
from collections.abc import Iterable, Mapping

from core.models import Model
from retrieval.chunk import sentences

_WORD = re.compile(r"[^\W_]+")
_STEM = 6
_ENDING = 5
_EVEN = 12
_FIRST = 0.1
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


def likeness(words: Iterable[str], name: Iterable[str], weight: Mapping[str, float], unknown: float) -> float:
    """Give how much of the words of a question and of a name, by their weight, they have in common; 1 when they are the same."""
    asked, told = set(words), set(name)

    def total(some: Iterable[str]) -> float:
        return sum(weight.get(word, unknown) for word in some)

    common = total(asked & told)
    return common / total(asked | told) if common else 0.0


def logistic(value: float) -> float:
    """Map any number to a chance."""
    return 1.0 / (1.0 + math.exp(-value))


def quote(text: str, lexemes: Iterable[str]) -> str:
    """Choose the sentence of a text that says most about a question, given as lexemes; the first one wins a tie."""
    stems = [(each, each[:_STEM], len(each) + _ENDING) for each in lexemes]
    parts = [part for line in text.splitlines() for part in sentences(line) if len(part) >= _SHORTEST and not part.startswith("|")]
    if not parts:
        return text[:_LONGEST]

    def told(part: str) -> float:
        words = [word.lower() for word in _WORD.findall(part)]
        kinds = {each for each, stem, longest in stems if any(word.startswith(stem) and len(word) <= longest for word in words)}
        return len(kinds) / math.sqrt(_EVEN + len(words)) + (_FIRST if part is parts[0] else 0.0)

    return max(parts, key=told)[:_LONGEST]
