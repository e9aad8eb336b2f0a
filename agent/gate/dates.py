"""Find the dates of a sentence in every written form, with the days that each names."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date

from agent.gate.figure import Figure, Kind

_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
MONTHS = {name[:size]: at for at, name in enumerate(_MONTHS, 1) for size in (3, len(name))} | {"sept": 9}
_MON = r"(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_TH = r"(?:st|nd|rd|th)?"
_CENTURY = 100
_LEAP = 2024
_APRIL = 4
_TWELVE = 12
Span = tuple[date, date]

_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d])")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}}){_TH}(?:\sof)?[\s-]({_MON})(?:,?[\s-](\d{{4}})\b)?")
_MONTH_DAY = re.compile(rf"\b({_MON})\s(\d{{1,2}}){_TH}\b(?!\s?%)(?:,?\s(\d{{4}})\b)?")
_MONTH_YEAR = re.compile(rf"\b({_MON}),?[\s-](\d{{4}})\b")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})([/.])(\d{1,2})\2(\d{4})(?![\d/])")
_QUARTER = re.compile(r"\bq([1-4])\s?(?:of\s)?(fy)?\s?'?(\d{4}|\d{2})\b|\b(\d{4})\s?q([1-4])\b")
_QUARTER_WORD = re.compile(r"\b(first|second|third|fourth|last)\squarter\sof\s(\d{4})\b")
_FISCAL = re.compile(r"\b(?:fy|financial year|fiscal year)\s?'?(\d{4}|\d{2})(?:\s?[-/]\s?(\d{4}|\d{2}))?\b")
_DECADE = re.compile(r"\b(\d{3})0s\b")
_YEAR = re.compile(
    r"(?<![\w.,$€₹£%-])(?<!rs )(?<!rs\. )((?:19|20)\d{2})(?![\d%]|[.,]\d|\s?%|\s(?:shares?|units?|days?|times|points?|per\s?cent)\b|\w)"
)
_DAY_LIST = re.compile(rf"\b(\d{{1,2}}){_TH}\s?(?:-|to|and|,)\s?(?=(\d{{1,2}}){_TH}(?:\sof)?\s({_MON})(?:,?\s(\d{{4}})\b)?)")


def _day(year: int, month: int, day: int) -> Span | None:
    if not 1 <= month <= _TWELVE or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return date(year, month, day), date(year, month, day)


def _month(word: str) -> int:
    return MONTHS[word.rstrip(".")]


def _whole_month(year: int, month: int) -> Span:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _full(year: str) -> int:
    return int(year) if int(year) >= _CENTURY else 2000 + int(year)


def _quarter(year: int, quarter: int, *, fiscal: bool = False) -> Span:
    if fiscal:  # Indian financial years begin in April and are named by the year they end in
        year, quarter = (year - 1, quarter + 1) if quarter < len("fyq1") else (year, 1)
    first = 3 * quarter - 2
    return date(year, first, 1), _whole_month(year, first + 2)[1]


def _fiscal(first: str, last: str | None) -> Span:
    end = _full(last) if last else _full(first)
    return date(end - 1, _APRIL, 1), date(end, _APRIL - 1, 31)


def _slashed(found: re.Match[str]) -> Span | None:
    one, other, year = int(found[1]), int(found[3]), int(found[4])
    return _day(year, other, one) or _day(year, one, other)


def _quarters(found: re.Match[str]) -> Span:
    if found[4]:
        return _quarter(int(found[4]), int(found[5]))
    return _quarter(_full(found[3]), int(found[1]), fiscal=bool(found[2]))


def _quarter_word(found: re.Match[str]) -> Span:
    return _quarter(int(found[2]), {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4}[found[1]])


def _decade(found: re.Match[str]) -> Span:
    return date(int(found[1] + "0"), 1, 1), date(int(found[1] + "9"), 12, 31)


_FORMS: list[tuple[re.Pattern[str], Callable[[re.Match[str]], Span | None]]] = [
    (_ISO, lambda f: _day(int(f[1]), int(f[2]), int(f[3]))),
    (_DAY_LIST, lambda f: _day(int(f[4] or _LEAP), _month(f[3]), int(f[1]))),
    (_DAY_MONTH, lambda f: _day(int(f[3] or _LEAP), _month(f[2]), int(f[1]))),
    (_MONTH_YEAR, lambda f: _whole_month(int(f[2]), _month(f[1]))),
    (_MONTH_DAY, lambda f: _day(int(f[3] or _LEAP), _month(f[1]), int(f[2]))),
    (_SLASHED, _slashed),
    (_QUARTER, _quarters),
    (_QUARTER_WORD, _quarter_word),
    (_FISCAL, lambda f: _fiscal(f[1], f[2])),
    (_DECADE, _decade),
]
_YEARLESS = {_DAY_LIST: 4, _DAY_MONTH: 3, _MONTH_DAY: 3}


def _found(text: str) -> Iterator[Figure]:
    for pattern, read in _FORMS:
        for found in pattern.finditer(text):
            span = read(found)
            if span:
                yearless = pattern in _YEARLESS and found[_YEARLESS[pattern]] is None
                end = found.end(1) if pattern is _DAY_LIST else found.end()
                yield Figure(Kind.DATE, found.start(), end, span=span, yearless=yearless)
    for found in _YEAR.finditer(text):
        year = int(found[1])
        yield Figure(Kind.YEAR, found.start(1), found.end(1), span=(date(year, 1, 1), date(year, 12, 31)))


def dates(text: str) -> list[Figure]:
    """Give the dates of a lower-case text, longest reading first, none overlapping."""
    if not any(char.isdigit() for char in text):
        return []
    kept: list[Figure] = []
    for figure in _found(text):
        if all(figure.end <= other.start or figure.start >= other.end for other in kept):
            kept.append(figure)
    return kept
