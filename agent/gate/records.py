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
    keyed = context.named or any(figure.span and context.raw.count("|", 0, figure.start) == 1 for figure, _ in found)
    if not context.row or not keyed or any(context.ground.names.find(head) for head in context.header[1:]):
        yield from found
        return
    votes = Counter(record for _, items in found for record in {item.record for item in items if item.record})
    chosen: dict[str, str] = {}
    for record, _ in votes.most_common():
        chosen.setdefault(_list(record), record)
    for figure, items in found:
        yield figure, [item for item in items if not item.record or chosen[_list(item.record)] == item.record]


def names(context: Context) -> Iterator[str]:
    """Tell of a name whose symbol in parentheses is another's."""
    for one, other in pairwise(context.named):
        between = context.raw[one.end : other.start]
        both = one.kind == other.kind == "instrument"
        if both and between.strip(" *") == "(" and context.raw[other.end : other.end + 3].lstrip(" *").startswith(")") and not one.ids & other.ids:
            yield f"{context.raw[other.start : other.end]!r} is not {context.raw[one.start : one.end]!r}"
