"""Places in a ranking, such as the second largest, and words that point at another portfolio or another time."""

import re
from dataclasses import dataclass
from datetime import date

from agent.models.builtin.slots import calendar as cal
from agent.models.builtin.slots.dates import When
from agent.models.builtin.slots.periods import NUMBERS, unit
from agent.models.builtin.slots.scan import Scan

NEXT = 0
_NTH = {
    "second": 2, "2nd": 2, "two": 2, "third": 3, "3rd": 3, "three": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6,
    "next": NEXT,
}  # fmt: skip
_WORD = "|".join(word for word in _NTH if word not in {"two", "three", "next"})
_LEAD = r"^(?:(?:and|so|ok|okay|now|then|but|what about|how about|what is|what's|which is|who is|show(?: me)?|aur)[\s,]+)*"
_RANKS = "largest|biggest|heaviest|best|worst|smallest|riskiest|most|highest|lowest|weakest|strongest"
_RANKED = re.compile(rf"\b({_WORD})[- ]+(?=(?:{_RANKS})\b)", re.IGNORECASE)
_ALONE = re.compile(
    rf"{_LEAD}(?:the\s+)?(?:({_WORD}|next)|(?:number|no\.?|#)\s*(\d|two|three))"
    rf"(?:\s+(?:one|{_RANKS}|place|holding|stock|share|position|after that|in line))*\s*[?.!]*$",
    re.IGNORECASE,
)
_OTHER = re.compile(r"\b(?:in |for |of |with |on )?(?:the |my |our )?other (?:one|portfolio|account|book)s?\b", re.IGNORECASE)
_COUNT = "|".join(sorted(map(re.escape, NUMBERS), key=len, reverse=True))
_UNIT = r"(day|week|month|quarter|year)s?"
_SHIFT = re.compile(
    rf"{_LEAD}(?:in\s+|for\s+)?(?:(?:(the|{_COUNT}|\d{{1,2}})\s+)?{_UNIT}\s+(?:(before|earlier|prior|back|ago)|(after|later|onwards?))"
    rf"(?:\s+(?:to\s+)?(?:that|then|it|this))?|(?:the|its)\s+(?:(previous|preceding|prior)|(following|next))\s+{_UNIT})\s*[?.!]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shift:
    """A move in time against what was asked before, or against today: months and days, negative into the past."""

    months: int
    days: int
    today: bool = False

    def day(self, start: date) -> date:
        """Move a day."""
        return cal.moved(start, self.months, self.days)

    def when(self, when: When) -> When:
        """Move a stretch of days; the end of a month stays the end of a month."""
        start, end = self.day(when.start), self.day(when.end)
        if when.end == cal.month_end(when.end) and self.months and not self.days:
            end = cal.month_end(end)
        return When(start, end, when.word, when.at)


def read_nth(scan: Scan) -> int | None:
    """Cut a place in a ranking out of a question; 0 is the next one."""
    found = _ALONE.search(scan.rest)
    if found:
        word = (found[1] or found[2]).lower()
        scan.cut(*found.span(1 if found[1] else 2))
        return int(word) if word.isdecimal() else _NTH[word]
    taken = scan.take(_RANKED)
    return _NTH[taken[0][1].lower()] if taken else None


def read_other(scan: Scan) -> bool:
    """Cut "the other portfolio" out of a question."""
    return bool(scan.take(_OTHER))


def read_shift(scan: Scan) -> Shift | None:
    """Cut "a year before that" out of a question that says nothing else."""
    found = _SHIFT.search(scan.rest)
    if not found:
        return None
    scan.cut(*found.span())
    count, size, earlier, later, _, following, named = found.groups()
    number = int(count) if count and count.isdecimal() else NUMBERS.get((count or "the").lower(), 1)
    months, days = unit(size or named)
    sign = 1 if later or following else -1
    return Shift(round(sign * months * number), round(sign * days * number), today=(earlier or "").lower() == "ago")
