"""Whose figure it is: the instrument, row, portfolio and period that a sentence names, against those of a fact."""

import re
from datetime import date
from decimal import Decimal

from agent.gate import times
from agent.gate.context import Context
from agent.gate.figure import Figure, Kind
from agent.gate.ground import Ground, Item
from agent.gate.lexicon import SPAN_DAYS
from agent.gate.names import Named

_COMPARES = re.compile(r"\b(?:beat|beaten|lag(?:s|ged)?|behind|ahead|outperform\w*|underperform\w*|trail(?:s|ed)?|less than|more than)\b")
_RESPECTIVE = re.compile(r"\brespectively\b")
_PERIOD = re.compile(r"\b(?:last|past|previous|trailing|over|during|for|in|the)\s(?:the\s)?(?:last\s|past\s)?$")
_AFTER_PERIOD = re.compile(r"^(?:[\s-]?(?:return|performance|gain|twr|xirr|figure|period|horizon|result))")
_YTD = re.compile(r"\bytd\b|year[\s-]to[\s-]date|\bthis year\b|so far this year")
_PAST_YEAR = re.compile(r"\b(?:past|trailing|last)\s(?:year|twelve months)\b")
_YEAR_OF = re.compile(r"\b(?:in|during|for|of|calendar year)\s$")
_AS_OF = re.compile(r"\bas (?:of|at)\s(?:the\s)?$")
_AS_OF_KEYS = re.compile(r"as_of|price_date|^end$|^date$")
_SUPPOSES = re.compile(r"\bif\b|\bwould\b|\bscenario|\bshock")
_SUM = re.compile(r"\b(?:together|combined|in total|add up to|sum to|total of)\b")
_SHORT_DAYS = 6
_TOLERANCE = Decimal("0.04")
_YEAR = Decimal("365.25")


def compares(context: Context) -> bool:
    """Tell whether the sentence states a difference, whose sign the comparison gives."""
    return bool(_COMPARES.search(context.lower))


def _positional(figure: Figure, context: Context, subjects: list[Named]) -> Named | None:
    """Give the subject at the same place in a list of names as the figure in its list of figures."""
    counted = [f for f in context.figures if f.kind not in {Kind.DATE, Kind.YEAR, Kind.DURATION, Kind.ORDINAL}]
    for listed in (subjects, [name for name in subjects if name.kind != "whole"]):
        if len(counted) == len(listed) >= len("ab") and figure in counted:
            apart = listed[-1].end <= counted[0].start or counted[-1].end <= listed[0].start
            if apart or _RESPECTIVE.search(context.lower):
                return listed[counted.index(figure)]
    return None


def _nearest(figure: Figure, subjects: list[Named]) -> list[Named]:
    before = [name for name in subjects if name.end <= figure.start]
    after = [name for name in subjects if name.start >= figure.end]
    return before[-1:] or after[:1]


def owners(figure: Figure, context: Context) -> list[Named]:
    """Give the subjects that a figure may belong to; empty when the sentence names none."""
    subjects = context.subjects
    if len(subjects) <= 1 or context.row:
        return subjects
    start, end = context.clause(figure)
    inside = [name for name in subjects if start <= name.start < end]
    named = [name for name in inside if name.kind != "whole"]
    listed = _positional(figure, context, subjects)
    if listed:
        return [listed]
    if len(named) > 1:
        return _nearest(figure, named) + [name for name in inside if name.kind == "whole"]
    if inside:
        return inside
    before = [name for name in subjects if name.end <= figure.start]
    return before[-1:] or subjects[:1]


def _rowless(item: Item, owner: Named, ground: Ground) -> bool:
    """Tell whether a fact without row may stand beside a name: its call was about that name, or the whole is meant too."""
    if "cash" in owner.ids and any("cash" in key for key in item.keys):
        return True
    if owner.kind == "row":
        return not owner.ids & ground.rows
    return bool(owner.ids & item.mentions) or any(word in mention for word in owner.ids for mention in item.mentions)


def _scenario(item: Item, context: Context) -> bool:
    """Tell whether a fact is a whole scenario's, in a sentence that supposes one."""
    return item.keys[:1] == ("scenarios",) and "items" not in item.keys and bool(_SUPPOSES.search(context.lower)) and not context.scenarios


def _of_named_portfolio(item: Item, context: Context) -> bool:
    """Tell whether a fact stands in the row of a portfolio that the sentence names."""
    if item.keys[:1] != ("portfolios",):
        return False
    forms = {context.lower[name.start : name.end] for name in context.named if name.kind == "portfolio"}
    return bool(item.ids & forms)


def of_row(figure: Figure, item: Item, context: Context) -> bool:
    """Tell whether a fact's row is the one that the sentence names for the figure."""
    found = owners(figure, context)
    if item.ids and (_scenario(item, context) or _of_named_portfolio(item, context)):
        return True
    if item.ids and _SUM.search(context.lower) and len({name.ids for name in context.named if name.kind != "portfolio"}) > 1:
        return False
    return _owned(figure, item, context, found)


def _owned(figure: Figure, item: Item, context: Context, found: list[Named]) -> bool:
    """Tell whether a fact is of one of a figure's owners, or may stand without one."""
    if not found:
        own = not item.ids or bool(item.ids & context.ground.benchmarks)
        return own or context.row or not context.yours or context.parts(figure)
    if all(owner.kind == "whole" for owner in found):
        return not item.ids or context.parts(figure) or item.pair
    if item.pair:
        return _paired(figure, item, context)
    if item.ids:
        return any(owner.ids & item.ids for owner in found)
    return any(owner.kind == "whole" or _rowless(item, owner, context.ground) for owner in found)


def of_portfolio(item: Item, context: Context) -> bool:
    """Tell whether a fact is of the portfolio that the sentence names."""
    named = [name for name in context.named if name.kind == "portfolio"]
    if not named or context.ground.portfolios <= 1:
        return True
    ids = frozenset(word for name in named for word in name.ids)
    own = item.fact.portfolio_id
    if own:
        return own in ids
    words = {value.lower() for value in item.fact.row.values()}
    forms = {context.lower[name.start : name.end] for name in named}
    return bool(words & forms) or bool({word.lower() for word in ids} & item.mentions)


def as_of(figure: Figure, item: Item, context: Context) -> bool:
    """Tell whether a date that the sentence calls as-of is one that figures are as of."""
    return not _AS_OF.search(context.lower[: figure.start]) or bool(_AS_OF_KEYS.match(item.key))


def _paired(figure: Figure, item: Item, context: Context) -> bool:
    """Tell whether a figure about two names is of the two that the clause, or the table's row and column, names."""
    named = [name for name in context.named if name.kind == "instrument"]
    if context.row:
        named = named[:1] + context.ground.names.find(context.head(figure))
    else:
        start, end = context.clause(figure)
        inside = [name for name in named if start <= name.start < end]
        named = inside if len(inside) > 1 else named
    return all(name.ids & item.ids for name in named)


def _period(item: Item) -> tuple[date, date] | None:
    first, last = item.fact.period
    return (date.fromisoformat(first[:10]), date.fromisoformat(last[:10])) if first and last else None


def _lasts(days: int, figure: Figure) -> bool:
    """Tell whether a number of days is the written duration."""
    wanted = figure.value * SPAN_DAYS[figure.noun or "day"]
    return abs(days - wanted) <= max(wanted * _TOLERANCE, Decimal(_SHORT_DAYS))


def _names_period(figure: Figure, context: Context) -> bool:
    before, after = context.lower[: figure.start], context.lower[figure.end :]
    return bool(_PERIOD.search(before) or _AFTER_PERIOD.match(after))


def of_period(item: Item, context: Context) -> bool:
    """Tell whether a fact's period is the one that the sentence names."""
    period = _period(item)
    if period is None or item.key.startswith("trailing"):
        return True
    days = (period[1] - period[0]).days
    durations = [f for f in context.figures if f.kind is Kind.DURATION and _names_period(f, context)]
    if durations and not any(_lasts(days, figure) for figure in durations):
        return False
    if _YTD.search(context.lower) and not _starts_year(period):
        return False
    if _PAST_YEAR.search(context.lower) and not (abs(days - _YEAR) <= _SHORT_DAYS * 2):
        return False
    return _of_year(item, period, context)


def _starts_year(period: tuple[date, date]) -> bool:
    return abs((period[0] - date(period[1].year, 1, 1)).days) <= _SHORT_DAYS


def _of_year(item: Item, period: tuple[date, date], context: Context) -> bool:
    """Tell whether a fact belongs to the calendar year that the sentence speaks of."""
    years = [f for f in context.figures if f.kind is Kind.YEAR and _YEAR_OF.search(context.lower[: f.start])]
    if not years or any(str(f.span[0].year) in value for f in years if f.span for value in item.fact.row.values()):
        return True
    if item.day:
        return True
    return any(
        f.span and abs((period[0] - f.span[0]).days) <= _SHORT_DAYS and period[1] <= f.span[1] for f in years
    )  # fmt: skip


def of_day(item: Item, context: Context) -> bool:
    """Tell whether a fact is as of the day that the sentence gives."""
    for figure in context.figures:
        if figure.kind is Kind.DATE and figure.span and _AS_OF.search(context.lower[: figure.start]) and item.fact.as_of:
            day = date.fromisoformat(item.fact.as_of[:10])
            if not figure.yearless and not figure.span[0] <= day <= figure.span[1] and _period(item) is None:
                return False
    return True


def belongs(figure: Figure, item: Item, context: Context) -> bool:
    """Tell whether a fact is of the row, portfolio, period and day that the sentence names."""
    own = of_row(figure, item, context) and of_portfolio(item, context) and of_period(item, context) and of_day(item, context)
    return own and times.of_dates(figure, item, context) and times.of_now(item, context) and times.of_some_period(item, context)
