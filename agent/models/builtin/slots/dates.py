"""Dates and periods in words: single days, months, quarters, years, financial years, and lengths of time."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from agent.models.builtin.slots import calendar as cal
from agent.models.builtin.slots.scan import Scan

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?)"
)
_YEAR = r"(?:19[5-9]\d|20[0-9]\d)"
_NOT_A_YEAR = (
    r"(?![\d.,]*\d)(?!\s*(?:shares?|units?|stocks?|rupees?|dollars?|euros?|inr|usd|eur|%|per\s?cent|lakhs?|crores?|k\b|crisis|crash|times))"
)
_BEFORE = re.compile(
    r"(?:\b(?P<asof>as (?:of|on|at)|(?:at )?(?:the )?end of|(?:at )?(?:the )?close of)|\b(?P<since>since|from|starting(?: in"
    r"| from)?|beginning)"
    r"|\b(?P<after>after)|\b(?P<before>before|prior to)|\b(?P<until>until|till|up ?to|through|to|thru|ending(?: on| in)?)"
    r"|\b(?P<between>between)|\b(?P<by>by)|\b(?P<on>on)|\b(?P<in>in|during|for|of|over|within|throughout)|\b(?P<and>and)"
    r"|(?P<dash>-))\s*(?:the )?(?:year |month of |months of )?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A day or a stretch of days that the words name; `word` is the role of the preposition before it."""

    start: date
    end: date
    word: str
    at: int


Reader = Callable[[re.Match[str], date], "cal.Interval | None"]


def _day(year: int, month: int, day: int) -> cal.Interval | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found, found


def _iso(match: re.Match[str], _: date) -> cal.Interval | None:
    return _day(int(match[1]), int(match[2]), int(match[3]))


def _slashed(match: re.Match[str], _: date) -> cal.Interval | None:
    first, second, year = int(match[1]), int(match[2]), cal.full_year(match[3])
    return _day(year, second, first) or _day(year, first, second)


def _latest(month: int, day: int, year: str | None, as_of: date) -> cal.Interval | None:
    if year:
        return _day(cal.full_year(year), month, day)
    this_year = _day(as_of.year, month, day)
    return this_year if this_year is None or this_year[0] <= as_of else _day(as_of.year - 1, month, day)


def _day_month(match: re.Match[str], as_of: date) -> cal.Interval | None:
    return _latest(cal.month_number(match[2]), int(match[1]), match[3], as_of)


def _month_day(match: re.Match[str], as_of: date) -> cal.Interval | None:
    return _latest(cal.month_number(match[1]), int(match[2]), match[3], as_of)


def _month_year(match: re.Match[str], _: date) -> cal.Interval | None:
    return cal.month(cal.full_year(match[2] or match[3]), cal.month_number(match[1]))


def _month_alone(match: re.Match[str], as_of: date) -> cal.Interval | None:
    month = cal.month_number(match[1])
    return cal.month(as_of.year - (month > as_of.month), month)


def _quarter(match: re.Match[str], as_of: date) -> cal.Interval | None:
    number, financial, year = int(match[1]), match[2], match[3]
    if financial:
        return cal.financial_quarter(cal.full_year(year) if year else cal.financial_ending(as_of), number)
    return cal.quarter(cal.full_year(year) if year else as_of.year, number)


def _half(match: re.Match[str], as_of: date) -> cal.Interval | None:
    first = match[1].lower() in {"first", "1", "1st"}
    year = cal.full_year(match[2]) if match[2] else as_of.year
    return cal.months_from(date(year, 1 if first else 7, 1), 6)


def _financial(match: re.Match[str], _: date) -> cal.Interval | None:
    first, second = cal.full_year(match[1]), match[2]
    if second is None:
        return cal.financial_year(first)
    ending = cal.full_year(second)
    return cal.financial_year(ending) if ending == first + 1 else None


def _year(match: re.Match[str], _: date) -> cal.Interval | None:
    return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)


def _relative(match: re.Match[str], as_of: date) -> cal.Interval | None:
    unit = "financial year" if match[2].lower() in {"fy", "financial year", "fiscal year", "fiscal"} else match[2].lower()
    return cal.this(unit, as_of) if match[1].lower() in {"this", "current"} else cal.previous(unit, as_of)


def _today(match: re.Match[str], as_of: date) -> cal.Interval | None:
    day = as_of - timedelta(days=match[0].lower() == "yesterday")
    return day, day


# Lakshmi Puja, the day of the evening session at the exchanges.
_DIWALI = {
    2014: (10, 23), 2015: (11, 11), 2016: (10, 30), 2017: (10, 19), 2018: (11, 7), 2019: (10, 27), 2020: (11, 14), 2021: (11, 4),
    2022: (10, 24), 2023: (11, 12), 2024: (11, 1), 2025: (10, 21), 2026: (11, 8),
}  # fmt: skip


def _diwali(match: re.Match[str], as_of: date) -> cal.Interval | None:
    """Give the day of Diwali in the year named, else the latest one."""
    days = [date(year, *day) for year, day in _DIWALI.items() if match[1] in {None, str(year)} and date(year, *day) <= as_of]
    return (days[-1], days[-1]) if days else None


_UNIT = r"(financial year|fiscal year|fiscal|fy|year|quarter|month|week)"
_LEADS = "|".join(
    f"(?<={word} )" for word in ("in", "since", "from", "until", "till", "during", "for", "of", "to", "by", "after", "before", "and")
)
_ATOMS: tuple[tuple[str, Reader], ...] = (
    (rf"\b({_YEAR})-(\d{{1,2}})-(\d{{1,2}})\b", _iso),
    (rf"\b(\d{{1,2}})[/.-](\d{{1,2}})[/.-]({_YEAR}|\d\d)\b", _slashed),
    (rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]+({_MONTH})\b(?:[\s,-]+({_YEAR})\b)?", _day_month),
    (rf"\b({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?![\d%])(?:,?\s+({_YEAR})\b)?", _month_day),
    (rf"\b({_MONTH})[\s,-]+(?:of\s+)?(?:({_YEAR})\b|'(\d\d)\b)", _month_year),
    (rf"\bq([1-4])(?:\s+of)?\s*(fy)?\s*'?({_YEAR}|\d\d)?\b", _quarter),
    (rf"\b(?:the\s+)?(first|second|1st|2nd) half(?:\s+of)?\s+({_YEAR}|\d\d)\b", _half),
    (rf"\bh([12])\s*'?({_YEAR}|\d\d)\b", _half),
    (rf"\b(?:fy|f\.y\.|financial year|fiscal year)\s*'?({_YEAR}|\d\d)(?:\s*[-/]\s*({_YEAR}|\d\d))?\b", _financial),
    (rf"\b({_YEAR})\s*[-/]\s*(\d\d)\b(?![-/\d])", _financial),
    (rf"(?<!the )\b(last|previous|prior|this|current)\s+{_UNIT}\b", _relative),
    (rf"\bthe\s+(previous|prior|current)\s+{_UNIT}\b", _relative),
    (r"\bthe\s+(last)\s+(financial year|fiscal year|fiscal|fy)\b", _relative),
    (r"\b(?:today|yesterday)\b", _today),
    (rf"\b(?:diwali|deepa?wali|deepavali)\b(?:\s+(?:of\s+|in\s+)?({_YEAR})\b)?", _diwali),
    (rf"(?<![\d.,₹$€#^])\b({_YEAR})\b{_NOT_A_YEAR}", _year),
    (rf"\b(?:{_LEADS})({_MONTH})\b(?!\s+(?:i|be|we|it|you)\b)", _month_alone),
)
_READERS = tuple((re.compile(pattern, re.IGNORECASE), reader) for pattern, reader in _ATOMS)


def _word(scan: Scan, start: int) -> tuple[str, int]:
    """Give the role of the preposition before a place and where the preposition starts."""
    before = _BEFORE.search(scan.rest[:start])
    if before is None or before.lastgroup is None:
        return "", start
    return before.lastgroup, before.start()


_SINCE_COVID = re.compile(
    r"\b(?:since|after) (?:the )?(?:covid(?:[- ]?19)?|corona(?:virus)?|pandemic)(?: (?:began|started|hit|crash))?\b", re.IGNORECASE
)
_COVID = date(2020, 2, 19)


def read_since(scan: Scan) -> list[When]:
    """Cut "since covid" out of a question: from the peak before that crash."""
    return [When(_COVID, _COVID, "since", match.start()) for match in scan.take(_SINCE_COVID)]


def read_dates(scan: Scan, as_of: date) -> list[When]:
    """Cut the dates out of a question, in the order in which they stand."""
    found: list[When] = []
    for pattern, reader in _READERS:
        for match in pattern.finditer(scan.rest):
            interval = reader(match, as_of)
            if interval is not None:
                word, start = _word(scan, match.start())
                scan.cut(start, match.end())
                found.append(When(*interval, word, match.start()))
    return sorted(found, key=lambda when: when.at)
