"""Figures that are no facts: the person's own words, the arguments of a call, and the text of a cited passage."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from agent.gate.context import Context
from agent.gate.dates import dates
from agent.gate.figure import Figure, Kind
from agent.gate.figures import figures
from agent.gate.ground import Ground
from agent.gate.lexicon import SPAN_DAYS

_RESTATES = re.compile(
    r"\b(?:you (?:asked|want|wanted|said|mention\w*|told|gave|plan|are asking|would like|need)|"
    r"your (?:question|target|goal|request|plan|limit|budget|assum\w+|scenario|hypothe\w+)|"
    r"if|suppose|assum\w+|would|were to|what happens|hypothetical\w*|to (?:reach|invest|buy|sell|add|put|record)|"
    r"target of|goal of|scenario|draft|recorded?|in case|should (?:you|the)|did you mean|do you mean|asked for|asked about)\b"
)
_MEASURED = re.compile(
    r"\b(?:your (?:portfolio|holdings?|account|returns?|gains?|loss\w*|volatility|xirr|value|investments?) "
    r"(?:is|are|was|were|has|have|had|rose|fell|gained|lost|returned|grew|made|earned|stands|comes|came)|"
    r"you (?:have|had|hold|held|own|earned|gained|lost|made|returned|paid|received)|"
    r"you've|your (?:return|gain|loss|volatility|beta|value) of)\b"
)
_WANTED = re.compile(r"\b(?:if|would|were to|suppose|assum\w+|asked|target|goal|want\w*|scenario|to reach|draft|should)\b")
# Words beside which an argument of a call may be repeated as what the call was asked.
_ARGUMENT_WORDS: dict[str, str] = {
    "confidence": r"confidence|value[\s-]at[\s-]risk|\bvar\b|shortfall|level",
    "target": r"target|goal|reach",
    "contribution": r"contribut|saving|invest|month|add",
    "quantity": r"\bbuy|\bsell|bought|sold|trade|draft|record|add",
    "amount": r"\bbuy|\bsell|bought|sold|trade|draft|record|add|invest|deposit|withdraw",
    "price": r"draft|record|bought|sold|\bat\b",
    "fee": r"draft|record|fee|charge",
    "limit": r"\btop\b|first|largest|latest|last|most recent|show|biggest",
    "shock": r"shock|fall|drop|rise|if|scenario|crash",
    "market_move": r"shock|fall|drop|rise|\bif\b|scenario|crash|market",
    "expression": r"\w",
}
_LEVEL_AFTER = re.compile(r"\s*(?:confidence|level|var\b|value[\s-]at|one-day|daily|historical|expected|es\b|\)|of)")
_LEVEL_BEFORE = re.compile(r"(?:\bat|\()\s*(?:the\s|a\s)?$")
_FALLS = re.compile(r"\b(?:fall|drop|los|declin|crash|down|shock|slump)\w*\b[^.;]{0,20}$")
_PERIODS = {"M": "month", "Y": "year"}
_NUMBERS = {Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.POINTS, Kind.TIMES, Kind.FRACTION}
_EPS = Decimal("1e-9")


def restates(context: Context) -> bool:
    """Tell whether the sentence repeats the request or a hypothesis, and measures nothing of the portfolio's."""
    if not _RESTATES.search(context.lower):
        return False
    return not _MEASURED.search(context.lower) or bool(_WANTED.search(context.lower))


def same(one: Figure, other: Figure) -> bool:
    """Tell whether two written figures mean the same."""
    if one.span or other.span:
        return one.span == other.span
    if one.kind is Kind.DURATION or other.kind is Kind.DURATION:
        return one.kind is other.kind and _days(one) == _days(other)
    units = {one.kind, other.kind}
    alike = len(units) == 1 or units <= {Kind.NUMBER, Kind.MONEY} or units <= {Kind.PERCENT, Kind.POINTS}
    currencies = not one.currency or not other.currency or bool(one.currency & other.currency)
    return alike and currencies and one.value == other.value


def _days(figure: Figure) -> Decimal:
    return figure.value * SPAN_DAYS.get(figure.noun or "day", Decimal(1))


def from_person(figure: Figure, context: Context) -> bool:
    """Tell whether the figure is of the person's words and stands where it may."""
    if not any(same(figure, word) for word in context.ground.said):
        return False
    if figure.kind in {Kind.DATE, Kind.YEAR, Kind.DURATION} and not _MEASURED.search(context.lower):
        return True
    return restates(context)


def _rounded(figure: Figure, other: Figure) -> bool:
    return same(figure, other) or (
        figure.kind is other.kind and figure.span is None and abs(figure.value - other.value) <= figure.step / 2 + _EPS
    )


def from_passage(figure: Figure, context: Context) -> bool:
    """Tell whether a passage that the sentence cites holds the figure, and the sentence measures nothing of the portfolio's."""
    if _MEASURED.search(context.lower):
        return False
    texts = [context.ground.passages[n] for n in context.cites if n in context.ground.passages]
    return any(_rounded(figure, word) for text in texts for word in figures(text))


def _leaves(args: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in args.items():
        if isinstance(value, Mapping):
            yield from _leaves(value)
        elif isinstance(value, list):
            for item in value:
                yield from _leaves(item if isinstance(item, Mapping) else {key: item})
        else:
            yield key, value


def _argument(figure: Figure, key: str, value: Any, context: Context) -> bool:
    """Tell whether the figure repeats one argument beside the words that belong to it."""
    text, ground = context.lower, context.ground
    if isinstance(value, str) and figure.span:
        return any(figure.span == other.span for other in dates(value.lower()))
    if isinstance(value, str) and figure.kind is Kind.DURATION:
        return value[-1:] in _PERIODS and value[:-1].isdecimal() and _spans(figure, int(value[:-1]), _PERIODS[value[-1]])
    if key == "confidence" and not _level(figure, text):
        return False
    words = _ARGUMENT_WORDS.get(key) or rf"\b{re.escape(key.replace('_', ' '))}"
    if figure.kind not in _NUMBERS or not re.search(words, text):
        return False
    if (
        key == "expression"
        or not _in_currency(figure, ground)
        or (key == "quantity" and figure.kind is Kind.MONEY)
        or (key == "market_move" and not _agrees(figure, value, text))
    ):
        return False
    return _equal(figure, value)


def _in_currency(figure: Figure, ground: Ground) -> bool:
    """Tell whether an amount is in a currency that the facts have."""
    return not figure.currency or not ground.currencies or bool(figure.currency & ground.currencies)


def _agrees(figure: Figure, value: Any, text: str) -> bool:
    """Tell whether the word before an assumed move has the direction of the move."""
    down = bool(_FALLS.search(text[: figure.start]))
    return str(value).startswith("-") == (down or figure.sign < 0)


def _level(figure: Figure, text: str) -> bool:
    """Tell whether a percentage stands where a level of confidence does."""
    return bool(_LEVEL_AFTER.match(text, figure.end) or _LEVEL_BEFORE.search(text[: figure.start]))


def _equal(figure: Figure, value: Any) -> bool:
    if isinstance(value, bool) or value is None:
        return False
    if figure.sign < 0 and not str(value).startswith("-"):
        return False
    try:
        return abs(Decimal(str(value))) == figure.value
    except InvalidOperation:
        return False


def _spans(figure: Figure, number: int, noun: str) -> bool:
    return abs(_days(figure) - number * SPAN_DAYS[noun]) < 1


def from_call(figure: Figure, context: Context) -> bool:
    """Tell whether the figure repeats what a call was asked: a level of confidence, a period, a target, a date."""
    if _claims(figure, context):
        return False
    return any(_argument(figure, key, value, context) for args in context.ground.args for key, value in _leaves(args))


def _claims(figure: Figure, context: Context) -> bool:
    """Tell whether the words put a direction on the figure, as on a result."""
    if figure.kind in {Kind.DATE, Kind.YEAR, Kind.DURATION}:
        return False
    return context.direction(figure) != 0 and not restates(context)


def period_named(figure: Figure, context: Context) -> bool:
    """Tell whether a duration or year is that of a period which the facts state."""
    for start, end in context.ground.spans:
        days = Decimal((end - start).days)
        if figure.kind is Kind.DURATION and abs(_days(figure) - days) <= max(days * Decimal("0.04"), Decimal(6)):
            return True
        if figure.span and _touches(figure.span, start, end):
            return True
    return False


def _touches(span: tuple[date, date], start: date, end: date) -> bool:
    return span[0] <= start <= span[1] or span[0] <= end <= span[1]
