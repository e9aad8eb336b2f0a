"""The words in which figures are written: scales, currencies, number words, units and approximations."""

import re
from decimal import Decimal

SCALES = {
    "k": 3, "thousand": 3, "lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5, "l": 5, "million": 6, "millions": 6, "mn": 6, "m": 6,
    "crore": 7, "crores": 7, "cr": 7, "billion": 9, "billions": 9, "bn": 9, "b": 9, "trillion": 12, "tn": 12, "lakh crore": 12,
}  # fmt: skip
# A letter alone is a scale only beside a currency: 5m is five months, 3b nothing.
LETTER_SCALES = {"m", "b", "l"}

_DOLLARS = frozenset({"USD", "CAD", "AUD", "SGD", "HKD", "NZD"})
CODES = [
    "INR",
    "USD",
    "EUR",
    "GBP",
    "JPY",
    "CHF",
    "CNY",
    "AUD",
    "CAD",
    "SGD",
    "HKD",
    "NZD",
    "SEK",
    "NOK",
    "DKK",
    "ZAR",
    "BRL",
    "KRW",
    "MXN",
    "THB",
    "IDR",
    "MYR",
    "PHP",
    "PLN",
    "CZK",
    "HUF",
    "TRY",
    "ILS",
    "RON",
    "BGN",
    "ISK",
]
CURRENCIES: dict[str, frozenset[str]] = {
    **{code.lower(): frozenset({code}) for code in CODES},
    "₹": frozenset({"INR"}), "rs": frozenset({"INR"}), "rs.": frozenset({"INR"}), "rupee": frozenset({"INR"}),
    "rupees": frozenset({"INR"}), "$": _DOLLARS, "us$": frozenset({"USD"}), "dollar": _DOLLARS, "dollars": _DOLLARS,
    "a$": frozenset({"AUD"}), "c$": frozenset({"CAD"}), "s$": frozenset({"SGD"}), "hk$": frozenset({"HKD"}),
    "€": frozenset({"EUR"}), "euro": frozenset({"EUR"}), "euros": frozenset({"EUR"}), "£": frozenset({"GBP"}),
    "pound": frozenset({"GBP"}), "pounds": frozenset({"GBP"}), "¥": frozenset({"JPY", "CNY"}), "yen": frozenset({"JPY"}),
    "francs": frozenset({"CHF"}), "yuan": frozenset({"CNY"}),
}  # fmt: skip

ONES = [
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
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {
    **{word: at for at, word in enumerate(ONES)},
    **{word: 10 * at for at, word in enumerate(TENS, 2)},
    **{f"{ten}-{one}": 10 * at + unit for at, ten in enumerate(TENS, 2) for unit, one in enumerate(ONES[1:10], 1)},
    "dozen": 12,
    "hundred": 100,
}
# A number word only before a scale: a million.
ARTICLES = {"a": 1, "an": 1}
PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5,
    "sixth": 6, "sixths": 6, "seventh": 7, "eighth": 8, "eighths": 8, "ninth": 9, "tenth": 10, "tenths": 10, "hundredth": 100,
}  # fmt: skip
VULGAR = {
    "½": "1/2",
    "⅓": "1/3",
    "⅔": "2/3",
    "¼": "1/4",
    "¾": "3/4",
    "⅕": "1/5",
    "⅖": "2/5",
    "⅗": "3/5",
    "⅘": "4/5",
    "⅙": "1/6",
    "⅛": "1/8",
}

SPAN_DAYS = {"day": Decimal(1), "week": Decimal(7), "month": Decimal("30.4375"), "quarter": Decimal("91.3125"), "year": Decimal("365.25")}

ABOUT = {
    "about": "near", "around": "near", "roughly": "near", "approximately": "near", "some": "near", "~": "near", "≈": "near",
    "nearly": "under", "almost": "under", "under": "under", "below": "under", "less than": "under", "up to": "under", "at most": "under",
    "over": "over", "above": "over", "more than": "over", "exceeding": "over", "at least": "over", "fewer than": "under",
    "just over": "over", "just under": "under", "a little over": "over", "a little under": "under", "close to": "near",
    "not quite": "under", "greater than": "over", "circa": "near",
}  # fmt: skip

_CURRENCY_BEFORE = r"us\$|hk\$|[acs]\$|₹|\$|€|£|¥|\brs\.?|\b(?:" + "|".join(CODES).lower() + r")\b|(?<![a-z])(?:inr|usd|eur|gbp)(?=\d)"
_CURRENCY_AFTER = r"(?:" + "|".join(CODES).lower() + r"|rupees?|dollars?|euros?|pounds?|yen|yuan|francs|€|₹|£|\$)(?![a-z])"
_SCALE = r"(?:lakh crore|lakhs?|lacs?|crores?|cr|millions?|mn|billions?|bn|trillion|tn|thousand|[kmbl])(?![a-z])"
_UNIT = (
    r"%|per\s?cent\b|percent\b|pct\b|percentage[\s-]points?\b|basis[\s-]points?\b|bps\b|points?\b|ppts?\b|pp\b|"
    r"x(?![a-z])|\u00d7|times\b|(?:st|nd|rd|th)\b|[dwmy](?![a-z])|"
    r"(?:trading[\s-]|calendar[\s-]|market[\s-])?(?:days?|weeks?|months?|quarters?|years?|yrs?)(?![a-z])"
)
_NUM = r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?(?:e[+-]?\d+)?|\.\d+"
_WORD = "|".join(sorted(WORDS, key=len, reverse=True)).replace("-", r"[\s-]") + r"|an?(?=\s(?:lakh|crore|million|billion|trillion)\b)"

NUMBER = re.compile(
    rf"(?:(?<![\w.,)%])(?P<sign>[-+]))?(?:(?P<pre>{_CURRENCY_BEFORE})\s{{0,2}}(?P<sign2>[-+])?)?"
    rf"(?:(?<![\w.])(?P<num>{_NUM})|(?<=rs)(?P<glued>{_NUM})|(?<=rs\.)(?P<glued3>{_NUM})|(?<=inr|usd|eur|gbp)(?P<glued2>{_NUM})|\b(?P<word>{_WORD})\b)"
    rf"(?:[\s-]{{0,2}}(?P<scale>{_SCALE}))?(?:[\s-]{{0,3}}(?P<unit>{_UNIT}))?(?:\s{{0,2}}(?P<post>{_CURRENCY_AFTER}))?"
)
NOUN = re.compile(r"\s{0,2}(?:(?!of|in|and|or|the|to|at|on|for|from|with|by|is|are)[a-z'-]+\s){0,2}?"
    r"(shares?|units?|holdings?|positions?|portfolios?|transactions?|trades?|lots?|stocks?|funds?|sectors?|instruments?|observations?|"
    r"sessions?|days?|accounts?|sales?|dividends?|payments?|scenarios?|passages?|lessons?)\b"
)  # fmt: skip
FRACTION = re.compile(
    r"\b(?:(?P<n>an?|one|two|three|four|five|six|seven|eight|nine)[\s-](?P<part>" + "|".join(sorted(PARTS, key=len, reverse=True)) + r")\b"
    r"(?=\s(?:of|is|was|in|to|as|has|less|more)\b|\s*[.,;:)!?]|\s*$)|(?<!first\s)(?<!second\s)(?<!other\s)(?P<half>half)(?=\s(?:of|the|your|its|their|my|is|was)\b|\s*[.,;]|\s*$))"
    r"|(?P<vulgar>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅛])"
)
ABOUT_BEFORE = re.compile(r"(?:^|[\s(|])(" + "|".join(sorted(map(re.escape, ABOUT), key=len, reverse=True)) + r")\s*$")
