"""Check the order of two rows that a sentence compares by name, and a row against a bound: weighs more than, below its cost."""

import re
from collections.abc import Iterator, Sequence

from agent.gate.context import Context
from agent.gate.ground import Item

_PERFORMANCE = ("total_return", "unrealised_return", "return", "twr", "change_fraction", "total")
_KEYS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"\bon cost\b"), ("unrealised_return",)),
    (
        re.compile(r"(?:adds?|contributes?|contributed|added) (?:more|less).*(?:volatility|risk)"),
        ("volatility_share", "volatility_contribution"),
    ),
    (re.compile(r"volatil|risk|calm|wild"), ("volatility", "volatility_share", "volatility_contribution")),
    (re.compile(r"drawdown|fell further"), ("max_drawdown",)),
    (re.compile(r"return|gain|grew|rose|beat|perform|\bdone\b|\bdid\b"), _PERFORMANCE),
    (re.compile(r"weigh|position|holding|larger|smaller|bigger|heavier|lighter|\bin\b|worth"), ("weight", "value_base", "value")),
)
_THAN = re.compile(
    r"\b(?:(?P<more>more|higher|larger|bigger|greater|heavier|better|stronger|riskier|further)|"
    r"(?P<less>less|lower|smaller|lighter|worse|weaker|fewer|safer|calmer))\b(?P<gap>[^.;|]{0,60}?)\bthan\b"
)
_COST = re.compile(r"\b(?P<side>above|below|over|under)\s(?:its|their|the|your)\s(?:average\s|purchase\s)?cost\b")
_FAR = re.compile(r"\d")
_TOGETHER = re.compile(r"\b(?:together|combined|in sum)\b")
_GENERAL = re.compile(r"\b(?:if|would|could|may|might|can|whether|tends? to|often|usually|should|generally)\b")


def _rows(context: Context) -> list[tuple[int, int, frozenset[str]]]:
    return [(name.start, name.end, name.ids) for name in context.named if name.kind in {"instrument", "row"}]


def _values(items: Sequence[Item], ids: frozenset[str]) -> list[Item]:
    return [item for item in items if item.ids & ids and not item.pair]


def _compared(context: Context, keys: Sequence[str], one: frozenset[str], other: frozenset[str]) -> list[tuple[Item, Item]]:
    """Give the two rows' figures of the best suited field that both have in one result."""
    for key in keys:
        found = [
            (a, b)
            for items in context.ground.families.values()
            if items[0].key == key
            for a in _values(items, one)
            for b in _values(items, other)
        ]
        if found:
            return found
    return []


def _than(context: Context) -> Iterator[str]:
    found = _THAN.search(context.lower)
    if not found or _GENERAL.search(context.lower) or context.raw.rstrip().endswith("?") or _FAR.search(found["gap"]):
        return
    if _TOGETHER.search(context.lower):
        return
    rows = _rows(context)
    after = [ids for start, _, ids in rows if start >= found.end()]
    before = [ids for _, end, ids in rows if end <= found.end()]
    if not after or not before or after[0] & before[-1]:
        return
    keys = next((keys for pattern, keys in _KEYS if pattern.search(context.unnamed)), None)
    pairs = _compared(context, keys, before[-1], after[0]) if keys else []
    if pairs and not any(
        (abs(a.value) > abs(b.value) if a.key == "max_drawdown" else a.value > b.value) == bool(found["more"]) for a, b in pairs
    ):
        yield f"the facts do not show {found[0]!r}"


def _cost(context: Context) -> Iterator[str]:
    found = _COST.search(context.lower)
    if not found or _GENERAL.search(context.lower) or context.raw.rstrip().endswith("?"):
        return
    rows = [ids for _, end, ids in _rows(context) if end <= found.start()]
    if not rows:
        return
    gains = [item for item in context.ground.items if item.key in {"unrealised_gain", "unrealised_return"} and item.ids & rows[-1]]
    above = found["side"] in {"above", "over"}
    if gains and not any((item.value > 0) == above for item in gains):
        yield f"the facts do not show {found[0]!r}"


def problems(context: Context) -> list[str]:
    """Give what is wrong with the order of the rows that a sentence compares."""
    return [*_than(context), *_cost(context)]
