"""Figures in the many forms that people write them in."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from random import Random

SIGNS = {"USD": "$", "INR": "₹", "EUR": "€"}
WORDS = (
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
    ],
    18,
)
MONEY = ("full", "whole", "code", "short", "about")
RATIO = ("one", "two", "zero", "percent", "plain", "about")
DATES = ("iso", "long", "american", "short")
SCALES = {"USD": ((6, "m"), (3, "k")), "INR": ((7, " crore"), (5, " lakh"))}


def grouped(digits: str, *, indian: bool) -> str:
    """Group the digits of a whole number."""
    if not indian or len(digits) <= 3:
        return f"{int(digits):,}"
    head, tail = digits[:-3], digits[-3:]
    parts = []
    while head:
        parts.append(head[-2:])
        head = head[:-2]
    return ",".join([*reversed(parts), tail])


def fixed(value: Decimal, places: int) -> Decimal:
    """Round half even to places; negative ones round before the point."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)


def number(value: Decimal, places: int, *, indian: bool = False) -> str:
    """Write a number without its sign, with grouped thousands."""
    whole, _, rest = format(abs(fixed(value, max(places, 0))), "f").partition(".")
    return grouped(whole, indian=indian) + (f".{rest}" if rest else "")


def money(value: Decimal, currency: str, form: str) -> tuple[str, int]:
    """Write an amount; also give the number of places that it is exact to."""
    minus, indian = "-" if value < 0 else "", currency == "INR"
    if form == "short":
        power, word = next(((p, w) for p, w in SCALES.get(currency, ()) if abs(value) >= Decimal(10) ** p), (0, ""))
        if power:
            return f"{minus}{SIGNS[currency]}{number(value.scaleb(-power), 1)}{word}", 1 - power
        form = "full"
    if form == "about" and abs(value) >= 1000:
        places = 3 - len(str(int(abs(value))))
        return f"about {minus}{SIGNS.get(currency, '')}{number(fixed(value, places), 0, indian=indian)}", places
    places = 0 if form == "whole" and abs(value) >= 100 else 2
    text = number(value, places, indian=indian)
    return (f"{minus}{text} {currency}" if form == "code" or currency not in SIGNS else f"{minus}{SIGNS[currency]}{text}"), places


def ratio(value: Decimal, form: str) -> tuple[str, int]:
    """Write a fraction as a percentage or as it is; places are those of the fraction."""
    minus, size = "-" if value < 0 else "", abs(value)
    if form == "plain":
        return f"{minus}{number(size, 4)}", 4
    places = {"one": 1, "two": 2, "zero": 0, "percent": 1, "about": 0}[form]
    if form in {"zero", "about"} and size < Decimal("0.095"):
        places, form = 1, "one"
    text = number(size * 100, places)
    return f"{'about ' * (form == 'about')}{minus}{text}{' per cent' if form == 'percent' else ' %'}", places + 2


def day(value: date, form: str) -> str:
    """Write a date."""
    if form == "iso":
        return value.isoformat()
    if form == "american":
        return f"{value:%B} {value.day}, {value.year}"
    return f"{value.day} {value:%b} {value.year}" if form == "short" else f"{value.day} {value:%B} {value.year}"


def count(value: int, rng: Random) -> str:
    """Write a count in digits or words."""
    words, end = WORDS
    return words[value] if value < end and rng.random() < 0.4 else f"{value:,}"
