"""Find the figures of a sentence in every written form."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import zip_longest

from agent.gate import lexicon
from agent.gate.dates import dates
from agent.gate.figure import ZERO, Figure, Kind

FREE_WORDS = 3
_LINK = re.compile(r"\s?(?:-|to|or|and|/)\s?$")
_BETWEEN = re.compile(r"between\s\W{0,3}$")
_NEVER_SHARED = {Kind.DATE, Kind.YEAR, Kind.FRACTION, Kind.ORDINAL}
_FIXED = {"point": (Kind.POINTS, Decimal("0.01")), "bps": (Kind.POINTS, Decimal("0.0001")), "percent": (Kind.PERCENT, Decimal("0.01"))}
_DURATIONS = {"d": "day", "w": "week", "m": "month", "y": "year", "yr": "year", "yrs": "year"}
_BLANKS = "*`\\\u00a0\u202f\u2009\u2007\t\n"
_SPACED = str.maketrans(
    dict.fromkeys(_BLANKS, " ") | {"\uff05": "%", "\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": ";"}
)


def level(text: str) -> str:
    """Give the text in lower case with emphasis blanked, every character at its place."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.translate(_SPACED).replace("__", "  ")


def _overlaps(at: int, end: int, taken: list[Figure]) -> bool:
    return any(at < other.end and end > other.start for other in taken)


def _number(found: re.Match[str]) -> tuple[Decimal, Decimal, bool]:
    """Give value, one unit of the last digit and whether it is written as a word."""
    word = found["word"]
    if word:
        return Decimal((lexicon.WORDS | lexicon.ARTICLES)[word.replace(" ", "-")]), Decimal(1), True
    digits = (found["num"] or found["glued"] or found["glued2"] or found["glued3"]).replace(",", "")
    value = Decimal(digits)
    exponent = value.as_tuple().exponent
    return value, Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0), False


def _unit_kind(unit: str) -> tuple[Kind, Decimal, str | None]:
    """Give the kind, the factor to the facts' scale and the noun of a written unit."""
    unit = re.sub(r"[\s-]", "", unit)
    if unit in {"%", "percent", "pct"}:
        return (*_FIXED["percent"], None)
    if unit in {"basispoint", "basispoints", "bps"}:
        return (*_FIXED["bps"], None)
    if unit.startswith(("point", "percentagepoint", "pp")):
        return (*_FIXED["point"], None)
    if unit in {"x", "\u00d7", "times"}:
        return Kind.TIMES, Decimal(1), None
    if unit in {"st", "nd", "rd", "th"}:
        return Kind.ORDINAL, Decimal(1), None
    noun = re.sub(r"^(?:trading|calendar|market)", "", unit)
    noun = _DURATIONS.get(noun) or _DURATIONS.get(noun.rstrip("s"), noun.rstrip("s"))
    return Kind.DURATION, Decimal(1), noun


def _scaled(found: re.Match[str]) -> tuple[Kind, Decimal, str | None]:
    """Give kind, factor and noun of a number by its currency, scale and unit."""
    currency, scale, unit = found["pre"] or found["post"], found["scale"], found["unit"]
    if scale in lexicon.LETTER_SCALES and not currency:
        return (Kind.DURATION, Decimal(1), "month") if scale == "m" else (Kind.NUMBER, Decimal(1), None)
    factor = Decimal(1).scaleb(lexicon.SCALES.get(scale or "", 0))
    if found["pre"] or (currency and not unit):
        return Kind.MONEY, factor, None
    if unit:
        kind, more, noun = _unit_kind(unit)
        return kind, factor * more, noun
    return Kind.NUMBER, factor, None


def _ends(found: re.Match[str], kind: Kind) -> int:
    """Leave out a currency word that follows a unit: it does not belong to the figure."""
    return found.end("unit") if found["unit"] and found["post"] and kind is not Kind.MONEY else found.end()


def _figure(text: str, found: re.Match[str]) -> Figure | None:
    value, step, worded = _number(found)
    kind, factor, noun = _scaled(found)
    if worded and kind is Kind.ORDINAL:
        return None
    free = worded and value <= FREE_WORDS and kind in {Kind.NUMBER, Kind.DURATION, Kind.TIMES} and factor == 1
    sign = found["sign"] or found["sign2"] or ""
    start, end = found.start(), _ends(found, kind)
    either = text[:start].rstrip().endswith("(") and text[end:].lstrip().startswith(")")
    currency = lexicon.CURRENCIES.get((found["pre"] or (found["post"] if kind is Kind.MONEY else "") or "").strip(), frozenset())
    if kind is Kind.NUMBER and noun is None:
        after = lexicon.NOUN.match(text, end)
        noun = after[1].rstrip("s") if after else None
    about = lexicon.ABOUT_BEFORE.search(text, 0, start)
    return Figure(
        kind, start, end, value=value * factor, step=step * factor, sign=-1 if sign == "-" else int(bool(sign)),
        either=either, currency=currency, noun=noun, about=lexicon.ABOUT[about[1]] if about else None, free=free,
    )  # fmt: skip


def _fractions(text: str) -> Iterator[Figure]:
    for found in lexicon.FRACTION.finditer(text):
        if found["vulgar"]:
            above, below = lexicon.VULGAR[found["vulgar"]].split("/")
            value = Decimal(above) / Decimal(below)
        elif found["half"]:
            value = Decimal("0.5")
        else:
            value = Decimal(lexicon.WORDS.get(found["n"], 1)) / lexicon.PARTS[found["part"]]
        about = lexicon.ABOUT_BEFORE.search(text, 0, found.start())
        yield Figure(Kind.FRACTION, found.start(), found.end(), value, Decimal("0.01"), about=lexicon.ABOUT[about[1]] if about else None)


def _linked(text: str, figure: Figure, after: Figure) -> bool:
    """Tell whether two figures are the ends of one range, or percentages named together."""
    between = text[figure.end : after.start]
    if figure.kind not in {Kind.NUMBER, Kind.MONEY} or figure.noun or not _LINK.match(between):
        return False
    word = between.strip()
    if word == "and":
        return bool(_BETWEEN.search(text, 0, figure.start))
    return word not in {"or", "/"} or after.kind is Kind.PERCENT


def _share(text: str, figure: Figure, after: Figure) -> Figure:
    if figure.kind is Kind.MONEY and (after.currency or after.kind is not Kind.NUMBER):
        return figure
    if after.kind in _NEVER_SHARED:
        return figure
    factor = _factor(text, after)
    return replace(
        figure, kind=figure.kind if figure.kind is Kind.MONEY else after.kind, value=figure.value * factor, step=figure.step * factor,
        noun=after.noun, currency=figure.currency or after.currency,
    )  # fmt: skip


def _shared(text: str, found: list[Figure]) -> Iterator[Figure]:
    """Let the first number of a range take the unit, scale and currency of the second: 10 to 12 %, ₹1.2-1.5 lakh."""
    for figure, after in zip_longest(found, found[1:]):
        yield _share(text, figure, after) if after and _linked(text, figure, after) else figure


def _factor(text: str, figure: Figure) -> Decimal:
    """Give the scale that a figure's own words apply."""
    found = lexicon.NUMBER.match(text, figure.start)
    if not found:
        return Decimal(1)
    raw = _number(found)[0]
    return figure.value / raw if raw else Decimal(1)


@lru_cache(maxsize=512)
def figures(text: str) -> tuple[Figure, ...]:
    """Give the figures of a sentence in order."""
    text = level(text)
    taken = dates(text)
    taken += [figure for figure in _fractions(text) if not _overlaps(figure.start, figure.end, taken)]
    for found in lexicon.NUMBER.finditer(text):
        if not _overlaps(found.start(), found.end(), taken):
            figure = _figure(text, found)
            if figure:
                taken.append(figure)
    ordered = sorted(taken, key=lambda figure: figure.start)
    return tuple(figure for figure in _shared(text, ordered) if not figure.free or figure.kind is Kind.DURATION)


__all__ = ["ZERO", "figures", "level"]
