"""Instruments named by symbol, ISIN, name or a misspelt name."""

import re
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz, process

from agent.models.builtin.names import InstrumentName
from agent.models.builtin.slots.scan import Scan

_SUFFIX = re.compile(
    r"[,.]?\s+(?:inc|incorporated|corp|corporation|co|company|companies|ltd|limited|plc|n\.?v|s\.?a|ag|group|holdings?|class [a-c]|& co|and company|the|etf|fund|platforms|equity|index)\.?$",
    re.IGNORECASE,
)
# words that are ordinary English when they are not written in capitals
_WORDS = frozenset(
    ["a", "all", "an", "any", "are", "as", "at", "be", "best", "but", "buy", "by", "can", "cat", "co", "cost", "day", "do", "for", "go", "goal", "good", "growth", "has", "have", "he", "her", "high", "hold", "how", "i", "if", "in", "income", "index", "india", "is", "it", "its", "key", "large", "long", "loss", "low", "me", "mid", "momentum", "move", "my", "new", "next", "no", "now", "of", "oil", "old", "on", "one", "or", "our", "out", "own", "quality", "qual", "real", "risk", "safe", "sell", "short", "size", "small", "so", "star", "tax", "tech", "term", "that", "the", "they", "this", "to", "tax", "top", "total", "trade", "true", "us", "use", "usd", "value", "var", "very", "was", "we", "well", "what", "who", "why", "will", "with", "won", "you", "gap", "target"]
)
# capitals that are words of finance and never a symbol
_NEVER = frozenset(
    ["I", "A", "US", "USA", "UK", "EU", "ETF", "ETFS", "VAR", "ES", "CVAR", "YTD", "FY", "TWR", "XIRR", "IRR", "CAGR", "USD", "INR", "EUR", "GBP", "PE", "EPS", "IPO", "SIP", "EMI", "KYC", "NAV", "ROI", "ROE", "FX", "GDP", "HHI", "OK", "PNL", "STCG", "LTCG", "TDS", "PAN", "AM", "PM", "Q"]
)
_COMMON_FIRST = frozenset(
    ["bank", "best", "home", "general", "united", "general", "first", "state", "new", "american", "national", "international", "indian", "india", "power", "life", "health", "us"]
)
_TICKER = re.compile(r"(?<![\w.^])[$^]?[A-Z][A-Z0-9&.-]{0,11}(?:\.[A-Z]{1,3})?(?![\w])")
_LISTED = re.compile(r"\b(?:vs\.?|versus|compare|price|quote|chart|stock|ticker|shares? of)\b", re.IGNORECASE)
_ALWAYS = frozenset(
    ["shares", "share", "stocks", "stock", "market", "markets", "price", "prices", "value", "values", "trades", "trade", "return", "returns", "index", "indices", "month", "months", "years", "dividend"]
)
_CAPITALS = re.compile(r"(?<=[\w,'] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_PRICE_OF = re.compile(r"\b(?:price|quote|chart|shares?|stock|ticker|symbol|isin|compare|bhav) (?:of |for )?(?:the )?([a-z][\w&.-]{2,})")
_ISIN = re.compile(r"\b[A-Z]{2}[A-Z0-9]{9}\d\b")
SHORT = 2
MIN_FUZZY = 5
FUZZY = 88


def _shorter(name: str) -> Iterator[str]:
    """Give the name and the name without its company suffixes."""
    last = ""
    while name and name != last:
        yield name
        last, name = name, _SUFFIX.sub("", name)


def _names(one: InstrumentName) -> set[str]:
    found = {part for name in (one.name, *one.aliases) for part in _shorter(name)}
    found |= {name.replace("-", " ") for name in found if "-" in name}
    found |= {name.replace("&", "and") for name in found if "&" in name} | {name.replace(".", "") for name in found if "." in name}
    return {name for name in found if len(name) > 1}


def _first_words(instruments: tuple[InstrumentName, ...]) -> dict[str, str]:
    """Give the first words that stand for one instrument alone."""
    owners: dict[str, set[str]] = {}
    for one in instruments:
        word = re.split(r"[\s.,&]", one.name)[0].lower()
        owners.setdefault(word, set()).add(one.symbol)
    return {w: next(iter(s)) for w, s in owners.items() if len(s) == 1 and len(w) > 3 and w not in _COMMON_FIRST | _WORDS}


@lru_cache(maxsize=256)
def index(instruments: tuple[InstrumentName, ...]) -> tuple[dict[str, str], dict[str, str], "re.Pattern[str] | None"]:
    """Give symbol by symbol, symbol by lower-case name, and the pattern of all names, longest first."""
    symbols = {one.symbol.upper(): one.symbol for one in instruments} | {one.isin.upper(): one.symbol for one in instruments if one.isin}
    names = _first_words(instruments)
    for one in instruments:
        names |= {name.lower(): one.symbol for name in _names(one)}
        names |= {one.symbol.lower(): one.symbol}
    ordered = sorted(names, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w])(?:{'|'.join(map(re.escape, ordered))})(?:'s)?(?![\w])", re.IGNORECASE) if ordered else None
    return symbols, names, pattern


def _ordinary(text: str, shouting: bool, listed: bool) -> bool:
    """Tell whether a match must not be taken for an instrument."""
    if text in _NEVER:
        return True
    if not all(word in _WORDS for word in text.lower().split()):
        return len(text) <= SHORT and (text.islower() or shouting) and not listed
    return shouting or not (text.isupper() or text.istitle())


def _fuzzy(scan: Scan, names: dict[str, str], known: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    choices = [name for name in names if len(name) >= MIN_FUZZY]
    for match in re.finditer(r"[A-Za-z]{5,}", scan.rest):
        word = match[0].lower()
        if word in known or word in _ALWAYS or word.removesuffix("s") in known:
            continue
        best = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=FUZZY)
        if best:
            yield match.start(), match.end(), names[best[0]]


def read_instruments(scan: Scan, instruments: tuple[InstrumentName, ...], known: frozenset[str]) -> list[str]:
    """Cut instruments out of a question; `known` holds words that are no misspelt names. Gives symbols in order."""
    symbols, names, pattern = index(instruments)
    shouting, listed = scan.whole.isupper(), bool(_LISTED.search(scan.whole))
    found: list[tuple[int, int, str]] = [(m.start(), m.end(), symbols[m[0]]) for m in _ISIN.finditer(scan.rest) if m[0] in symbols]
    if pattern:
        for match in pattern.finditer(scan.rest):
            text = match[0].removesuffix("'s")
            if not _ordinary(text, shouting, listed):
                found.append((match.start(), match.end(), names[text.lower()]))
    for start, end, _ in found:
        scan.cut(start, end)
    more = list(_fuzzy(scan, names, known))
    for start, end, _ in more:
        scan.cut(start, end)
    return list(dict.fromkeys(symbol for _, _, symbol in sorted(found + more)))


def read_unknown(scan: Scan, known: frozenset[str]) -> list[str]:
    """Give names that look like instruments and are not known: capitals, a capital inside the sentence, or "price of ..."."""
    if scan.whole.isupper():
        return []
    tickers = [match[0].lstrip("$^") for match in _TICKER.finditer(scan.rest)]
    found = [word for word in tickers if len(word) > 1 and word not in _NEVER and word.lower() not in known]
    for match in _CAPITALS.finditer(scan.rest):
        words = [word for word in match[0].split() if word.lower() not in known | _WORDS]
        found += [" ".join(words)] if words else []
    found += [match[1] for match in _PRICE_OF.finditer(scan.rest) if match[1] not in known | _WORDS]
    return list(dict.fromkeys(found))
