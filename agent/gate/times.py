"""Whose day a figure is: the dates and the word today of a clause, against the days of a fact's own record and result."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from agent.gate.context import Context
from agent.gate.figure import Figure, Kind
from agent.gate.ground import Item

_NOW = re.compile(r"\b(?:today|now|currently|at present|latest)\b(?!['’])")  # noqa: RUF001
_SINCE = re.compile(r"\bsince\s(?:the\s)?$")
_PERIODIC = re.compile(r"^(?:twr|xirr|modified_dietz|volatility|sharpe|sortino|calmar|max_drawdown|cagr|gain|downside_deviation|beta)")
_COMPARED = re.compile(r"\b(?:than|versus|vs|compared|against|from|up|down|before|after|was|were|earlier|then|previous)\b")
_SLACK = 6
_RECENT = re.compile(r"(?<!since )(?<!before )(?<!than )\b(?:last|past|this|previous) (?P<unit>week|month|quarter|year)\b(?!['\u2019])")
_MOST_DAYS = {"week": 14, "month": 45, "quarter": 125, "year": 380}
_Subject = tuple[str, frozenset[str], str | None]
_When = tuple[str | None, str | None, str | None]


def _touching(figure: Figure, days: Sequence[date]) -> bool:
    if figure.span is None:
        return True
    first, last = figure.span
    if figure.yearless:
        return any((day.month, day.day) == (first.month, first.day) for day in days)
    return any(first <= day <= last for day in days)


def _governing(figure: Figure, context: Context) -> list[Figure]:
    """Give the dates that speak of a figure: those of its clause, else those of the nearest clause before with a date."""
    found = [each for each in context.figures if each.kind in {Kind.DATE, Kind.YEAR} and each.span and each != figure]
    start, end = context.clause(figure)
    inside = [each for each in found if start <= each.start < end]
    if inside or context.row:
        return inside
    if len(found) == 1 and _SINCE.search(context.lower[: found[0].start]):
        return found
    shared = context.lower[: figure.start].lstrip(" *")
    leading = [each for each in found if each.end <= figure.start]
    return leading if re.match(r"(?:on|as of|as at|from|since|in|over)\b", shared) else []


def of_dates(figure: Figure, item: Item, context: Context) -> bool:
    """Tell whether the dates beside a figure are days of the fact: of its record, its period or its as-of."""
    if not context.dated or item.fact.tool == "calculate" or item.day:
        return True
    return all(_of_date(each, item, context) for each in _governing(figure, context))


def _of_date(each: Figure, item: Item, context: Context) -> bool:
    days = item.days
    since = _SINCE.search(context.lower[: each.start])
    if since and item.keys[:1] == ("by_period",):
        return False
    if since and item.fact.period[0] and each.span and not each.yearless:
        start = date.fromisoformat(item.fact.period[0][:10])
        return abs((start - each.span[0]).days) <= _SLACK or each.span[0] <= start <= each.span[1]
    if not days or _touching(each, days):
        return True
    mentioned = any(_touching(each, [date.fromisoformat(text)]) for text in item.mentions if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text))
    return mentioned or any(str(each.span[0].year) in value for value in item.fact.row.values() if each.span and each.kind is Kind.YEAR)


def backwards(context: Context) -> bool:
    """Tell whether a range of dates ends before it begins, or on the same day."""
    written = [figure for figure in context.figures if figure.span and not figure.yearless]
    for one, other in pairwise(written):
        joined = re.fullmatch(r"\s?(?:to|until|through)\s", context.lower[one.end : other.start])
        begins = re.search(r"\b(?:from|between)\s$", context.lower[: one.start])
        if joined and begins and one.span and other.span and one.span[0] >= other.span[1]:
            return True
    return False


def of_now(item: Item, context: Context) -> bool:
    """Tell whether a fact that the sentence calls today's is of the ground's latest day."""
    if not item.fact.as_of or not _NOW.search(context.lower) or item.fact.tool == "calculate":
        return True
    return item.fact.as_of >= context.ground.latest or bool(_COMPARED.search(context.lower))


def _recent(item: Item, context: Context) -> bool:
    """Tell whether a measure's period is no longer than the week, month, quarter or year that the sentence names."""
    found, (start, end) = _RECENT.search(context.lower), item.fact.period
    if not found or not start or not end or item.keys[:1] == ("by_period",) or _COMPARED.search(context.lower):
        return True
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days <= _MOST_DAYS[found["unit"]]


def of_some_period(item: Item, context: Context) -> bool:
    """Tell whether a measure of a period may stand where the sentence names one: not one without, where others have one."""
    if not _PERIODIC.match(item.key):
        return True
    if not _recent(item, context):
        return False
    if item.fact.period[0] or not context.spans_period:
        return True
    return not any(other.fact.period[0] for other in context.ground.items if other.key == item.key)


def one_call(context: Context, matched: Sequence[tuple[Figure, list[Item]]]) -> list[tuple[Figure, list[Item]]]:
    """Where nothing tells two calls of one tool apart, keep the facts of the one that shows most figures."""
    if context.row or context.dated or context.spans_period or _COMPARED.search(context.lower) or len(matched) < len("ab"):
        return list(matched)
    matched = _one_day(matched)
    votes: dict[_Subject, Counter[_When]] = {}
    for _, items in matched:
        for subject, when in {(_subject(item), _when(item)) for item in items}:
            votes.setdefault(subject, Counter())[when] += 1
    best = {subject: times.most_common(1)[0][0] for subject, times in votes.items()}
    return [(figure, [item for item in items if best[_subject(item)] == _when(item)]) for figure, items in matched]


def _one_day(matched: Sequence[tuple[Figure, list[Item]]]) -> list[tuple[Figure, list[Item]]]:
    """Keep of each row the facts of the day that shows most figures."""
    votes: dict[str, Counter[str | None]] = {}
    for _, items in matched:
        for name, day in {(min(item.ids), item.fact.as_of) for item in items if item.ids}:
            votes.setdefault(name, Counter())[day] += 1
    best = {name: days.most_common(1)[0][0] for name, days in votes.items()}
    return [(figure, [item for item in items if not item.ids or best[min(item.ids)] == item.fact.as_of]) for figure, items in matched]


def _subject(item: Item) -> _Subject:
    return item.fact.tool, item.ids, item.fact.portfolio_id


def _when(item: Item) -> _When:
    return item.fact.as_of, *item.fact.period
