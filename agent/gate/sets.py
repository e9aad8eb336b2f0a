"""Check what a sentence says of rows without a figure: how many stand at a loss, two of them together, one measure above another."""

import re
from collections.abc import Iterator

from agent.gate.context import Context
from agent.gate.ground import Item
from agent.gate.lexicon import WORDS

_ROWS = r"(?:holdings?|positions?|stocks?|shares|investments?|funds?|instruments?)"
_LOSS = r"at an? (?:unrealised )?loss|below (?:its|their|your) (?:average )?cost|in the red|under ?water|losing money"
_GAIN = r"at an? (?:unrealised )?(?:gain|profit)|above (?:its|their|your) (?:average )?cost|in the green|in profit|profitable"
_COUNTED = re.compile(
    r"\b(?P<how>none|no|not one|all|every|each|both|" + "|".join(word for word in WORDS if "-" not in word) + r"|\d{1,3})\b(?:\s\w+)?"
    rf"(?:\sof)?(?:\s(?:your|the|these))?\s(?:\w+\s)?{_ROWS}\s(?:(?:is|are|stands?|now|all|currently|trades?)\s){{1,2}}(?:(?P<loss>{_LOSS})|(?P<gain>{_GAIN}))\b"
)
_NONE, _ALL = {"none", "no", "not one"}, {"all", "every", "each", "both"}
_PAID = re.compile(r"\bpaid (?P<side>more|less) for\b[^.;]{0,40}\bthan (?:it|they) (?:is|are)(?: now)? worth\b")
_OUTWEIGHS = re.compile(r"\boutweighs?\b")
_TOGETHER = re.compile(
    r"\b(?P<side>more|less|larger|bigger|smaller)\b[^.;|]{0,12}\bthan\b(?=.*\b(?:together|combined|taken together|in sum)\b)"
)
_MEASURES = {
    "xirr": r"xirr|money-weighted (?:rate of )?return", "twr_annualised": r"twr|time-weighted (?:rate of )?return",
    "var_historical": r"value at risk", "es_historical": r"expected shortfall",
}  # fmt: skip
_MEASURE = "|".join(f"(?P<{{side}}_{key}>{words})" for key, words in _MEASURES.items())
_BESIDE = re.compile(
    rf"\b(?:{_MEASURE.format(side='a')})\s(?:is|was|lies|stands)\s(?:\w+ly\s|well\s|far\s)?"
    r"(?:(?P<more>above|higher than|more than|better than|ahead of)|(?P<less>below|lower than|less than|worse than|behind))\s"
    rf"(?:your|the|its)?\s?(?:{_MEASURE.format(side='b')})\b"
)
_OPEN = re.compile(r"\b(?:if|would|could|may|might|can|whether|often|usually|should|generally)\b")


def _gains(context: Context) -> list[Item]:
    """Give the unrealised gains of the rows of one list of holdings."""
    families = [items for items in context.ground.families.values() if items[0].key == "unrealised_gain" and all(i.ids for i in items)]
    return families[0] if families else []


def _counted(context: Context) -> Iterator[str]:
    found, gains = _COUNTED.search(context.lower), _gains(context)
    if not found or len(gains) < len("ab"):
        return
    right = sum((item.value < 0) if found["loss"] else (item.value > 0) for item in gains)
    how = found["how"]
    wanted = 0 if how in _NONE else len(gains) if how in _ALL else WORDS.get(how) if how in WORDS else int(how)
    if right != wanted:
        yield f"the facts do not show {found[0]!r}"


def _sides(context: Context, found: re.Match[str]) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    rows = [name for name in context.named if name.kind in {"instrument", "row"}]
    return [name.ids for name in rows if name.end <= found.start()], [name.ids for name in rows if name.start >= found.end()]


def _weight(context: Context, rows: list[frozenset[str]]) -> float | None:
    """Give the weight of rows together, where each has one in the same list."""
    for items in context.ground.families.values():
        if items[0].key == "weight":
            weights = [next((item.value for item in items if item.ids & row), None) for row in rows]
            if rows and all(weight is not None for weight in weights):
                return float(sum(weight for weight in weights if weight is not None))
    return None


def _weighed(context: Context) -> Iterator[str]:
    """Check one row or several together against others by what they weigh."""
    found = _TOGETHER.search(context.lower) or _OUTWEIGHS.search(context.lower)
    if not found:
        return
    before, after = _sides(context, found)
    one, other = _weight(context, before), _weight(context, after)
    less = found.re is _TOGETHER and found["side"] in {"less", "smaller"}
    if one is not None and other is not None and ((one >= other) if less else (one <= other)):
        yield f"the facts do not show {found[0]!r}"


def _paid(context: Context) -> Iterator[str]:
    found = _PAID.search(context.lower)
    if not found:
        return
    rows = frozenset[str]().union(*(name.ids for name in context.named if name.kind == "instrument"))
    gains = [item.value for item in _gains(context) if item.ids & rows]
    if gains and not any((value < 0) == (found["side"] == "more") for value in gains):
        yield f"the facts do not show {found[0]!r}"


def _measured(context: Context, side: str, found: re.Match[str]) -> list[Item]:
    key = next(key for key in _MEASURES if found[f"{side}_{key}"])
    return [item for item in context.ground.items if item.key == key and not item.ids and item.keys[:1] != ("benchmark",)]


def _beside(context: Context) -> Iterator[str]:
    """Check one measure said to be above or below another, of the same call."""
    found = _BESIDE.search(context.lower)
    if not found:
        return
    pairs = [
        (a.value, b.value)
        for a in _measured(context, "a", found)
        for b in _measured(context, "b", found)
        if a.fact.call_id == b.fact.call_id
    ]
    if pairs and not any((one > other) if found["more"] else (one < other) for one, other in pairs):
        yield f"the facts do not show {found[0]!r}"


def problems(context: Context) -> list[str]:
    """Give what is wrong with what a sentence says of rows and measures without a figure."""
    if _OPEN.search(context.lower) or context.raw.rstrip().endswith("?"):
        return []
    return [*_counted(context), *_weighed(context), *_paid(context), *_beside(context)]
