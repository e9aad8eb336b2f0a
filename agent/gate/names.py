"""The names that a sentence may hold: instruments, portfolios, rows and lessons, from tables and never from the model."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

_WORD = re.compile(r"[^\W_]+(?:['’&.][^\W_]+)*&?|\^[A-Za-z]+")  # noqa: RUF001
_SUFFIX = re.compile(
    r"[\s,]+(?:inc|incorporated|ltd|limited|corp|corporation|company|co|plc|ag|sa|se|nv|the|and|&|group|holdings?|class\s[a-c]|etf|fund|trust|index)\.?$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^the\s", re.IGNORECASE)
_COMMON = frozenset(
    [
        "total",
        "global",
        "general",
        "first",
        "american",
        "united",
        "state",
        "bank",
        "india",
        "indian",
        "international",
        "national",
        "us",
        "vanguard",
        "ishares",
        "spdr",
        "core",
        "cash",
        "gold",
        "energy",
        "health",
        "index",
        "growth",
        "value",
        "income",
        "high",
        "dividend",
        "new",
        "capital",
        "one",
        "standard",
        "life",
        "power",
        "oil",
        "real",
        "market",
        "nifty",
        "all",
        "best",
        "on",
        "it",
        "are",
        "any",
        "can",
        "for",
        "has",
        "low",
        "now",
        "or",
        "so",
        "well",
        "key",
        "see",
        "big",
        "fast",
        "open",
        "play",
        "love",
        "true",
        "live",
        "cost",
        "and",
        "the",
        "low",
        "next",
        "net",
        "main",
        "base",
        "line",
        "page",
        "mean",
        "ever",
        "even",
        "hope",
        "free",
        "man",
        "car",
        "cat",
        "dow",
        "sun",
        "target",
        "visa",
        "american",
        "digital",
        "home",
        "southern",
        "public",
        "procter",
        "advanced",
        "texas",
    ]
)
# Terms of the trade whose digits are part of the name.
TERMS = (
    "S&P 500", "S&P 400", "S&P 600", "Nifty 50", "Nifty 100", "Nifty 500", "Nifty Next 50", "Sensex 30", "Nasdaq 100", "Russell 2000",
    "Russell 1000", "FTSE 100", "Euro Stoxx 50", "Dow 30", "CAC 40", "DAX 40", "Nikkei 225", "Rule of 72", "80/20 rule", "Fama-French 3",
)  # fmt: skip
_MIN_ALIAS = 4


@dataclass(frozen=True, slots=True)
class Named:
    """A name found in a text; `ids` are the lower-case symbols, names or ids that it may mean."""

    start: int
    end: int
    ids: frozenset[str]
    kind: str


@dataclass(slots=True)
class _Entry:
    words: tuple[str, ...]
    kind: str
    exact: bool
    ids: set[str]


@dataclass(slots=True)
class Names:
    """A table of names, looked up by their first word."""

    table: dict[str, list[_Entry]] = field(default_factory=dict)
    digits: list[str] = field(default_factory=lambda: list(TERMS))
    _mask: re.Pattern[str] | None = None
    instruments: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(
        cls,
        instruments: Iterable[Mapping[str, Any]] = (),
        portfolios: Iterable[Mapping[str, Any]] = (),
        titles: Iterable[str] = (),
    ) -> "Names":
        """Make the table from tool results: rows with symbol, name and isin; rows with id and name; lesson titles."""
        names = cls()
        for row in instruments:
            names.instrument(str(row.get("symbol") or ""), str(row.get("name") or ""), row.get("aliases") or ())
        for row in portfolios:
            names.add(str(row["name"]), "portfolio", {str(row["id"])})
        for title in titles:
            names.title(title)
        return names

    def titled(self, titles: Iterable[str]) -> "Names":
        """Give a copy of the names with the titles of some lessons beside them."""
        table = {word: [replace(entry, ids=set(entry.ids)) for entry in entries] for word, entries in self.table.items()}
        names = Names(table, list(self.digits), self._mask, set(self.instruments))
        for title in titles:
            names.title(title)
        return names

    def instrument(self, symbol: str, name: str, aliases: Iterable[str] = ()) -> None:
        """Add an instrument with the short forms of its name."""
        if (symbol, name) in self.instruments and not aliases:
            return
        self.instruments.add((symbol, name))
        ids = {word.lower() for word in (symbol, name) if word}
        if symbol:
            self.add(symbol, "instrument", ids, exact=symbol.isalpha())
            bare = symbol.split(".", maxsplit=1)[0]
            if bare != symbol:
                self.add(bare, "instrument", ids, exact=True)
        for form in {name, *aliases, *_short(name)}:
            self.add(form, "instrument", ids, exact=form.isupper() and form.isalpha())
        first = name.split(" ", maxsplit=1)[0] if name else ""
        if len(first) >= _MIN_ALIAS and first.isalpha() and first.lower() not in _COMMON:
            self.add(first, "instrument", ids, exact=True)

    def title(self, title: str) -> None:
        """Add a lesson's title: its digits are no figures."""
        if any(char.isdigit() for char in title) and any(char.isalpha() for char in title):
            self.digits.append(title)
            self._mask = None

    def add(self, name: str, kind: str, ids: set[str], *, exact: bool = False) -> None:
        """Add one form of a name; `exact` demands its capitals. The same form may stand for several."""
        words = tuple(match[0] for match in _WORD.finditer(name))
        if not words or not any(char.isalpha() for char in name):
            return
        self.title(name)
        entries = self.table.setdefault(words[0].lower(), [])
        for entry in entries:
            if [w.lower() for w in entry.words] == [w.lower() for w in words] and entry.kind == kind:
                entry.ids |= ids
                entry.exact = entry.exact and exact
                return
        entries.append(_Entry(words, kind, exact, set(ids)))
        entries.sort(key=lambda entry: -len(entry.words))

    def find(self, text: str) -> list[Named]:
        """Give the names of a text in order, longest first at each place."""
        words = list(_WORD.finditer(text))
        found: list[Named] = []
        at = 0
        while at < len(words):
            entry = self._at(text, words, at)
            if entry is None:
                at += 1
                continue
            last = words[at + len(entry.words) - 1]
            found.append(Named(words[at].start(), last.end(), frozenset(entry.ids), entry.kind))
            at += len(entry.words)
        return found

    def _at(self, text: str, words: list[re.Match[str]], at: int) -> _Entry | None:
        for entry in self.table.get(_bare(words[at][0]).lower(), ()):
            here = words[at : at + len(entry.words)]
            if len(here) == len(entry.words) and all(_same(w[0], e, exact=entry.exact) for w, e in zip(here, entry.words, strict=True)):
                gap = text[here[0].start() : here[-1].end()]
                if "\n" not in gap and "|" not in gap:
                    return entry
        return None

    def masked(self, text: str) -> str:
        """Give the text with the digits inside names blanked, every character at its place."""
        if self._mask is None:
            forms = sorted(set(self.digits), key=len, reverse=True)
            self._mask = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, forms)) + r")(?!\w)", re.IGNORECASE)
        if not any(char.isdigit() for char in text):
            return text
        return self._mask.sub(lambda found: re.sub(r"\d", "x", found[0]), text)


def _bare(word: str) -> str:
    return re.sub(r"['’]s$", "", word)  # noqa: RUF001


def _same(word: str, entry: str, *, exact: bool) -> bool:
    word = _bare(word)
    return word == entry if exact else word.lower() == entry.lower()


def _short(name: str) -> list[str]:
    """Give a name without its legal endings: Apple Inc. is Apple."""
    forms: list[str] = []
    while True:
        shorter = _SUFFIX.sub("", _ARTICLE.sub("", name))
        if shorter == name:
            return forms
        name = shorter
        if name.lower() not in _COMMON and len(name) >= _MIN_ALIAS - 1:
            forms.append(name)
