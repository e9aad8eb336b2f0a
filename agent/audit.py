"""Audit the arguments of a model's tool calls: numbers, dates and symbols must come from the person, the thread or the facts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

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
_FREE = {"limit", "cursor", "query", "expression", "seed", "ref", "answer_id", "currency", "lots"}
_SYMBOLS = {"symbol", "symbols", "benchmark"}
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

    @cached_property
    def words(self) -> str:
        """Give all of the person's words in lower case."""
        return level("\n".join((self.message, *self.thread)))

    @cached_property
    def figures(self) -> list[Figure]:
        """Give the figures of the person's words."""
        return [figure for text in (self.message, *self.thread) for figure in figures(text)]

    @cached_property
    def named(self) -> frozenset[str]:
        """Give the instruments that the person named or that the facts are about."""
        texts = (self.message, *self.thread)
        said = {word for text in texts for name in self.ground.names.find(text) for word in name.ids}
        return frozenset(said | {word for item in self.ground.items for word in item.ids} | set(self.ground.benchmarks))

    @cached_property
    def only_message(self) -> "Source":
        """Give the source of a draft: this message alone."""
        return Source(self.message, (), Ground(names=self.ground.names), self.portfolios)


@dataclass(frozen=True, slots=True)
class Audited:
    """The arguments that stand, the optional ones that were dropped, and what is wrong with required ones."""

    args: dict[str, Any]
    dropped: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


def _number(value: float | str) -> Decimal | None:
    try:
        return abs(Decimal(str(value)))
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
    number = _number(value)
    if number is None:
        return True
    if any(_same(figure, number) for figure in source.figures):
        return True
    return any(abs(abs(item.value) - number) <= Decimal("1e-9") for item in source.ground.near(number, number))


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


def _text_stands(key: str, value: str, source: Source) -> bool:
    if key == "portfolio_id":
        return not source.portfolios or value in source.portfolios
    if key in _SYMBOLS:
        return _symbol_stands(value, source)
    if key == "period":
        return _period_stands(value, source)
    if _ISO.match(value):
        return _date_stands(value, source)
    return not value.replace(".", "", 1).lstrip("-").isdecimal() or _number_stands(value, source)


def _stands(key: str, value: Any, source: Source) -> bool:
    """Tell whether an argument follows from what the person said or the facts."""
    if key in _FREE or value is None or isinstance(value, bool):
        return key != "expression" or _expression_stands(str(value), source)
    if isinstance(value, Mapping):
        return all(_stands(inner, item, source) for inner, item in value.items())
    if isinstance(value, list):
        return all(_stands(key, item, source) for item in value)
    if isinstance(value, (int, float)):
        return _number_stands(value, source)
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
