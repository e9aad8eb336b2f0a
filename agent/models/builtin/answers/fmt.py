"""How figures are written: money by currency, shares, fractions as percent, dates in words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

SIGNS = {"USD": "$", "INR": "₹", "EUR": "€", "GBP": "£", "JPY": "¥"}
_LAKH = 3
MOST_PLACES = 6
SMALL = 4
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_MARKUP = re.compile(r"[|\r\n`*_\[\]<>]+")
NONE = "not available"


def _indian(digits: str) -> str:
    """Group digits as lakh and crore: the last three, then twos."""
    head, tail = digits[:-_LAKH], digits[-_LAKH:]
    return ",".join([*re.findall(r"\d{1,2}(?=(?:\d{2})*$)", head), tail]) if head else tail


def grouped(value: Decimal, places: int, *, indian: bool = False) -> str:
    """Write a number without sign with grouped digits."""
    text = format(abs(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), "f")
    whole, _, rest = text.partition(".")
    whole = _indian(whole) if indian else f"{int(whole):,}"
    return f"{whole}.{rest}" if rest else whole


def _signed(value: Decimal, text: str) -> str:
    return f"-{text}" if value < 0 and any(char in "123456789" for char in text) else text


def amount(value: Any, currency: str | None, places: int = 2) -> str:
    """Write an amount in a currency."""
    number = Decimal(str(value))
    digits = grouped(number, places, indian=currency == "INR")
    sign = SIGNS.get(currency or "")
    return _signed(number, f"{sign}{digits}" if sign else f"{currency} {digits}".removeprefix("None "))


def money(value: Mapping[str, Any] | None) -> str:
    """Write money with its sign."""
    return NONE if value is None else amount(value["amount"], value["currency"])


def size(value: Mapping[str, Any] | None) -> str:
    """Write money without its sign, where the words give the direction."""
    return NONE if value is None else amount(abs(Decimal(value["amount"])), value["currency"])


def price(value: Any, currency: str | None) -> str:
    """Write a price with two decimals, with more where it is small."""
    if value is None:
        return NONE
    number = abs(Decimal(str(value)))
    if number >= 1 or not number:
        return amount(value, currency, 2)
    places = SMALL - number.adjusted() - 1
    text = amount(value, currency, places)
    kept = text.rstrip("0")
    return text[: max(len(kept), text.index(".") + 3)]


def percent(value: float | None, places: int = 2) -> str:
    """Write a fraction as a percentage with its sign."""
    if value is None:
        return NONE
    number = Decimal(repr(float(value))) * 100
    return _signed(number, f"{grouped(number, places)}%")


def share(value: float | None) -> str:
    """Write a weight."""
    return percent(value, 1)


def _shown(number: Decimal, places: int) -> int:
    """Give more places to what would read as nothing though it is something."""
    hidden = number and not round(number, places)
    return min(-number.adjusted() + 1, MOST_PLACES) if hidden else places


def plain(value: float | None, places: int = 2) -> str:
    """Write a ratio that is no percentage, such as a Sharpe ratio."""
    if value is None:
        return NONE
    number = Decimal(repr(float(value)))
    return _signed(number, grouped(number, _shown(number, places)))


def shares(value: Any) -> str:
    """Write a quantity as it is, grouped."""
    if value is None:
        return NONE
    number = Decimal(str(value)).normalize()
    exponent = number.as_tuple().exponent
    places = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return _signed(number, grouped(number, min(places, 6)))


def count_shares(value: Any) -> str:
    """Write a quantity with its word: 1 share, 20 shares."""
    return f"{shares(value)} {'share' if value is not None and Decimal(str(value)) == 1 else 'shares'}"


def day(value: str | date | None) -> str:
    """Write a date as 28 December 2022."""
    if value is None:
        return NONE
    found = value if isinstance(value, date) else date.fromisoformat(value[:10])
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def month(value: str) -> str:
    """Write 2021-08 as August 2021."""
    return f"{_MONTHS[int(value[5:7]) - 1]} {value[:4]}"


def clean(text: Any) -> str:
    """Take from a name what would break a table or be read as markup."""
    return " ".join(_MARKUP.sub(" ", str(text)).split())


def kind(text: Any) -> str:
    """Write an asset class: equity as Equity, etf as ETF."""
    word = clean(text).replace("_", " ")
    return word.upper() if word.lower() in {"etf", "reit", "nps"} else capital(word)


def the(name: str) -> str:
    """Write an index with its article."""
    return f"the {name}" if name.lower().endswith("index") and not name.lower().startswith("the ") else name


def listed(words: Sequence[str], last: str = "and") -> str:
    """Write words as a list: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def number(value: Any) -> Decimal:
    """Read money, a price or a ratio as a number to choose words by."""
    found = value.get("amount") if isinstance(value, Mapping) else value
    return Decimal(str(found)) if found is not None else Decimal(0)


def capital(text: str) -> str:
    """Begin with a capital, but for a name such as iShares."""
    return text if text[1:2].isupper() else text[:1].upper() + text[1:]
