"""The words of a question: Hindi and Hinglish to English, misspelt finance words to the library's."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.notation import read_yaml
from retrieval.tokens import common

_FILE = Path(__file__).parent / "words.yaml"
_WORD = re.compile(r"[^\W\d_][\w'&-]*", re.UNICODE)
_TINY, _SHORT, _LONG = 3, 5, 8
_SEEN, _OFTEN = 2, 8
_NEAREST = 8
# A single Hindi particle may be an English word or part of a name; only a question with a sure sign is translated.
_SURE = re.compile(
    r"[\u0900-\u097f]|\b(kya|kaise|kaisa|kitn[aei]|kyun|kyon|kyu|matlab|samjhao|samjhaiye|batao|bataiye|hota|hoti|chahiye|nivesh|"
    r"meh?a?ngai|mahangai|laa?bhansh|jokhim|fark|antar|byaa?j|bachat|munafa|nuksaa?n|karna|kare|karein|karo|karz|paisa|paise|mein|hai|hain|"
    r"nahi|ghata|bima|beema|pehle|chukaye|zaroori)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Words:
    """The word lists of words.yaml and the pattern that finds their phrases, longest first."""

    asking: frozenset[str]
    hinglish: Mapping[str, str]
    phrase: re.Pattern[str]


@cache
def _words() -> _Words:
    lists = read_yaml(_FILE.read_text("utf-8"))
    hinglish: dict[str, str] = lists["hinglish"]
    longest = sorted(map(re.escape, hinglish), key=len, reverse=True)
    phrase = re.compile(rf"(?<![\w\u0900-\u097f])({'|'.join(longest)})(?![\w\u0900-\u097f])", re.IGNORECASE)
    return _Words(frozenset(lists["asking"].split()), hinglish, phrase)


def english(question: str) -> str:
    """Translate the Hindi and Hinglish words of a question that is plainly not English."""
    if not _SURE.search(question):
        return question
    words = _words()
    return words.phrase.sub(lambda found: words.hinglish[found.group(1).lower()], question)


class Vocabulary:
    """The words of a library, for mending misspelt ones."""

    def __init__(self, texts: Iterable[str]) -> None:
        counted = Counter(word.lower() for text in texts for word in _WORD.findall(text))
        self._known = frozenset(counted)
        self._targets = {
            word: seen for word, seen in counted.items() if seen >= (_SEEN if len(word) >= _SHORT else _OFTEN) and len(word) > _TINY
        }

    def mend(self, question: str) -> str:
        """Replace words that neither the library nor English knows by the nearest word of the library."""
        return _WORD.sub(lambda found: self._word(found.group()), question)

    def _word(self, word: str) -> str:
        low = word.lower()
        # Short words that are not written small are symbols and initials.
        least = _TINY if word == low else _SHORT
        if len(low) < least or low in self._known or common(low) or not low.isascii():
            return word
        reach = 1 if len(low) < _LONG else 2
        same = [target for target in self._targets if target[0] == low[0] and (len(low) >= _SHORT or len(target) > len(low))]
        near = process.extract(low, same, scorer=OSA.distance, score_cutoff=reach, limit=_NEAREST)
        # Of the nearest words the one that the library says most often is meant.
        return min(near, key=lambda found: (found[1], -self._targets[found[0]]))[0] if near else word


def telling(question: str) -> str:
    """Leave out the words that only say that something is asked; the whole question when nothing else is in it."""
    asking = _words().asking
    kept = [word for word in question.split() if word.strip("?.,!:;'\"()").lower() not in asking]
    return " ".join(kept) or question
