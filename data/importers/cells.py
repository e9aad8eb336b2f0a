"""The cells of one row: text, numbers and dates read strictly, with every fault collected."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from core.ledger import ZERO
from data.ledger_rules import Fault

IST = timezone(timedelta(hours=5, minutes=30))
DIGITS = 10
PLACES = Decimal(10) ** -DIGITS
MOST = Decimal(10) ** 17
MONTHS = 12
SHOWN = 40
_SIMPLE = re.compile(r"\d{1,30}(\.\d{1,30})?", re.ASCII)
_PLAIN = re.compile(r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_WEST = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_INDIA = re.compile(r"\d{1,2}(,\d{2})*,\d{3}(\.\d*)?", re.ASCII)
_UNPROVEN = re.compile(r"\d{1,3}[.,]\d{3}", re.ASCII)
_PROVES = {
    ",": re.compile(r"-?\d{1,3}(\.\d{3})+,\d+|-?\d+,(\d{1,2}|\d{4,})|-?\d{4,},\d+", re.ASCII),
    ".": re.compile(r"-?\d{1,3}(,\d{3})+\.\d+|-?\d+\.(\d{1,2}|\d{4,})|-?\d{4,}\.\d+", re.ASCII),
}
_SIGNS = re.compile(r"^(rs\.?|inr|usd|eur|gbp|us\$|[$€£₹¥])\s*|\s*(inr|usd|eur|gbp|[€£₹¥%])$", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_PARTS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})-([A-Za-z]{3})-(\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_EXPECTED = {"dmy": "day first, like 31/12/2021", "mdy": "month first, like 12/31/2021", "dby": "like 31-Dec-2021"}
_NOTHING = {"", "-", "--", "n/a", "na", "null", "none"}


@dataclass(frozen=True, slots=True)
class Style:
    """How one file writes numbers and dates: decimal `.` or `,`; dates iso, dmy, mdy, ymd, dby (31-Dec-2021), or ask."""

    decimal: str = "."
    dates: str = "iso"


def number(text: str, decimal: str = ".") -> Decimal:
    """Read a number with grouping, currency signs, brackets or minus for negatives; raises ValueError.

    `decimal` is the decimal mark: `.`, `,`, or `?` where the file does not prove it (a lone mark before three digits is
    refused then).
    """
    if decimal == "." and _SIMPLE.fullmatch(text):
        return rounded(_within(Decimal(text), text))
    body = text.strip().replace("\u00a0", "").replace("\u202f", "").replace("\u2212", "-")
    negative = body.startswith("(") and body.endswith(")")
    body = _SIGNS.sub("", body[1:-1].strip() if negative else body).strip()
    if body[:1] in {"-", "+"}:
        negative = negative or body[0] == "-"
        body = _SIGNS.sub("", body[1:].strip())
    body = body.replace("'", "").replace(" ", "")
    if decimal == "?" and _UNPROVEN.fullmatch(body):
        raise ValueError(text)
    if decimal == ",":
        body = body.translate({ord("."): ",", ord(","): "."})
    if not (_PLAIN.fullmatch(body) or _WEST.fullmatch(body) or _INDIA.fullmatch(body)):
        raise ValueError(text)
    value = rounded(_within(Decimal(body.replace(",", "")), text))
    return -value if negative else value


def _within(value: Decimal, text: str) -> Decimal:
    if value >= MOST:
        raise OverflowError(text)
    return value


def decimal_mark(cells: Iterable[str]) -> str:
    """Give the decimal mark that the numbers of a file prove, `?` when they prove none or both."""
    proven: set[str] = set()
    for cell in cells:
        proven.update(mark for mark, form in _PROVES.items() if mark not in proven and form.fullmatch(cell))
    return proven.pop() if len(proven) == 1 else "?"


def date_order(cells: Iterable[str]) -> str:
    """Give the order of day and month that the dates of a file prove by a day above 12, else `ask`."""
    proven: set[str] = set()
    for cell in cells:
        if found := _PARTS.match(cell.strip()):
            first, second = int(found[1]), int(found[2])
            proven.update([order for order, day in (("dmy", first), ("mdy", second)) if day > MONTHS])
    return proven.pop() if len(proven) == 1 else "ask"


def rounded(value: Decimal) -> Decimal:
    """Keep at most the ten decimal places that the ledger stores."""
    exponent = value.as_tuple().exponent
    return value.quantize(PLACES) if isinstance(exponent, int) and exponent < -DIGITS else value


def day_of(text: str, style: str) -> date:
    """Read the date at the start of a cell; ISO always, else the source's fixed order; raises ValueError."""
    found = _ISO.match(text) or (_COMPACT.match(text) if style == "ymd" else None)
    if found:
        year, month, day = found.groups()
    elif style in {"dmy", "mdy"} and (found := _PARTS.match(text)):
        first, second, year = found.groups()
        day, month = (first, second) if style == "dmy" else (second, first)
    elif style == "dby" and (found := _NAMED.match(text)) and found[2].lower() in _MONTHS:
        day, month, year = found[1], str(_MONTHS.index(found[2].lower()) + 1), found[3]
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day))


@dataclass(slots=True)
class Cells:
    """One row of trimmed cells by column name; reading never raises, faults gather in `faults`.

    `skip` says why a row holds nothing to keep.
    """

    line: int
    values: Mapping[str, str]
    style: Style
    faults: list[Fault] = field(default_factory=list)
    skip: str | None = None

    def wrong(self, column: str | None, code: str, message: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(column, code, message))

    def text(self, column: str) -> str:
        """Give a cell."""
        return self.values.get(column, "")

    def needed(self, column: str) -> str:
        """Give a cell that must not be empty."""
        if not (text := self.text(column)):
            self.wrong(column, "missing", f"The column {column} is empty.")
        return text

    def number(self, column: str, *, needed: bool = False) -> Decimal | None:
        """Give a number, or None for an empty cell."""
        text = self.values.get(column, "")
        if not text or text.lower() in _NOTHING:
            if needed:
                self.wrong(column, "missing", f"The column {column} is empty.")
            return None
        try:
            return number(text, self.style.decimal)
        except OverflowError:
            self.wrong(column, "too_large", f"{shown(text)} in {column} is larger than the ledger holds.")
        except ValueError:
            self.wrong(column, "bad_number", f"{shown(text)} in {column} is not a number that can be read without guessing.")
        return None

    def amount(self, column: str) -> Decimal:
        """Give a number that must be there; zero stands in when it is faulty."""
        found = self.number(column, needed=True)
        return ZERO if found is None else found

    def unsigned(self, column: str) -> Decimal:
        """Give the size of a number, zero for an empty cell."""
        return abs(self.number(column) or ZERO)

    def not_negative(self, column: str) -> Decimal:
        """Give a number that must not be negative, zero for an empty cell."""
        found = self.number(column) or ZERO
        if found < ZERO:
            self.wrong(column, "negative", f"{column} must not be negative: the type gives the sign.")
        return found

    def day(self, column: str) -> date:
        """Give the date at the start of a cell."""
        text = self.needed(column)
        if not text:
            return date.min
        try:
            return day_of(text, self.style.dates)
        except ValueError:
            ambiguous = self.style.dates == "ask" and _PARTS.match(text)
            code = "ambiguous_date" if ambiguous else "bad_date"
            expected = _EXPECTED.get(self.style.dates, "yyyy-mm-dd")
            hint = "could be day or month first; write it as yyyy-mm-dd." if ambiguous else f"is not a date; expected is {expected}."
            self.wrong(column, code, f"{shown(text)} in {column} {hint}")
            return date.min

    def moment(self, column: str, zone: timezone | None = None) -> datetime | None:
        """Give an ISO date and time in UTC where the cell has one; a zone is taken for times without their own."""
        text = self.text(column)
        if len(text) <= len("2026-11-22") or not _ISO.match(text):
            return None
        try:
            found = datetime.fromisoformat(text.replace(" ", "T", 1))
            if found.tzinfo is None and zone is None:
                return None
            return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            self.wrong(column, "bad_date", f"{shown(text)} in {column} is not a date and time.")
            return None

    def one_of(self, column: str, words: Mapping[str, str]) -> str:
        """Give what a word of the source means, noting an unknown one."""
        text = self.needed(column)
        meaning = words.get(text.lower(), "")
        if text and not meaning:
            self.wrong(column, "unknown_type", f"{shown(text)} in {column} is not a kind of transaction that is known.")
        return meaning


def shown(text: str) -> str:
    """Quote a cell for a message, shortened."""
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")
