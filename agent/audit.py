"""Audit the arguments of a model's tool calls: numbers, dates and symbols must come from the person, the thread or the facts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from agent import directions, filters
from agent.gate.figure import Figure, Kind
from agent.gate.figures import figures, level
from agent.gate.ground import Ground
from agent.gate.lexicon import SPAN_DAYS

_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_PERIOD = re.compile(r"^(\d+)([MY])$")
_NAMED_PERIODS = {
    "YTD": r"\bytd\b|year[\s-]to[\s-]date|this year|so far",
    "MAX": r"\b(?:all|ever|inception|start|beginning|lifetime|max|since|whole)\b",
}
_PERIOD_WORDS = {
    ("1", "M"): r"\b(?:last|past|this|one) month", ("3", "M"): r"\bquarter", ("6", "M"): r"half[\s-]year|six months",
    ("1", "Y"): r"\b(?:last|past|this|a|one|per|over the|over a) (?:\w+ )?year|12 months|annual|yearly",
}  # fmt: skip
_RELATIVE = re.compile(
    r"\b(?:last|this|past|since|ago|yesterday|today|year|years|month|months|quarter|week|weeks|day|days|before|after|until|till|by|fy|q[1-4]|"
    r"jan\w*|feb\w*|mar\w*|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|long[\s-]term|crash|crisis|covid|retire\w*)\b"
)
_FREE = {"limit", "cursor", "query", "expression", "seed", "ref", "answer_id", "lots"}
_SYMBOLS = {"symbol", "symbols", "benchmark"}
_CURRENCIES = {"currency", "from_currency", "to_currency"}
# Moves have a direction, which the person's words give; every other figure of a call is an amount, a level or a weight.
_MOVES = {"market_move", "shocks"}
_NAMED_ROWS = {"shocks", "targets"}
_PARTS = re.compile(r"\b(?:by )?(half|(?:an? |one |two )?(?:third|quarter|fifth|tenth)s?)\b|\b(halv(?:e|es|ed|ing)|doubl(?:e|es|ed|ing))\b")
_OF_PART = {"half": "0.5", "third": "0.3333", "quarter": "0.25", "fifth": "0.2", "tenth": "0.1"}
_CONSTANTS = {Decimal(n) for n in (0, 1, 2, 10, 12, 52, 100, 252, 365)}
_HUNDRED = Decimal(100)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Source:
    """Where arguments may come from: this message, the person's earlier ones, the ground of facts and names, portfolio ids."""

    message: str
    thread: tuple[str, ...] = ()
    ground: Ground = field(default_factory=Ground)
    portfolios: frozenset[str] = frozenset()
    currencies: frozenset[str] = frozenset()

    @cached_property
    def words(self) -> str:
        """Give all of the person's words in lower case."""
        return level("\n".join((self.message, *self.thread)))

    @cached_property
    def figures(self) -> list[Figure]:
        """Give the figures of the person's words."""
        return [figure for text in (self.message, *self.thread) for figure in figures(text)]

    @cached_property
    def moves(self) -> list[tuple[Figure | Decimal, int]]:
        """Give the figures of the person's words that may be moves, each with its direction."""
        found: list[tuple[Figure | Decimal, int]] = []
        for text in (self.message, *self.thread):
            found += [(figure, directions.direction(text, figure.start, figure.end)) for figure in figures(text)]
            found += _parts(text)
        return found

    @cached_property
    def named(self) -> frozenset[str]:
        """Give the instruments that the person named or that the facts are about."""
        texts = (self.message, *self.thread)
        said = {word for text in texts for name in self.ground.names.find(text) for word in name.ids}
        return frozenset(said | {word for item in self.ground.items for word in item.ids} | set(self.ground.benchmarks))

    @cached_property
    def only_message(self) -> "Source":
        """Give the source of a draft: this message alone."""
        return Source(self.message, (), Ground(names=self.ground.names), self.portfolios, self.currencies)


@dataclass(frozen=True, slots=True)
class Audited:
    """The arguments that stand, the optional ones that were dropped, and what is wrong with required ones."""

    args: dict[str, Any]
    dropped: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def _parts(text: str) -> Iterator[tuple[Decimal, int]]:
    """Give the moves that are written as a word: loses a third, halves, doubles."""
    for found in _PARTS.finditer(level(text)):
        if found[2]:
            yield (Decimal(1), 1) if found[2].startswith("d") else (Decimal("0.5"), -1)
        else:
            word = found[1].split()[-1].rstrip("s")
            part = Decimal(_OF_PART[word]) * (2 if found[1].startswith("two") else 1)
            yield part, directions.direction(text, found.start(), found.end())


def _number(value: float | str) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _same(figure: Figure, value: Decimal) -> bool:
    if figure.span:
        return figure.kind is Kind.YEAR and Decimal(figure.span[0].year) == value
    if figure.kind in {Kind.PERCENT, Kind.POINTS, Kind.FRACTION}:
        loose = Decimal("0.005") if figure.kind is Kind.FRACTION else Decimal(0)
        return min(abs(value - figure.value), abs(value - figure.value * _HUNDRED)) <= loose
    return figure.value == value


def _number_stands(value: float | str, source: Source) -> bool:
    signed = _number(value)
    if signed is None:
        return True
    number = abs(signed)
    if any(_same(figure, number) for figure in source.figures):
        return True
    return any(abs(abs(item.value) - number) <= Decimal("1e-9") for item in source.ground.near(number, number))


def _move_stands(value: float | str, source: Source) -> bool:
    """Tell whether an assumed move is one that was said, in the direction that was said; without one it is a rise as written."""
    move = _number(value)
    if move is None:
        return True
    for figure, way in source.moves:
        same = _same(figure, abs(move)) if isinstance(figure, Figure) else abs(figure - abs(move)) <= Decimal("0.005")
        if same and (way or 1) * move > 0:
            return True
    return any(abs(item.value - move) <= Decimal("1e-9") for item in source.ground.near(abs(move), abs(move)))


def _date_stands(value: str, source: Source) -> bool:
    day = date.fromisoformat(value)
    for figure in source.figures:
        if figure.span and not figure.yearless and figure.span[0] - _DAY <= day <= figure.span[1] + _DAY:
            return True
        if figure.span and figure.yearless and (day.month, day.day) == (figure.span[0].month, figure.span[0].day):
            return True
    return bool(_RELATIVE.search(source.words)) or any(item.day == day for item in source.ground.days)


def _period_stands(value: str, source: Source) -> bool:
    found = _PERIOD.match(value)
    if not found:
        return bool(re.search(_NAMED_PERIODS.get(value, "^$"), source.words))
    days = int(found[1]) * SPAN_DAYS["month" if found[2] == "M" else "year"]
    written = [f for f in source.figures if f.kind is Kind.DURATION and f.noun]
    if any(abs(figure.value * SPAN_DAYS.get(figure.noun or "", Decimal(0)) - days) < 1 for figure in written):
        return True
    return bool(re.search(_PERIOD_WORDS.get((found[1], found[2]), "^$"), source.words))


def _symbol_stands(value: str, source: Source) -> bool:
    return value.lower() in source.named or value.lower() in source.words.split()


def _currency_stands(value: str, source: Source) -> bool:
    code = value.upper()
    known = code in source.currencies or any(code == item.fact.currency for item in source.ground.items)
    return known or filters.currency(code, source.words)


def _row_stands(name: str, source: Source) -> bool:
    """Tell whether the name of a row, such as a holding, sector or currency, was said."""
    return _symbol_stands(name, source) or _currency_stands(name, source) or filters.row(name, source.words)


def _portfolio_stands(value: str, source: Source) -> bool:
    return not source.portfolios or value in source.portfolios


_CHECKS: dict[str, Callable[[str, Source], bool]] = {
    "portfolio_id": _portfolio_stands, "period": _period_stands,
    **dict.fromkeys(_SYMBOLS, _symbol_stands), **dict.fromkeys(_CURRENCIES, _currency_stands),
}  # fmt: skip


def _text_stands(key: str, value: str, source: Source) -> bool:
    if key in _CHECKS:
        return _CHECKS[key](value, source)
    if key in filters.KEYS:
        return filters.chosen(key, value, source.words)
    if _ISO.match(value):
        return _date_stands(value, source)
    return not value.replace(".", "", 1).lstrip("-").isdecimal() or _number_stands(value, source)


def _inner(key: str, name: str) -> str:
    """Give the key that an entry is judged by: in a table of rows the table's, else its own."""
    return key if key in _NAMED_ROWS else name


def _stands(key: str, value: Any, source: Source) -> bool:
    """Tell whether an argument follows from what the person said or the facts."""
    if key in _FREE or value is None or isinstance(value, bool):
        return key != "expression" or _expression_stands(str(value), source)
    if isinstance(value, Mapping):
        return all(
            (key not in _NAMED_ROWS or _row_stands(name, source)) and _stands(_inner(key, name), item, source)
            for name, item in value.items()
        )
    if isinstance(value, list):
        return all(_stands(key, item, source) for item in value)
    if isinstance(value, (int, float)) or key in _MOVES:
        return (_move_stands if key in _MOVES else _number_stands)(value, source)
    return _text_stands(key, str(value), source)


def _expression_stands(expression: str, source: Source) -> bool:
    """Tell whether each literal of a sum is a fact, a figure of the person's words or a constant."""
    for figure in figures(expression):
        if figure.span or figure.value in _CONSTANTS:
            continue
        low, high = figure.value - figure.step / 2, figure.value + figure.step / 2
        near = [*source.ground.near(low, high), *source.ground.near(low / _HUNDRED, high / _HUNDRED)]
        if not near and not any(_same(other, figure.value) for other in source.figures):
            return False
    return True


def audit(args: Mapping[str, Any], schema: Mapping[str, Any], source: Source, *, drafts: bool = False) -> Audited:
    """Audit one call: what does not follow is dropped where it may be left out, else it is wrong."""
    required = set(schema.get("required", ()))
    properties = schema.get("properties", {})
    if drafts:
        source = source.only_message
    kept, dropped, wrong = dict(args), [], []
    for key, value in args.items():
        if value == properties.get(key, {}).get("default") or _stands(key, value, source):
            continue
        if key in required or drafts:
            wrong.append(key)
        else:
            dropped.append(key)
            kept.pop(key)
    return Audited(kept, tuple(dropped), tuple(wrong))


def explain(wrong: Iterable[str]) -> str:
    """Say to the model what is wrong with its call."""
    names = ", ".join(wrong)
    return f"bad_input: {names} must be what the person said or what a tool gave. Ask the person, or call again with that."
