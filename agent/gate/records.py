"""Rows that must be of one piece: the figures of a table row come from one record, and a name and its symbol are one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from agent.gate.context import Context
from agent.gate.figure import Figure
from agent.gate.ground import Item

Found = Sequence[tuple[Figure, list[Item]]]


def _list(record: str) -> str:
    return record.rpartition("/")[0]


def of_one_row(context: Context, found: Found) -> Iterator[tuple[Figure, list[Item]]]:
    """Keep of each list only the facts of the record that most figures of a table row fit."""
    if not context.row or any(context.ground.names.find(head) for head in context.header[1:]):
        yield from found
        return
    found = _keyed(context, found)
    first = any(figure.span and context.raw.count("|", 0, figure.start) == 1 for figure, _ in found)
    if not context.named and not first:
        yield from found
        return
    votes = Counter(record for _, items in found for record in {item.record for item in items if item.record})
    chosen: dict[str, str] = {}
    for record, _ in votes.most_common():
        chosen.setdefault(_list(record), record)
    for figure, items in found:
        yield figure, [item for item in items if not item.record or chosen[_list(item.record)] == item.record]


def _keyed(context: Context, found: Found) -> Found:
    """Where the first cell is the key of rows, such as a year or a day, keep only the facts of such a row."""
    key = context.lower.split("|")[1].strip()
    days = [figure.span[0].isoformat() for figure, _ in found if figure.span and context.raw.count("|", 0, figure.start) == 1]
    keys = {key, *days[:1]}
    if context.named or not key or not any(_has(item, keys) for item in context.ground.items):
        return found
    inside = [figure.start > context.raw.index("|", 1) for figure, _ in found]
    return [
        (figure, [item for item in items if _has(item, keys)] if after else items)
        for (figure, items), after in zip(found, inside, strict=True)
    ]


def _has(item: Item, keys: set[str]) -> bool:
    return bool(item.record) and any(value.lower() in keys for value in item.fact.row.values())


def names(context: Context) -> Iterator[str]:
    """Tell of a name whose symbol in parentheses is another's."""
    for one, other in pairwise(context.named):
        both = one.kind == other.kind == "instrument" and not one.ids & other.ids
        opened = context.raw[one.end : other.start].strip(" *") == "("
        if both and opened and context.raw[other.end : other.end + 3].lstrip(" *").startswith(")"):
            yield f"{context.raw[other.start : other.end]!r} is not {context.raw[one.start : one.end]!r}"
