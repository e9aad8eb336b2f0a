"""The ground of an answer: the facts of its tools, indexed once, with the person's words and the cited passages."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from agent.gate.figure import Figure, Kind
from agent.gate.figures import figures
from agent.gate.names import Names
from agent.gate.reading import decimal, pointer, texts
from agent.gate.stated import statements
from core.facts import Fact, facts_of
from core.protocols import Call

IDENTITY = ("symbol", "name", "isin", "account")
_UNITS = {"money", "price", "ratio", "count", "shares", "days", "date"}
_OF_A_ROW = re.compile(r"/\d+(?:/|$)|^/benchmark/")
_RECORD = re.compile(r"^(.*/\d+)(?:/[^/]*[^/\d][^/]*)*$")
_MATRIX = re.compile(r"^(.*)/matrix/(\d+)/(\d+)$")
_NO_FIGURE = {("score",)}
_PAIRS = {("correlation",), ("matrix",)}
_NUMBER = re.compile(r"/[0-9]+(?=/|$)")
_SLACK = 1e-9
_INNER = re.compile(r"/\d+/[^\d/][^/]*/\d+/")


@dataclass(frozen=True, slots=True)
class Item:
    """A fact ready to be matched: its number or day, the lower-case names of its row, its keys and its family of rows.

    `mentions` are the texts of its call's arguments, `record` the record of a list that it is a field of, `days` the days
    beside it; `derived` marks the length of a list, which has no address of its own.
    """

    fact: Fact
    value: Decimal
    day: date | None
    ids: frozenset[str]
    keys: tuple[str, ...]
    family: str
    mentions: frozenset[str]
    current: bool
    record: str = ""
    derived: bool = False
    days: tuple[date, ...] = ()

    @property
    def key(self) -> str:
        """Give the field's name."""
        return self.keys[-1] if self.keys else ""

    @property
    def pair(self) -> bool:
        """Tell whether the fact is about two names."""
        return self.key in {"correlation", "matrix"}


def _ids(fact: Fact, result: Mapping[str, Any], args: Mapping[str, Any]) -> frozenset[str]:
    matrix = _MATRIX.match(fact.path)
    if matrix:
        names = (pointer(result, matrix[1]) or {}).get("names") or []
        at = [int(matrix[2]), int(matrix[3])]
        return frozenset(str(names[i]).lower() for i in at if i < len(names))
    # The sides of a comparison, such as before and after, carry a name but are no rows.
    of_row = _OF_A_ROW.search(fact.path) or "symbol" in result
    ids = {value.lower() for key, value in fact.row.items() if key in IDENTITY and of_row}
    if not ids and isinstance(args.get("symbol"), str):
        ids = {args["symbol"].lower()}
    return frozenset(ids)


def _stated(fact: Fact, result: Mapping[str, Any]) -> Fact:
    """Give a fact the unit and currency that its result states beside it, where the schema leaves them open."""
    beside = pointer(result, fact.path.rpartition("/")[0]) or {}
    unit = beside.get("unit")
    return replace(fact, unit=unit, currency=beside.get("currency")) if unit in _UNITS else fact


def _paired(fact: Fact, result: Mapping[str, Any]) -> Fact:
    """Name the two rows that a cell of a matrix belongs to."""
    _, base, row, column = _MATRIX.match(fact.path).group(0, 1, 2, 3)  # type: ignore[union-attr]
    names = [str(name) for name in pointer(result, base)["names"]]
    pair = names[int(row)], names[int(column)]
    return replace(fact, row={"symbol": pair[0], "name": pair[1]}, label=f"correlation of {pair[0]} and {pair[1]}")


class _Leaves:
    """The leaves of one call that have a number or a day, column by column."""

    def __init__(self, call: Call, schema: Mapping[str, Any]) -> None:
        self.call = call
        self.mentions = frozenset(texts(call.args))
        self.rows: list[tuple[Fact, Decimal, date | None, tuple[str, ...], str]] = []
        for found in facts_of(call.call_id, call.tool, call.result, schema):
            self.add(_stated(found, call.result) if found.unit == "stated" else found)
        self.root = tuple(day for fact, _, day, _, _ in self.rows if day and fact.path.count("/") == 1)
        self.own: dict[str, list[tuple[date, str]]] = {}
        for _, _, day, keys, record in self.rows:
            if day and record:
                self.own.setdefault(record, []).append((day, keys[-1]))

    def add(self, fact: Fact) -> None:
        """Keep a leaf, unless its value is no number or day."""
        keys = tuple(part for part in fact.path.split("/") if part and not part.isdecimal())
        if keys[-1:] == ("amount",) and fact.unit == "money" and len(keys) > 1:
            keys = keys[:-1]
        day = date.fromisoformat(str(fact.value)[:10]) if fact.unit == "date" else None
        value = Decimal(0) if day else decimal(fact.value)
        if value is None or keys[-1:] in _NO_FIGURE:
            return
        found = None if keys[-1:] in _PAIRS else _RECORD.match(fact.path)
        self.rows.append((fact, value, day, keys, f"{fact.call_id}#{found[1]}" if found else ""))

    def days(self, record: str) -> tuple[date, ...]:
        """Give the days of a record, and of the result where the record has no day of its own."""
        beside = self.own.get(record, ()) if record else ()
        days = tuple(day for day, _ in beside)
        return days if any(key == "date" for _, key in beside) else (*days, *self.root)

    def items(self, *, current: bool) -> Iterator[Item]:
        """Give the leaves as items."""
        for fact, value, day, keys, record in self.rows:
            ids = _ids(fact, self.call.result, self.call.args)
            shown = _paired(fact, self.call.result) if _MATRIX.match(fact.path) else fact
            family = f"{self.call.call_id}#{_NUMBER.sub('/*', fact.path)}"
            yield Item(shown, value, day, ids, keys, family, self.mentions, current, record, days=self.days(record))


def _read(call: Call, schema: Mapping[str, Any], kept: dict[tuple[str, bool], list[Item]], *, current: bool) -> list[Item]:
    """Give the items of a call, read once."""
    key = (call.call_id, current)
    if key not in kept:
        kept[key] = list(_Leaves(call, schema).items(current=current))
    return kept[key]


def _inherited(call: Call, item: Item, before: Sequence[Item]) -> Item:
    """Let a calculated value stand beside the names whose figures went into it."""
    names: set[str] = set()
    for figure in figures(str(call.args.get("expression", ""))):
        half = figure.step / 2
        names |= {word for other in before if abs(abs(other.value) - figure.value) <= half for word in other.ids}
    return replace(item, mentions=frozenset(names))


def _lists(call: Call, value: Any, path: str = "") -> Iterator[tuple[str, int]]:
    """Give the lists of rows in a result with their lengths; a result cut into pages counts nothing."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key not in {"caveats", "reasons"}:
                yield from _lists(call, item, f"{path}/{key}")
    elif isinstance(value, list) and value and isinstance(value[0], Mapping) and not call.result.get("next_cursor"):
        yield path, len(value)


def _counted(call: Call, *, current: bool) -> Iterator[Item]:
    for path, size in _lists(call, call.result):
        name = path.rsplit("/", 1)[1]
        fact = Fact(
            ref=f"{call.call_id}#{path}", call_id=call.call_id, path=path, tool=call.tool, value=size, unit="count",
            as_of=call.result.get("as_of"), label=f"number of {name.replace('_', ' ')}", portfolio_id=call.result.get("portfolio_id"),
        )  # fmt: skip
        yield Item(
            fact, Decimal(size), None, frozenset(), (name,), f"{call.call_id}#{path}", frozenset(texts(call.args)), current, derived=True
        )


@dataclass
class Ground:
    """What an answer may rest on.

    `items` are the facts, this turn's first; `said` the figures of the person's words; `passages` the texts by citation
    number; `args` the calls with the defaults that they ran with; `stated` the sentences of the tools themselves; `links` the
    addresses that may be linked.
    """

    items: Sequence[Item] = ()
    said: Sequence[Figure] = ()
    names: Names = field(default_factory=Names)
    passages: Mapping[int, str] = field(default_factory=dict)
    args: Sequence[Mapping[str, Any]] = ()
    portfolios: int = 0
    stated: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()

    @classmethod
    def build(  # noqa: PLR0913
        cls,
        calls: Sequence[Call],
        schemas: Mapping[str, Mapping[str, Any]],
        *,
        earlier: Sequence[Call] = (),
        said: Iterable[str] = (),
        names: Names | None = None,
        passages: Mapping[int, str] | None = None,
        defaults: Mapping[str, Mapping[str, Any]] | None = None,
        portfolios: int = 0,
        kept: dict[tuple[str, bool], list[Item]] | None = None,
    ) -> "Ground":
        """Index the facts of this turn's and of earlier calls; `schemas` and `defaults` are by tool, `kept` spares a second reading."""
        names = names or Names()
        items: list[Item] = []
        for call, current in [*((c, True) for c in calls), *((c, False) for c in earlier)]:
            if call.ok:
                made = _read(call, schemas.get(call.tool, {}), {} if kept is None else kept, current=current)
                items += [_inherited(call, item, items) for item in made] if call.tool == "calculate" else made
                items += _counted(call, current=current)
        _rows_named(items, names)
        args = [{**(defaults or {}).get(call.tool, {}), **call.args} for call in (*calls, *earlier) if call.ok]
        words = [figure for text in said for figure in figures(text)]
        return cls(items, words, names, passages or {}, args, portfolios, statements(calls))

    @cached_property
    def numbers(self) -> tuple[list[float], list[Item]]:
        """Give the facts with a number, in order of their size without sign."""
        ordered = sorted((item for item in self.items if item.day is None), key=lambda item: abs(item.value))
        return [float(abs(item.value)) for item in ordered], ordered

    @cached_property
    def days(self) -> list[Item]:
        """Give the facts that are dates."""
        return [item for item in self.items if item.day is not None]

    @cached_property
    def families(self) -> dict[str, list[Item]]:
        """Give the facts by family: the same field over all rows of one list."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            found.setdefault(item.family, []).append(item)
        return found

    @cached_property
    def benchmarks(self) -> frozenset[str]:
        """Give the names of the benchmarks that the facts compare with."""
        rows = [item for item in self.items if item.keys[:1] == ("benchmark",)]
        named = {item.fact.row["benchmark"].lower() for item in self.items if "benchmark" in item.fact.row}
        return frozenset(word for item in rows for word in item.ids) | named

    @cached_property
    def spans(self) -> frozenset[tuple[date, date]]:
        """Give the periods that the facts state."""
        found = {item.fact.period for item in self.items}
        return frozenset((date.fromisoformat(a[:10]), date.fromisoformat(b[:10])) for a, b in found if a and b)

    @cached_property
    def rows(self) -> frozenset[str]:
        """Give the names of all rows that have facts."""
        return frozenset(word for item in self.items for word in item.ids)

    @cached_property
    def currencies(self) -> frozenset[str]:
        """Give the currencies of the amounts."""
        return frozenset(item.fact.currency for item in self.items if item.fact.currency)

    @cached_property
    def latest(self) -> str:
        """Give the latest day that a result is as of."""
        return max((item.fact.as_of for item in self.items if item.fact.as_of and item.fact.tool != "calculate"), default="")

    def near(self, low: Decimal, high: Decimal) -> list[Item]:
        """Give the facts whose size without sign lies between two values."""
        keys, ordered = self.numbers
        slack = _SLACK * max(1.0, abs(float(high)))
        return ordered[bisect_left(keys, float(low) - slack) : bisect_right(keys, float(high) + slack)]


def _rows_named(items: Sequence[Item], names: Names) -> None:
    """Add the rows of the facts to the names: sectors, accounts, scenarios, and instruments that no table named."""
    seen: set[tuple[str, str]] = set()
    for item in items:
        row = item.fact.row
        pair = (row.get("symbol", ""), row.get("name", ""))
        if not item.ids or item.pair or pair in seen:
            continue
        seen.add(pair)
        if pair[0]:
            # A row inside a named row, such as a holding in a scenario, has a name that is not its own.
            names.instrument(pair[0], "" if _INNER.search(item.fact.path) else pair[1])
        elif pair[1]:
            names.add(pair[1], "row", {pair[1].lower()})
        if row.get("account"):
            names.add(row["account"], "row", {row["account"].lower()})


__all__ = ["Ground", "Item", "Kind"]
