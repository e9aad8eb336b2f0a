"""Match a figure to a fact: value at the shown precision, unit, currency, sign, row, period and name."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from agent.gate import binding, concepts
from agent.gate.context import Context
from agent.gate.figure import Figure, Kind
from agent.gate.ground import Item

_HALF = Decimal("0.5")
_EPS = Decimal("1e-9")
_CHANGE = re.compile(
    r"gain|return|twr|xirr|dietz|change|cagr|alpha|allocation$|selection|interaction|short_term|long_term|realised|^net_|profit"
)
_LOSS = re.compile(r"^var_|^es_|loss|drawdown|fee|tax|charge|^cost$|ulcer|outflow|withdraw")
_SIGNLESS = re.compile(r"^amount$|fee|tax|charge")
_PLAIN = re.compile(
    r"sharpe|sortino|calmar|beta|correlation|matrix|r_squared|skew|kurtosis|information_ratio|ulcer|diversification|effective|hhi|ratio|probability"
)
_NOUN_UNITS = {"share": {"shares", "count"}, "unit": {"shares", "count"}, "day": {"days", "count"}, "session": {"days", "count"}}
# What is counted, by the noun beside the count: portfolios are counted in portfolios_count and in the list of portfolios.
_NOUN_KEYS = {
    **dict.fromkeys(("holding", "position", "stock", "fund", "instrument"), re.compile(r"holding|position|item|instrument|stock|count$")),
    "portfolio": re.compile(r"portfolio"),
    **dict.fromkeys(
        ("transaction", "trade", "sale", "payment", "dividend", "purchase"), re.compile(r"transaction|trade|sale|count|by_|payment")
    ),
    "lot": re.compile(r"lot|count"),
    "scenario": re.compile(r"scenario|count"),
}
_OF_SHARES = re.compile(r"\s*(?:shares?|units?)\b(?!\s(?:of|in)\s(?:your|the)\s(?:total|portfolio))")
_RETURN_OF = re.compile(r"\b(?:returns?|gains?|growth)\s(?:of|is|was)\s\W*$")
_BARE_DIGITS = 3
_WIDE = {"near": Decimal("0.03"), "over": Decimal("0.1"), "under": Decimal("0.1"), None: Decimal("0.005")}
_HUNDRED = Decimal(100)
_LOOSEST = Decimal("0.05")


def precision(figure: Figure) -> tuple[Decimal, Decimal]:
    """Give the least and the largest size of a fact that may be shown as this figure."""
    if figure.kind is Kind.FRACTION:
        wide = _WIDE[figure.about]
        low = figure.value if figure.about == "over" else figure.value - wide
        return low, figure.value if figure.about == "under" else figure.value + wide
    half = (figure.step if figure.about is None else _coarse(figure)) * _HALF
    if half >= 1:
        half = min(half, figure.value * _LOOSEST)
    return max(figure.value - half, Decimal(0)), figure.value + half


def _coarse(figure: Figure) -> Decimal:
    """Give one unit of the last digit that counts when the figure is approximate: about 120,000 counts to 10,000."""
    if figure.kind not in {Kind.NUMBER, Kind.MONEY} or figure.value < _HUNDRED:
        return figure.step
    digits = str(int(figure.value / figure.step))
    zeros = len(digits) - len(digits.rstrip("0"))
    return figure.step.scaleb(min(zeros, max(len(digits) - 2, 0)))


def _sized(figure: Figure, item: Item) -> bool:
    size = abs(item.value)
    if figure.kind is Kind.NUMBER and item.fact.unit == "ratio" and not _PLAIN.search(item.key):
        return figure.step < 1 and abs(size - figure.value) <= figure.step * _HALF + _EPS
    if figure.kind is Kind.FRACTION and figure.about in {"over", "under"} and item.key == "weight":
        return size >= figure.value if figure.about == "over" else size <= figure.value
    low, high = precision(figure)
    if not low - _EPS <= size <= high + _EPS:
        return False
    if figure.about == "over":
        return size >= figure.value - _EPS
    return figure.about != "under" or size <= figure.value + _EPS


def _unit(figure: Figure, item: Item, context: Context) -> bool:
    """Tell whether the fact's unit may be written as this figure."""
    unit = item.fact.unit
    match figure.kind:
        case Kind.PERCENT | Kind.FRACTION:
            return unit == "ratio"
        case Kind.POINTS:
            return unit in {"ratio", "count", "price"}
        case Kind.MONEY:
            return unit in {"money", "price"} and item.fact.currency in figure.currency and _amount(figure, item, context)
        case Kind.TIMES:
            return unit in {"ratio", "count"}
        case Kind.NUMBER:
            return _bare(figure, item, context)
        case _:
            return False


def _amount(figure: Figure, item: Item, context: Context) -> bool:
    """Tell whether an amount is none of shares, and where it is nothing at all, whether its words are those of the field."""
    if _OF_SHARES.match(context.lower, figure.end):
        return False
    cell = context.cell(figure)
    return (
        figure.value != 0
        or bool(concepts.spoken(cell) & concepts.held(item.keys))
        or any(key.replace("_", " ") in cell for key in item.keys)
    )


def _bare(figure: Figure, item: Item, context: Context) -> bool:
    """Tell whether a number without unit may be this fact."""
    unit = item.fact.unit
    if figure.noun:
        keys = _NOUN_KEYS.get(figure.noun)
        return unit in _NOUN_UNITS.get(figure.noun, {"count"}) and (keys is None or bool(keys.search(item.key)))
    if unit in {"money", "price"}:
        enough = len(str(figure.value / figure.step).replace(".", "").rstrip("0")) >= _BARE_DIGITS
        return context.row or enough or unit == "price"
    return True


def _signed(figure: Figure, item: Item, context: Context) -> bool:
    """Tell whether sign and direction words agree with the fact's sign."""
    key = item.key
    loss = bool(_LOSS.search(key))
    if (_SIGNLESS.search(key) and (figure.sign >= 0 or item.value < 0)) or item.value == 0:
        return True
    direction = context.direction(figure)
    if loss and not _CHANGE.search(key):
        plain = figure.sign >= 0 or item.value < 0
        return plain and (direction <= 0 or not re.search(r"var|es_|loss|drawdown", key))
    if item.fact.tool == "calculate" and not figure.sign:
        return item.value > 0 or direction < 0 or context.inherited(figure) < 0 or binding.compares(context)
    written = figure.sign
    if item.value < 0:
        lent = 0 if _RETURN_OF.search(context.lower[: figure.start]) else context.inherited(figure)
        down = direction < 0 or (direction == 0 and lent < 0)
        return written < 0 or (figure.either and direction <= 0) or (not written and down)
    return written >= 0 and not (direction < 0 and _CHANGE.search(key) and not written)


def candidates(figure: Figure, context: Context) -> Iterator[Item]:
    """Give the facts that agree with a figure in value, unit, sign, row, period and name, this turn's first."""
    low, high = precision(figure)
    if figure.kind is Kind.FRACTION and figure.about in {"over", "under"}:
        found = [item for item in context.ground.items if item.day is None and _sized(figure, item)]
    elif figure.kind is Kind.POINTS:
        found = [*context.ground.near(low, high), *context.ground.near(low * _HUNDRED, high * _HUNDRED)]
        found = [item for item in found if (item.fact.unit == "ratio") == (abs(item.value) <= high + _EPS)]
    else:
        found = [item for item in context.ground.near(low, high) if _sized(figure, item)]
    for item in sorted(found, key=lambda item: not item.current):
        if _unit(figure, item, context) and _signed(figure, item, context) and binding.belongs(figure, item, context):
            yield item


def ranked(figure: Figure, context: Context) -> list[Item]:
    """Give the facts that a figure may show, first those whose field is called what the sentence calls it."""
    cell = context.cell(figure)
    found = [item for item in candidates(figure, context) if concepts.fits(cell, item.keys, item.ids)]
    named = concepts.spoken(cell)
    return sorted(
        found,
        key=lambda item: (
            not item.current,
            item.derived,
            not (named & concepts.held(item.keys)),
            bool(item.ids) and not context.named,
            len(item.keys) if not item.ids else 0,
        ),
    )


def _within(day: date, figure: Figure) -> bool:
    if figure.span is None:
        return False
    first, last = figure.span
    if figure.yearless:
        return (day.month, day.day) == (first.month, first.day)
    return first <= day <= last


def dates(figure: Figure, context: Context) -> list[Item]:
    """Give the date facts that a written date may stand for."""
    cell = context.cell(figure)
    named = [item for item in context.ground.days if item.day and _within(item.day, figure) and binding.as_of(figure, item, context)]
    return [item for item in named if binding.of_row(figure, item, context) and concepts.fits(cell, item.keys, item.ids, day=True)]
