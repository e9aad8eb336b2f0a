"""Tell sentences that are not English: an answer keeps the product's language whatever a text it read asks for."""

import re

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")  # noqa: RUF001
_LATIN = re.compile(r"^[\x00-\u024f]*$")
_MARKS = re.compile(r"\[[^\]]*\]|`[^`]*`|\*\*[^*]*\*\*|\"[^\"]*\"|“[^”]*”")
_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "in",
        "and",
        "is",
        "are",
        "was",
        "were",
        "it",
        "its",
        "you",
        "your",
        "that",
        "this",
        "for",
        "on",
        "as",
        "at",
        "by",
        "from",
        "with",
        "or",
        "not",
        "no",
        "be",
        "been",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "can",
        "could",
        "would",
        "will",
        "what",
        "which",
        "when",
        "how",
        "there",
        "here",
        "they",
        "their",
        "them",
        "these",
        "those",
        "i",
        "me",
        "my",
        "we",
        "our",
        "if",
        "so",
        "than",
        "then",
        "more",
        "less",
        "most",
        "least",
        "all",
        "each",
        "one",
        "two",
        "over",
        "under",
        "up",
        "down",
        "out",
        "into",
        "about",
        "after",
        "before",
        "since",
        "per",
        "but",
        "because",
        "only",
        "also",
        "same",
        "other",
        "any",
        "some",
        "both",
        "here's",
    ]
)
_FEWEST = 4


def foreign(sentence: str) -> bool:
    """Tell whether a sentence of several words holds no common English word, or is written in another script."""
    if sentence.lstrip().startswith(("|", "#")):
        return False
    words = _WORD.findall(_MARKS.sub(" ", sentence))
    if len(words) < _FEWEST:
        return False
    if sum(not _LATIN.match(word) for word in words) * 2 > len(words):
        return True
    small = [word for word in words if word.islower()]
    return len(small) >= _FEWEST and not any(word.lower() in _COMMON for word in words)
