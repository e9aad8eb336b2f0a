"""Lengths of time and the period that a question means, as the tools take it."""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from agent.models.builtin.slots import calendar as cal
from agent.models.builtin.slots.dates import When
from agent.models.builtin.slots.scan import Scan

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "couple of": 2, "a couple of": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fifteen": 15,
    "eighteen": 18, "twenty": 20, "twenty five": 25, "thirty": 30, "forty": 40,
    "half a": 0.5, "half": 0.5,
}  # fmt: skip
_COUNT = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
_UNITS = {"d": (0, 1), "w": (0, 7), "m": (1, 0), "q": (3, 0), "y": (12, 0), "decade": (120, 0)}
_UNIT = r"(days?|weeks?|wks?|months?|mths?|mos?|quarters?|qtrs?|years?|yrs?|decades?|saal|mahine|mahina)"
_LEAD = (
    r"(?:\b(in|over|for|within|during|since|after|about)\s+)?(?:the\s+|my\s+)?(?:\b(last|past|previous|trailing|recent|next|coming"
    r"|another|pichh?l[ei])\s+)?"
)
_SPAN = re.compile(
    rf"{_LEAD}(?:(?:\b({_COUNT})|(?<![\d.,])(\d{{1,3}}(?:\.\d)?))[\s-]*{_UNIT}\b|(?<![\w.,])(\d{{1,3}})([dwmy])\b)(\s+(?:ago"
    rf"|back|from now))?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?:\b(?:in|over|for|during|within)\s+)?(?:\b(the\s+last|the\s+past|past|the\s+previous|the\s+next|next|trailing"
    rf"|pichh?l[ei])\s+)(?:few\s+|couple of\s+)?{_UNIT}\b",
    re.IGNORECASE,
)
_CODES = (
    ("YTD", re.compile(
        r"\b(?:ytd|y-t-d|year[ -]to[ -]date|so far this year|(?:in |during )?this year(?: so far)?|this calendar year|is saal)\b",
        re.IGNORECASE)),
    ("MAX", re.compile(
        r"\b(?:since (?:inception|the (?:start|beginning)|(?:i|we) (?:started|began|first invested)(?: investing)?|day one)"
        r"|from (?:inception|the (?:very )?(?:start|beginning))"
        r"|(?:over )?all[ -]time|in total so far|ever since|life ?time|till now|so far|to date|max(?:imum)? (?:period|history)"
        r"|(?:the )?(?:whole|entire|full) (?:period|history|time)|ab tak|ever(?! since))\b",
        re.IGNORECASE)),
)  # fmt: skip
_EVERY = re.compile(
    r"\b(?:per|every|each|har)\s+(month|year|quarter|week|mahine|mahina)\b|(?<=[\dkKsreha] )a\s+(month|year|quarter"
    r"|week)\b(?!\s+ago)|\b(month|year|quarter|week|annual)ly\b|/(month|year)\b",
    re.IGNORECASE,
)
NAMED = {1: "1M", 3: "3M", 6: "6M", 12: "1Y", 36: "3Y", 60: "5Y"}
FUTURE = {"next", "coming", "another", "from now"}
PAST = {"last", "past", "previous", "trailing", "recent", "pichle", "pichhle", "pichli", "pichhli", "ago", "back"}


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time; `word` is the preposition before it, `tense` says whether it looks back or ahead."""

    months: int
    days: int
    word: str
    tense: str


@dataclass(frozen=True, slots=True)
class Period:
    """A period as the tools take it: a code, or a start and an end."""

    code: str | None = None
    start: date | None = None
    end: date | None = None
    stretch: bool = False

    def measured(self) -> dict[str, str]:
        """Give the arguments of a tool that counts from the close of `start`: a month counts from the close before it."""
        if self.start is None or not self.stretch:
            return self.args()
        return replace(self, start=self.start - timedelta(days=1)).args()

    def args(self) -> dict[str, str]:
        """Give the arguments of a tool call."""
        if self.code:
            return {"period": self.code}
        return {key: day.isoformat() for key, day in (("start", self.start), ("end", self.end)) if day}


def unit(word: str) -> tuple[int, int]:
    """Give a unit of time in months and days."""
    word = word.lower()
    if word.startswith(("decade", "mah", "saal")):
        return {"d": _UNITS["decade"], "m": _UNITS["m"], "s": _UNITS["y"]}[word[0]]
    return _UNITS[word[0]]


def _tense(*words: str | None) -> str:
    said = {word.strip().lower().removeprefix("the ").strip() for word in words if word}
    return "future" if said & FUTURE else "past" if said & PAST else ""


def _span(match: re.Match[str]) -> Span:
    word, when, number, digits, named, short, letter, after = match.groups()
    count = NUMBERS[number.lower()] if number else float(digits or short)
    months, days = unit(named or letter)
    return Span(round(months * count), round(days * count), (word or "").lower(), _tense(when, after))


def read_frequency(scan: Scan) -> str | None:
    """Cut "a month" or "yearly" out of a question and give month, year, quarter or week."""
    found = scan.take(_EVERY)
    if not found:
        return None
    word = next(part for part in found[0].groups() if part).lower()
    return {"annual": "year", "year": "year", "month": "month", "quarter": "quarter", "week": "week", "mahine": "month", "mahina": "month"}[
        word
    ]


def read_spans(scan: Scan) -> list[Span]:
    """Cut the lengths of time out of a question."""
    found = [_span(match) for match in scan.take(_SPAN)]
    for match in scan.take(_BARE):
        months, days = unit(match[2])
        found.append(Span(months, days, "", _tense(match[1])))
    return found


_RISKED = re.compile(r"\b(?:var|value[ -]at[ -]risk|cvar|expected[ -]shortfall|lose|loss)\b", re.IGNORECASE)
_HORIZON = re.compile(
    r"(?<!last )(?<!past )\b(?:(?:in|over|for|within) )?(?:(?:a|one|single|two|three|five|ten|twenty|\d{1,2})[- ](?:(?:bad|single|trading"
    r"|normal|typical|worst)[- ])*(?:days?|weeks?)|(?:a|one|1)[- ](?:(?:bad|normal|typical|worst)[- ])*months?)\b(?! ago)",
    re.IGNORECASE,
)


def read_horizon(scan: Scan) -> None:
    """Cut the horizon of a value at risk, such as one day, out of a question: it is no period to look back on."""
    if _RISKED.search(scan.whole):
        scan.take(_HORIZON)


def read_code(scan: Scan) -> str | None:
    """Cut year-to-date or since-inception out of a question."""
    return next((code for code, pattern in _CODES if scan.take(pattern)), None)


def _of_span(span: Span, as_of: date) -> Period:
    if not span.days and span.months in NAMED:
        return Period(NAMED[span.months])
    return Period(start=cal.add_months(as_of, -span.months) - timedelta(days=span.days), end=as_of)


def _stretch(when: When) -> bool:
    """Tell whether a stretch of days begins with one that may have a return of its own; the first of January has none."""
    return when.start != when.end and (when.start.month, when.start.day) != (1, 1)


def _of_when(when: When, as_of: date) -> Period:
    stretch = _stretch(when)
    if when.word == "since":
        return Period(start=when.start, end=as_of, stretch=stretch)
    if when.word == "after":
        return Period(start=when.end + timedelta(days=1), end=as_of)
    if when.word == "before":
        return Period(end=when.start - timedelta(days=1))
    if when.word in {"until", "by", "asof"}:
        return Period(end=when.end)
    alone = when.start == when.end
    return Period(start=when.start, end=min(when.end, as_of) if when.start <= as_of else when.end, stretch=stretch or alone)


def _pair(first: When, second: When) -> bool:
    """Tell whether two dates are the ends of one period."""
    return second.word in {"until", "dash", "by"} or (second.word == "and" and first.word in {"between", "since"})


def periods(whens: list[When], spans: list[Span], code: str | None, as_of: date) -> list[Period]:
    """Give the periods that a question names, one for each stretch of time."""
    found: list[Period] = [Period(code)] if code else []
    at = 0
    while at < len(whens):
        if at + 1 < len(whens) and _pair(whens[at], whens[at + 1]):
            found.append(Period(start=whens[at].start, end=min(whens[at + 1].end, as_of), stretch=_stretch(whens[at])))
            at += 1
        else:
            found.append(_of_when(whens[at], as_of))
        at += 1
    return found + [
        _of_span(span, as_of) for span in spans if span.tense == "past" or (not span.tense and span.word not in {"in", "within", "after"})
    ]


def point(whens: list[When], as_of: date) -> date | None:
    """Give the day on which something is looked at: the end of the last past date named."""
    past = [when for when in whens if when.start <= as_of and when.word not in {"since", "after", "between"}]
    return min(past[-1].end, as_of) if past else None


def horizon(whens: list[When], spans: list[Span], as_of: date) -> date | None:
    """Give the day in the future that a goal is set for."""
    ahead = [when.end for when in whens if when.end > as_of]
    if ahead:
        return ahead[-1]
    later = [span for span in spans if span.tense != "past"]
    return cal.add_months(as_of, later[-1].months) + timedelta(days=later[-1].days) if later else None
