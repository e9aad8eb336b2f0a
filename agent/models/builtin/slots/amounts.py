"""Amounts, percentages, share counts and confidence levels."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agent.directions import direction
from agent.models.builtin.slots.scan import Scan

SCALE = {
    "k": 3,
    "thousand": 3,
    "hazar": 3,
    "lakh": 5,
    "lac": 5,
    "l": 5,
    "million": 6,
    "mn": 6,
    "mio": 6,
    "crore": 7,
    "cr": 7,
    "billion": 9,
    "bn": 9,
}
CURRENCIES = {
    "₹": "INR", "rs": "INR", "inr": "INR", "rupee": "INR", "rupaye": "INR", "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD",
    "bucks": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "£": "GBP", "gbp": "GBP", "pound": "GBP", "sterling": "GBP", "¥": "JPY",
    "jpy": "JPY", "yen": "JPY", "chf": "CHF", "franc": "CHF", "sgd": "SGD", "aud": "AUD", "cad": "CAD", "hkd": "HKD", "cny": "CNY",
    "yuan": "CNY",
}  # fmt: skip
_SIGN = r"₹|rs\.?|inr|us\$|\$|usd|€|eur|£|gbp|¥|jpy|chf|sgd|aud|cad|hkd"
_AMOUNT = re.compile(
    rf"(?:(?<![\w])({_SIGN})\s*)?(?<![\w.])([-+]?\d[\d,]*(?:\.\d+)?)\s*(?:(thousand|hazar|lakh|lac|crore|million|billion|mio|cr|mn|bn|k|l)s?\b)?"
    r"\s*(?:(rupee|dollar|euro|pound|yen|inr|usd|eur|gbp|bucks|rupaye|rs)s?\b)?"
    r"(?:\s*(%|per\s?cent\b|pct\b|percentage\b)|\s*(?:more\s+)?(shares?|units?|stocks?|qty)\b)?",
    re.IGNORECASE,
)
_CURRENCY = re.compile(
    r"(?:\bin(?:to)?\s+|\bto\s+)?(?:\b(rupees?|rupaye|dollars?|euros?|pounds?|sterling|yens?|inr|usd|eur|gbp|jpy|chf|francs?|sgd|aud|cad|hkd|cny|yuan)\b|([₹€£¥]))",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:(?:an?\s+|one[\s-]+|(two)[\s-]+)?(half|third|quarter|fifth|tenth)s?\b"
    r"(?!\s+(?!(?:of|from|in|its|their|and|or|then|again|what|how|would)\b)\w)|(halv(?:es?|ed|ing))\b)",
    re.IGNORECASE,
)
_MOVING = re.compile(
    r"\b(?:fall|fell|drop|los[et]|declin|crash|plung|sink|sank|slump|tank|ris|rose|gain|grow|grew|jump|climb|soar)\w*(?:\s+by)?\s+$",
    re.IGNORECASE,
)
_OF_PART = {"half": "50", "third": "33.33", "quarter": "25", "fifth": "20", "tenth": "10"}
_LEVEL = re.compile(r"confiden|\bvar\b|value[ -]at[ -]risk|shortfall|\bcvar\b|\bes\b|\blevel\b", re.IGNORECASE)
MIN_LEVEL = Decimal("0.5")
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure in the person's words; `role` is money, percent, shares or plain."""

    value: Decimal
    role: str
    currency: str | None = None
    text: str = ""


def currency(word: str | None) -> str | None:
    """Give the currency that a sign or word stands for."""
    if not word:
        return None
    word = word.lower().rstrip(".")
    return CURRENCIES.get(word) or CURRENCIES.get(word.removesuffix("s"))


def _amount(match: re.Match[str], whole: str) -> Amount:
    before, digits, scale, after, percent, shares = match.groups()
    value = Decimal(digits.replace(",", "")).scaleb(SCALE.get((scale or "").lower(), 0))
    money = currency(before or after)
    if percent:
        way = direction(whole, *match.span(2)) if value > 0 else 1
        return Amount(value * (way or 1), "percent", None, match[0].strip())
    if money or scale:
        return Amount(value, "money", money, match[0].strip())
    return Amount(value, "shares" if shares else "plain", None, match[0].strip())


def read_parts(scan: Scan) -> list[Amount]:
    """Cut the moves that are written as a word out of a question: falls by a third, halves."""
    found = []
    for match in _PART.finditer(scan.rest):
        twice, part, whole = match.groups()
        if whole:
            found.append(Amount(Decimal(-50), "percent", None, "half"))
        elif _MOVING.search(scan.rest[: match.start()]):
            size = Decimal(_OF_PART[part.lower()]) * (2 if twice else 1)
            found.append(Amount(size * (direction(scan.whole, *match.span()) or 1), "percent", None, match[0]))
        else:
            continue
        scan.cut(*match.span())
    return found


def read_amounts(scan: Scan) -> list[Amount]:
    """Cut the figures out of a question; dates must have been cut before."""
    whole = scan.whole
    return [_amount(match, whole) for match in scan.take(_AMOUNT)]


def read_currencies(scan: Scan) -> list[str]:
    """Cut the currencies that stand alone out of a question."""
    return [code for match in scan.take(_CURRENCY) if (code := currency(match[1] or match[2]))]


def confidence(amounts: list[Amount], text: str) -> float | None:
    """Give the confidence level, a fraction, where the question speaks of one."""
    if not _LEVEL.search(text):
        return None
    for amount in amounts:
        value = abs(amount.value) if amount.value > 1 or amount.role == "percent" else amount.value * HUNDRED
        level = value / HUNDRED
        if amount.role in {"percent", "plain"} and level < MIN_LEVEL:
            level = 1 - level
        if amount.role in {"percent", "plain"} and MIN_LEVEL <= level < 1:
            return float(level)
    return None
