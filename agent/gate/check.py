"""Check one sentence: every figure, date, direction and comparison against the ground."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.gate import compare, records, said, times, tongue
from agent.gate.context import Context
from agent.gate.figure import Figure, Kind
from agent.gate.figures import figures, level
from agent.gate.ground import Ground, Item
from agent.gate.lexicon import SPAN_DAYS
from agent.gate.match import dates, ranked
from agent.gate.stated import plain

_CITE = re.compile(r"\[(\d{1,3})\]")
_LIST = re.compile(r"^\s*(?:[-*+]\s+)?\d{1,3}[.)]\s+|^\s*#{1,6}\s+\d{1,2}[.)]\s")
# A question or command in quotation marks is offered, not stated.
_ASKED = re.compile(
    '["\u201c](?:[^"\u201c\u201d$\u20b9\u20ac]*\\?|(?:Compare|Show|Explain|List|Tell|Give|Record|Test)\\s[^"\u201c\u201d%$\u20b9\u20ac]*)["\u201d]'
)
_NO_DAY = re.compile(r"\b(?:3[2-9]|[4-9]\d)(?:st|nd|rd|th)?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b")
_YEAR = Decimal("365.25")
_ODDS = re.compile(r"\b(?:one|1) (?:trading )?day in $")
_ENTITY = re.compile(r"&#|&[a-z]+\d*;")


@dataclass(frozen=True, slots=True)
class Match:
    """A fact and the code points of the sentence that show it."""

    ref: str
    start: int
    end: int
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a sentence may be shown, what its figures rest on, and what is wrong with it."""

    ok: bool
    spans: tuple[Match, ...] = ()
    problems: tuple[str, ...] = ()


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"\d", "x", found[0])


def context_of(sentence: str, ground: Ground, header: tuple[str, ...] = ()) -> Context:
    """Read a sentence: names and marks blanked, figures and names found."""
    cites = tuple(int(found[1]) for found in _CITE.finditer(sentence))
    asked = _ASKED.sub(lambda found: " " * len(found[0]), sentence)
    text = _CITE.sub(lambda found: " " * len(found[0]), _LIST.sub(_blank, asked))
    text = ground.names.masked(text)
    named = ground.names.find(asked)
    return Context(sentence, text, level(text), figures(text), named, ground, cites, header)


def _durations(figure: Figure, context: Context) -> list[Item]:
    """Give the facts that count the days of a written duration."""
    days = figure.value * SPAN_DAYS.get(figure.noun or "day", 1)
    half = SPAN_DAYS.get(figure.noun or "day", 1) * figure.step / 2 if figure.noun != "day" else 0
    units = {"days"} if figure.noun != "day" else {"days", "count"}
    return [item for item in context.ground.near(days - half, days + half) if item.fact.unit in units]


def _ordinal(figure: Figure, context: Context) -> bool:
    """Tell whether a percentile is one that the facts hold, or a day of the month in words."""
    key = f"p{figure.value}"
    return "percentile" not in context.lower or any(key in item.keys for item in context.ground.items)


def _facts(figure: Figure, context: Context) -> list[Item]:
    """Give the facts that a figure may show, best first."""
    if figure.free:
        return []
    if figure.span:
        found = dates(figure, context)
        return found or (ranked(_as_number(figure, context), context) if figure.kind is Kind.YEAR else [])
    if figure.kind is Kind.DURATION:
        return _durations(figure, context)
    return ranked(figure, context)


def _as_number(figure: Figure, context: Context) -> Figure:
    """Read a year as the plain number that it may be: 2024 shares."""
    value = Decimal(context.raw[figure.start : figure.end])
    return Figure(Kind.NUMBER, figure.start, figure.end, value=value, step=Decimal(1))


def _else(figure: Figure, context: Context) -> bool:
    """Tell whether a figure without fact may stand all the same."""
    if figure.free or said.from_person(figure, context) or said.from_passage(figure, context) or said.from_call(figure, context):
        return True
    if figure.kind in {Kind.DURATION, Kind.DATE, Kind.YEAR}:
        return said.period_named(figure, context) or _idle(figure, context) or _row_name(figure, context)
    return figure.kind is Kind.ORDINAL and _ordinal(figure, context)


def _defining(figure: Figure, context: Context, held: Sequence[tuple[Figure, list[Item]]]) -> bool:
    """Tell whether a figure is part of the definition of another one shown, or the odds that its confidence means."""
    if figure.kind is Kind.DURATION and abs(figure.value * SPAN_DAYS.get(figure.noun or "day", 1) - _YEAR) < 1:
        return any(item.key.startswith("trailing") for item in context.ground.items)
    if figure.kind is Kind.PERCENT:
        return any(figure.value == other.value for _, items in held for item in items[:1] for other in figures(item.fact.definition or ""))
    odds = _ODDS.search(context.lower[: figure.start])
    levels = [item.value for item in context.ground.items if item.key == "confidence"] if odds else []
    return any(abs(figure.value * (1 - level) - 1) < Decimal("0.001") for level in levels)


def _idle(figure: Figure, context: Context) -> bool:
    """Tell whether a duration stands in a question or offer that states nothing."""
    return figure.kind is Kind.DURATION and context.raw.rstrip().endswith("?")


def _row_name(figure: Figure, context: Context) -> bool:
    """Tell whether a year is the name of a row of the facts, in a table."""
    text = context.raw[figure.start : figure.end].strip()
    return context.row and any(text in item.fact.row.values() for item in context.ground.items)


def check(sentence: str, ground: Ground, header: tuple[str, ...] = ()) -> Verdict:
    """Hold one sentence against the ground; `header` are the head cells when the sentence is a table row."""
    context = context_of(sentence, ground, header)
    problems = [f"uses a character reference: {found[0]}" for found in _ENTITY.finditer(sentence)]
    problems += [f"{found[0]!r} is no day" for found in _NO_DAY.finditer(context.lower)]
    matched: list[tuple[Figure, Item]] = []
    held = list(records.of_one_row(context, [(figure, _facts(figure, context)) for figure in context.figures]))
    for figure, found in times.one_call(context, held):
        if found:
            matched.append((figure, found[0]))
        elif not _else(figure, context) and not _defining(figure, context, held):
            problems.append(f"no fact shows {sentence[figure.start : figure.end].strip()!r} here")
    problems += records.names(context)
    problems += ["is not in English"] if tongue.foreign(sentence) else []
    problems += ["the range of dates runs backwards"] if times.backwards(context) else []
    problems += [f"cites [{n}], which is no passage" for n in context.cites if n not in ground.passages]
    problems += compare.problems(context, matched)
    if plain(sentence) in ground.stated:
        problems = []
    spans = tuple(Match(item.fact.ref, figure.start, figure.end, item) for figure, item in matched if not item.derived)
    return Verdict(not problems, spans, tuple(problems))
