"""Words with a meaning for arguments: grouping, method, side, transaction type, order, scenario, metric."""

import re
from dataclasses import dataclass

from agent.models.builtin import words
from agent.models.builtin.slots.scan import Scan

FILE = "tables"
AT_LOSS = re.compile(
    r"\b(?:(?:at|in|with) an? loss(?:es)?|in (?:the )?(?:red|losses)|below (?:their |its |my )?cost|under ?water|loss[- ]harvest\w*"
    r"|harvest\w*|loss[- ]making|negative return|nuksan (?:me|mein))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words found, by table; empty where nothing was said."""

    grouping: tuple[str, ...] = ()
    method: str | None = None
    cost_view: str | None = None
    types: tuple[str, ...] = ()
    sides: tuple[tuple[int, str], ...] = ()
    order: str | None = None
    scenarios: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()


def _all(name: str, text: str) -> tuple[str, ...]:
    """Give the keys of a table in the order in which their words stand."""
    found = [(match.start(), key) for key, pattern in words.table(FILE, name) if (match := pattern.search(text))]
    return tuple(key for _, key in sorted(found))


def _first(name: str, text: str) -> str | None:
    return next((key for key, pattern in words.table(FILE, name) if pattern.search(text)), None)


def read_scenarios(scan: Scan) -> tuple[str, ...]:
    """Cut named crises out of a question, before its dates are read; a bare year is a crisis only beside a word for one."""
    found = []
    named = _first("crisis", scan.whole) is not None
    for key, pattern in words.table(FILE, "scenario"):
        match = pattern.search(scan.rest)
        if match and (named or not match[0].isdecimal()):
            scan.take(pattern)
            found.append(key)
    return tuple(found)


def metrics(text: str) -> tuple[str, ...]:
    """Give the measures that a text names, in order."""
    return _all("metric", text)


def sides(text: str) -> tuple[tuple[int, str], ...]:
    """Give buy and sell with their places."""
    return tuple(sorted((match.start(), key) for key, pattern in words.table(FILE, "side") for match in pattern.finditer(text)))


def read_words(text: str, scenarios: tuple[str, ...]) -> Words:
    """Read the words of a question from which names have been cut."""
    return Words(
        grouping=_all("grouping", text),
        method=_first("method", text),
        cost_view=_first("view", text),
        types=_all("type", text),
        sides=sides(text),
        order=_first("order", text),
        scenarios=scenarios,
        metrics=metrics(text),
    )
