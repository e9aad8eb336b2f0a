"""The slots of a question, all read in one go."""

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from agent.models.builtin.names import Names
from agent.models.builtin.slots.amounts import Amount, confidence, read_amounts, read_currencies, read_parts
from agent.models.builtin.slots.dates import When, read_dates, read_since
from agent.models.builtin.slots.instruments import read_instruments, read_unknown
from agent.models.builtin.slots.periods import Period, Span, horizon, periods, point, read_code, read_frequency, read_horizon, read_spans
from agent.models.builtin.slots.places import Shift, read_nth, read_other, read_shift
from agent.models.builtin.slots.portfolios import read_all, read_portfolios
from agent.models.builtin.slots.scan import HOLE, Scan
from agent.models.builtin.slots.words import Words, read_scenarios, read_words

_INDEX = re.compile(r"\b(?:S&P ?\d*|SP500|NIFTY|SENSEX|NASDAQ|DOW JONES|FTSE|DAX|NIKKEI|RUSSELL|STOXX)\b|\bIndex\b|\^", re.IGNORECASE)


_AGAINST = re.compile(r"\b(?:my|i|me|mine|we|our|beat\w*|ahead|behind|outperform\w*|underperform\w*|lag\w*|trail\w*)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Slots:
    """What a question names; `rest` are the words that no slot took, `masked` the question with names replaced."""

    text: str
    as_of: date
    masked: str = ""
    instruments: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    portfolios: tuple[str, ...] = ()
    everything: bool = False
    whens: tuple[When, ...] = ()
    spans: tuple[Span, ...] = ()
    code: str | None = None
    amounts: tuple[Amount, ...] = ()
    currencies: tuple[str, ...] = ()
    every: str | None = None
    confidence: float | None = None
    words: Words = field(default_factory=Words)
    rest: tuple[str, ...] = ()
    indexed: bool = False
    nth: int | None = None
    other: bool = False
    shift: Shift | None = None

    @property
    def periods(self) -> tuple[Period, ...]:
        """Give the periods that the question names."""
        return tuple(periods(list(self.whens), list(self.spans), self.code, self.as_of))

    @property
    def day(self) -> date | None:
        """Give the past day that the question looks at."""
        return point(list(self.whens), self.as_of)

    @property
    def horizon(self) -> date | None:
        """Give the future day that the question aims at."""
        return horizon(list(self.whens), list(self.spans), self.as_of)

    @property
    def timed(self) -> bool:
        """Tell whether the question names any time."""
        return bool(self.whens or self.spans or self.code)

    def amount(self, *roles: str) -> Amount | None:
        """Give the first figure of one of some roles."""
        return next((amount for amount in self.amounts if amount.role in roles), None)

    def merged(self, later: "Slots") -> "Slots":
        """Give these slots with those of a later question put in their place."""
        changed: dict[str, Any] = {"text": later.text}
        for name in ("instruments", "unknown", "portfolios", "amounts", "currencies"):
            if getattr(later, name):
                changed[name] = getattr(later, name)
        if later.timed:
            changed |= {"whens": later.whens, "spans": later.spans, "code": later.code}
        if later.nth:
            changed["nth"] = later.nth
        if later.confidence:
            changed["confidence"] = later.confidence
        changed["everything"] = later.everything or (self.everything and not later.portfolios)
        return replace(self, **changed, words=_words(self.words, later.words))


def _words(first: Words, later: Words) -> Words:
    names = ("grouping", "method", "cost_view", "types", "sides", "order", "scenarios", "metrics")
    return replace(first, **{name: getattr(later, name) for name in names if getattr(later, name)})


def _masked(whole: str, states: list[tuple[str, str]]) -> str:
    """Put a word in the place of each stretch that was cut; `states` pairs the rest after a step with the word for its cuts."""
    marks = [""] * len(whole)
    before = whole
    for rest, word in states:
        for at, (old, new) in enumerate(zip(before, rest, strict=True)):
            if new == HOLE != old:
                marks[at] = word
        before = rest
    out, last = [], ""
    for char, mark in zip(whole, marks, strict=True):
        out.append(char if not mark else f" {mark} " if mark != last else "")
        last = mark
    return " ".join("".join(out).split()).replace("the the ", "the ")


def _index(symbol: str, names: Names) -> bool:
    """Tell whether an instrument is a market index, by its name."""
    instrument = names.instrument(symbol)
    return instrument is not None and _INDEX.search(f"{instrument.symbol} {instrument.name}") is not None


def _called(instruments: list[str], names: Names, text: str) -> str:
    """Give the word that stands for the instruments: an index is one only where something is set against it."""
    against = _AGAINST.search(text) is not None
    return "the index" if against and all(_index(symbol, names) for symbol in instruments) else "the stock"


def read(text: str, names: Names, known: frozenset[str] = frozenset()) -> Slots:
    """Read the slots of a question."""
    scan = Scan(text)
    found_portfolios = read_portfolios(scan, names.portfolios)
    states = [(scan.rest, "my portfolio")]
    instruments = read_instruments(scan, names.instruments, known)
    states.append((scan.rest, _called(instruments, names, scan.whole)))
    masked = _masked(scan.whole, states)
    unnamed = scan.rest
    parts = read_parts(scan)
    everything, other, shift, nth = read_all(scan), read_other(scan), read_shift(scan), read_nth(scan)
    since = read_since(scan)
    read_horizon(scan)
    scenarios = read_scenarios(scan)
    code = read_code(scan)
    whens = [*since, *read_dates(scan, names.as_of)]
    every = read_frequency(scan)
    spans = read_spans(scan)
    amounts = [*parts, *read_amounts(scan)]
    unknown = read_unknown(scan, known)
    for name in unknown:
        masked = masked.replace(name, "the stock")
    return Slots(
        text=scan.whole,
        as_of=names.as_of,
        masked=masked,
        instruments=tuple(instruments),
        unknown=tuple(unknown),
        portfolios=tuple(found_portfolios),
        everything=everything,
        whens=tuple(whens),
        spans=tuple(spans),
        code=code,
        amounts=tuple(amounts),
        currencies=tuple(read_currencies(scan)),
        every=every,
        confidence=confidence(amounts, scan.whole),
        words=read_words(unnamed, scenarios),
        rest=tuple(scan.words()),
        nth=nth,
        other=other,
        shift=shift,
        indexed=bool(instruments) and all(_index(symbol, names) for symbol in instruments),
    )
