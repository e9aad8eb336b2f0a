"""One figure found in a sentence, in the scale of the facts."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

ZERO = Decimal(0)


class Kind(StrEnum):
    """What a figure says it is."""

    NUMBER = "number"
    PERCENT = "percent"
    POINTS = "points"
    MONEY = "money"
    TIMES = "times"
    FRACTION = "fraction"
    DURATION = "duration"
    ORDINAL = "ordinal"
    DATE = "date"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure: `value` is scaled (12.3 % is 0.123, 1.2 lakh 120000) and never negative, `step` is one unit of its last digit.

    `sign` is the sign as written (0: none); `either` marks an amount in parentheses, which may be a negative one.
    `span` holds the first and last day that a date names, `yearless` that its year is not written. `free` marks a small
    number word that needs no fact.
    """

    kind: Kind
    start: int
    end: int
    value: Decimal = ZERO
    step: Decimal = ZERO
    sign: int = 0
    either: bool = False
    currency: frozenset[str] = frozenset()
    noun: str | None = None
    about: str | None = None
    span: tuple[date, date] | None = None
    yearless: bool = False
    free: bool = False
