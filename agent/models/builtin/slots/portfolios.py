"""Portfolios named in a question."""

import re

from agent.models.builtin.names import PortfolioName
from agent.models.builtin.slots.scan import Scan

_GENERIC = frozenset(
    [
        "portfolio",
        "portfolios",
        "account",
        "accounts",
        "my",
        "the",
        "a",
        "an",
        "of",
        "and",
        "investments",
        "investment",
        "fund",
        "funds",
        "main",
        "book",
        "sample",
        "in",
    ]
)
_ALL = re.compile(
    r"\b(?:all (?:of )?(?:my|the|our)? ?(?:portfolios|accounts|investments|money|holdings)|across (?:all|everything"
    r"|portfolios)|everything (?:i|we) (?:own|have|hold)|both (?:of )?(?:my |the )?portfolios?"
    r"|overall portfolio|combined|altogether|sab milakar)\b",
    re.IGNORECASE,
)


def _own_words(portfolios: tuple[PortfolioName, ...]) -> dict[str, str]:
    """Give the words that tell one portfolio from the others."""
    owners: dict[str, set[str]] = {}
    for one in portfolios:
        for word in re.findall(r"\w+", one.name.lower()):
            if word not in _GENERIC:
                owners.setdefault(word, set()).add(one.id)
    return {word: next(iter(ids)) for word, ids in owners.items() if len(ids) == 1}


def _by_name(scan: Scan, portfolios: tuple[PortfolioName, ...]) -> list[str]:
    found = []
    for one in sorted(portfolios, key=lambda p: len(p.name), reverse=True):
        name = re.sub(r"\s+portfolio$", "", one.name, flags=re.IGNORECASE)
        pattern = re.compile(
            rf"(?:\b(?:in|for|of|from|on)\s+)?(?:\b(?:my|the|our)\s+)?(?<!\w){re.escape(name)}(?!\w)(?:'s)?(?:\s+(?:portfolio|account)\b)?",
            re.IGNORECASE,
        )
        if scan.take(pattern):
            found.append(one.id)
    return found


def _by_word(scan: Scan, portfolios: tuple[PortfolioName, ...]) -> list[str]:
    words = _own_words(portfolios)
    if not words:
        return []
    joined = "|".join(map(re.escape, words))
    pattern = re.compile(
        rf"(?:\b(?:in|for|of|from|on)\s+)?\b(?:my|the|our)?\s*(?:\w+\s+)?({joined})n?\s+(?:\w+\s+)?(?:portfolio|account|one)\b",
        re.IGNORECASE,
    )
    return [words[match[1].lower()] for match in scan.take(pattern)]


def read_portfolios(scan: Scan, portfolios: tuple[PortfolioName, ...]) -> list[str]:
    """Cut the portfolios out of a question; gives their ids."""
    return list(dict.fromkeys(_by_name(scan, portfolios) or _by_word(scan, portfolios)))


def read_all(scan: Scan) -> bool:
    """Tell whether the question means all portfolios together."""
    return bool(scan.take(_ALL))
