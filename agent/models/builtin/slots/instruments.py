"""Instruments named by symbol, ISIN, name or a misspelt name."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from agent.models.builtin.names import InstrumentName
from agent.models.builtin.slots.scan import Scan
from agent.models.builtin.words import data

_SUFFIX = re.compile(
    r"[,.]?\s+(?:inc|incorporated|corp|corporation|co|company|companies|ltd|limited|plc|n\.?v|s\.?a|ag|group|holdings?"
    r"|class [a-c]|& co|and company|the|etf|fund|platforms|equity|index|international)\.?$",
    re.IGNORECASE,
)
_TICKER = re.compile(r"(?<![\w.^])[$^]?[A-Z][A-Z0-9&.-]{0,11}(?:\.[A-Z]{1,3})?(?![\w])")
_LISTED = re.compile(r"\b(?:vs\.?|versus|compare|price|quote|chart|stock|ticker|shares? of)\b", re.IGNORECASE)
_CAPITALS = re.compile(r"(?<=[\w,'] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_PRICE_OF = re.compile(
    r"\b(?:(?:price|quote|chart|ticker|symbol|isin|compare|bhav) (?:of |for )?|(?:shares?|stocks?) (?:of |in ))(?:the )?([a-z][\w&.-]{2,})"
)
_OWN_ONE = re.compile(
    r"^(?:do|did) (?:i|we) (?:own|hold|have) (?:any )?(?:(?:shares?|stocks?) (?:of|in) )?([a-z][\w&.-]{2,})"
    r"(?: (?:shares?|stocks?))?\s*\??$",
    re.IGNORECASE,
)
_AT_FRONT = re.compile(r"^([a-z][\w&.-]{2,11}) (?:(?:share|stock)s? )?(?:price|quote|chart|bhav|rate|ltp|cmp)\b", re.IGNORECASE)
_ISIN = re.compile(r"\b[A-Z]{2}[A-Z0-9]{9}\d\b")
SHORT = 2
MIN_FIRST = 4
MIN_FUZZY = 5
FUZZY = 88


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(word for line in data("instruments")[name] for word in line.split())


def _shorter(name: str) -> Iterator[str]:
    """Give the name and the name without its company suffixes."""
    last = ""
    while name and name != last:
        yield name
        last, name = name, _SUFFIX.sub("", name)


def _names(one: InstrumentName) -> set[str]:
    found = {part for name in (one.name, *one.aliases) for part in _shorter(name)}
    found |= {nick for nick, part in data("instruments")["nicknames"].items() if part in one.name.lower()}
    found |= {name.removeprefix("The ") for name in found}
    found |= {name.replace("-", " ") for name in found if "-" in name}
    found |= {name.replace("&", "and") for name in found if "&" in name} | {name.replace(".", "") for name in found if "." in name}
    return {name for name in found if len(name) > 1}


def _first_words(instruments: tuple[InstrumentName, ...]) -> dict[str, str]:
    """Give the first words that stand for one instrument alone."""
    owners: dict[str, set[str]] = {}
    for one in instruments:
        word = re.split(r"[\s.,&]", one.name)[0].lower()
        owners.setdefault(word, set()).add(one.symbol)
    return {
        w: next(iter(s))
        for w, s in owners.items()
        if len(s) == 1 and len(w) >= MIN_FIRST and w not in _words("common_first") | _words("ordinary")
    }


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


def _ordinary(text: str, *, shouting: bool, listed: bool) -> bool:
    """Tell whether a match must not be taken for an instrument."""
    if text in _words("never"):
        return True
    if not all(word in _words("ordinary") for word in text.lower().split()):
        return len(text) <= SHORT and (text.islower() or shouting) and not listed
    return shouting or not (text.isupper() or text.istitle())


def _fuzzy(scan: Scan, names: dict[str, str], known: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    choices = [name for name in names if len(name) >= MIN_FUZZY]
    for match in re.finditer(r"[A-Za-z]{5,}", scan.rest):
        word = match[0].lower()
        if word in known or word in _words("always") or word.removesuffix("s") in known:
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
            text = match[0] if match[0].lower() in names else match[0].removesuffix("'s")
            if not _ordinary(text, shouting=shouting, listed=listed):
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
    found = [word for word in tickers if len(word) > 1 and word not in _words("never") and word.lower() not in known]
    for match in _CAPITALS.finditer(scan.rest):
        words = [word for word in match[0].split() if word.lower() not in known | _words("ordinary")]
        found += [" ".join(words)] if words else []
    found += [match[1] for match in _PRICE_OF.finditer(scan.rest) if match[1] not in known | _words("ordinary") | _words("pronouns")]
    found += [match[1] for match in _OWN_ONE.finditer(scan.rest) if match[1].lower() not in known | _words("ordinary") | _words("always")]
    found += [match[1] for match in _AT_FRONT.finditer(scan.rest) if match[1].lower() not in known | _words("ordinary") | _words("always")]
    return list(dict.fromkeys(found))
