"""One sentence with its clauses, its names and the words that govern its figures."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.gate.concepts import spoken
from agent.gate.figure import Figure, Kind
from agent.gate.figures import level
from agent.gate.ground import Ground
from agent.gate.names import Named

_BREAK = re.compile(
    r"[,;:|](?!\d)|(?<!\bbetween)\s(?:and|while|but|whereas|versus|vs\.?|against|compared (?:with|to)|than|although|though|yet)\s|\s-\s"
)
_WHOLE = re.compile(
    r"\b(?:(?:your|the|whole|entire|total|overall|this|all|both)\s(?:[a-z]+\s){0,2}?(?:portfolios?|accounts?|money|investments|wealth|book)"
    r"|your\s(?:total|overall|own|holdings|returns?|gains?|loss(?:es)?|performance|money[\s-]weighted|time[\s-]weighted|xirr|volatility|sharpe)"
    r"|(?:you|you've|you\shave)\s(?:are|were|have|had|gained|lost|earned|made|returned|beat|lagged|outperformed|underperformed|trailed|did)"
    r"|in\stotal|altogether|overall|total\svalue)\b"
)
_PARTS = re.compile(
    r"\b(?:holdings?|positions?|stocks?|funds?|instruments?|sectors?|largest|biggest|smallest|top|best|worst|each|single|heaviest|slices?|"
    r"accounts?|transactions?|trades?|sales?|lots?|scenarios?|dividends?|purchases?|bought|sold|events?|weakest|strongest|lowest|highest)\b"
)
_YOURS = re.compile(r"\b(?:you|your|you've)\b")
_POINTS = re.compile(r"\b(?:it|its|they|their|them|this|that|these|those)\b")
_NO_SUBJECT = re.compile(
    r"(?:%|per cent|percent|\d|half|thirds?|quarters?|fifths?|tenths?)\sof\s(?:the\s|your\s)?$"
    r"|\b(?:correlat\w+|beta|tracking error)\s(?:[a-z]+\s)?(?:with|to|against)\s(?:the\s|your\s)?$"
)
_BENCHMARK = re.compile(r"\b(?:benchmark|the index|index's|the market)\b")
UP = (
    r"gain(?:s|ed|ing)?|ro[st]e|risen|rise[sn]?|rising|up|increas(?:e|ed|es|ing)|grew|grow(?:s|n|ing)?|growth|profit(?:s|ed|able)?|"
    r"earn(?:s|ed|ing)?|climb(?:s|ed)?|jump(?:s|ed)?|surg(?:e|ed)|added|adds|advanc(?:e|ed)|positive|appreciat(?:ed|ion)|rallied|higher|"
    r"made|improv(?:ed|ement)|soared"
)
DOWN = (
    r"los[st]|loss|losses|loses|losing|fell|fall(?:s|en|ing)?|drop(?:s|ped|ping)?|down|declin(?:e|ed|es|ing)|decreas(?:e|ed|es|ing)|"
    r"shr[aiu]nk|negative|dip(?:s|ped)?|slid|slump(?:ed|s)?|shed|drawdown|depreciat(?:ed|ion)|lower|withdr[ae]w(?:n|s|als?)?|below|under|"
    r"red|deficit|short\sof|minus|behind|outflows?"
)
_DIRECTION = re.compile(rf"(?<!makes\s)(?<!make\s)(?<!making\s)(?<!made\s)(?<!broken\s)(?<!-)\b(?:(?P<up>{UP})|(?P<down>{DOWN}))\b(?!-)")
_NOT = re.compile(r"\b(?:not|never|no|without|n't|avoid(?:ed|s|ing)?|instead of|rather than|hardly)\b[\w\s']{0,14}$|n't\s[\w\s]{0,10}$")
_LEVEL_BEFORE = re.compile(r"\b(?:to|from|than|worth|at risk of|between|cost|costing|price of)\s(?:\w+\s){0,1}[^\w]{0,4}$")
_BARE = re.compile(
    r"\s*(?:(?:it|that|this)\s)?(?:is|are|was|were|or|comes to|stands at|amounts to|now|about|i\.e\.)?\s*(?:about|around)?\s*"
)
_AFTER_WORDS = 2
_SPAN_WORDS = re.compile(
    r"\b(?:past|last|trailing|previous)\s(?:\d+\s|[a-z]+\s)?(?:year|month|week|quarter)s?\b|\byear[\s-]to[\s-]date\b|\bytd\b"
)
_FOLLOWS = re.compile(r"^\s?(?:of\s)?(?:[a-z-]+\s){1,2}")
_COUNTED = re.compile(r"\s(?:is\s)?(?:included|counted|excluded)\b")
_OR = re.compile(r"\s*(?:or|i\.e\.)\b")


def _last(text: str) -> re.Match[str] | None:
    """Give the last direction word of a text."""
    return max(_DIRECTION.finditer(text), key=lambda found: found.start(), default=None)


@dataclass(frozen=True)
class Context:
    """A sentence under the gate. `text` has the digits of names and marks blanked; `header` is the table's head, if it is a row."""

    raw: str
    text: str
    lower: str
    figures: Sequence[Figure]
    named: Sequence[Named]
    ground: Ground
    cites: tuple[int, ...]
    header: tuple[str, ...] = ()

    @cached_property
    def breaks(self) -> list[tuple[int, int]]:
        """Give the clauses as spans."""
        bounds, at = [], 0
        written = [(figure.start, figure.end) for figure in self.figures if figure.span]
        for found in _BREAK.finditer(self.lower):
            if any(start < found.start() < end for start, end in written):
                continue
            bounds.append((at, found.start()))
            at = found.end()
        return [*bounds, (at, len(self.lower))]

    def clause(self, figure: Figure) -> tuple[int, int]:
        """Give the clause that a figure stands in."""
        for start, end in self.breaks:
            if start <= figure.start < max(end, start + 1):
                return start, end
        return self.breaks[-1]

    @property
    def row(self) -> bool:
        """Tell whether the sentence is a table row."""
        return self.raw.lstrip().startswith("|")

    @cached_property
    def whole(self) -> bool:
        """Tell whether the sentence speaks of the portfolio as a whole."""
        return bool(_WHOLE.search(self.lower))

    def parts(self, figure: Figure) -> bool:
        """Tell whether the figure's clause speaks of some holding or row without naming it."""
        start, end = self.clause(figure)
        return bool(_PARTS.search(self.lower[start:end]))

    @cached_property
    def yours(self) -> bool:
        """Tell whether the sentence speaks to the person, without pointing back to a row named before."""
        return bool(_YOURS.search(self.lower)) and not _POINTS.search(self.lower)

    @cached_property
    def subjects(self) -> list[Named]:
        """Give everything that a figure can belong to, in order: names, the benchmark, the portfolio as a whole."""
        found = [name for name in self.named if name.kind in {"instrument", "row"} and not self._aside(name)]
        taken = [(name.start, name.end) for name in found]
        marks = [(_BENCHMARK, "benchmark", self.ground.benchmarks), (_WHOLE, "whole", frozenset[str]())]
        for pattern, kind, ids in marks:
            marked = (mark for mark in pattern.finditer(self.lower) if not _NO_SUBJECT.search(self.lower, 0, mark.start()))
            free = (mark for mark in marked if all(mark.end() <= a or mark.start() >= b for a, b in taken))
            found.extend(Named(mark.start(), mark.end(), ids, kind) for mark in free if kind == "whole" or ids)
        return sorted(found, key=lambda name: name.start)

    def _aside(self, name: Named) -> bool:
        """Tell whether a name is no subject: the currency of an amount, or cash that is only said to be counted."""
        within = any(figure.start <= name.start < figure.end for figure in self.figures)
        return within or (name.ids == {"cash"} and bool(_COUNTED.match(self.lower, name.end)))

    def head(self, figure: Figure) -> str:
        """Give the head of the column that a figure of a table row stands in."""
        column = self.raw.count("|", 0, figure.start) - 1
        return self.header[column] if 0 <= column < len(self.header) else ""

    @cached_property
    def unnamed(self) -> str:
        """Give the text in lower case with the names of instruments and rows blanked: their words are no terms."""
        chars = list(self.lower)
        for name in self.named:
            if name.kind != "portfolio" and name.ids != {"cash"}:
                chars[name.start : name.end] = " " * (name.end - name.start)
        return "".join(chars)

    def cell(self, figure: Figure) -> str:
        """Give the words that tell what a figure is: its clause, or its cell's column head with the row's first cell.

        A clause that only links the figure to what was said before, as in "the total, cash included, is", lends from there.
        """
        start, end = self.clause(figure)
        if not self.row:
            own = self._own(figure, start, end)
            bare = start > 0 and not spoken(own) and _BARE.fullmatch(self.unnamed[start : figure.start])
            return self.unnamed[:end] if bare and not _OR.match(self.unnamed[start:end]) else own
        first = self.unnamed.split("|")[1] if self.raw.count("|", 0, figure.start) > 1 else ""
        return f"{level(self.head(figure))} {first} {self.unnamed[start:end]}"

    def _own(self, figure: Figure, start: int, end: int) -> str:
        """Give the words of a clause that speak of one of its figures: those since the figure before, where they name a concept."""
        others = [each for each in self.figures if start <= each.start < end and not each.span and each.kind is not Kind.DURATION]
        since = max((each.end for each in others if each.end <= figure.start), default=start)
        until = min((each.start for each in others if each.start >= figure.end), default=end)
        if since == start and until == end:
            return self.unnamed[start:end]
        near = self.unnamed[since : figure.start]
        first = max((each.end for each in others if each.end <= since - 1), default=start)
        counted = any(each.end == since and each.noun for each in others)
        if since > start and not counted and not spoken(self.unnamed[first:since]):
            near = _FOLLOWS.sub("", near, count=1)  # these words belong to the figure that they follow
        return near + self.unnamed[figure.start : until] if spoken(near) else self.unnamed[start:end]

    @cached_property
    def scenarios(self) -> bool:
        """Tell whether the sentence names a row that is no instrument, such as a scenario."""
        return any(name.kind == "row" for name in self.named)

    @cached_property
    def dated(self) -> bool:
        """Tell whether the sentence holds a date or a year."""
        return any(figure.span for figure in self.figures)

    @cached_property
    def spans_period(self) -> bool:
        """Tell whether the sentence names a period by its length: over the past year."""
        return bool(_SPAN_WORDS.search(self.lower))

    def direction(self, figure: Figure) -> int:
        """Give the direction that words put on a figure: 1 up, -1 down, 0 none."""
        start, end = self.clause(figure)
        after = self.lower[figure.end : end]
        follows = _DIRECTION.search(after)
        if follows and len(after[: follows.start()].split()) <= _AFTER_WORDS and "(" not in after[: follows.start()]:
            return self._turned(follows, self.lower[start : figure.start])
        before = self.lower[start : figure.start]
        if _LEVEL_BEFORE.search(before):
            return 0
        last = _last(before)
        return self._turned(last, before[: last.start()]) if last else 0

    def inherited(self, figure: Figure) -> int:
        """Give the direction of the clause before, for a figure whose own clause has none: lost ₹500, or 2 %."""
        own = self.direction(figure)
        if own:
            return own
        start, _ = self.clause(figure)
        last = _last(self.lower[:start])
        return self._turned(last, self.lower[: last.start()]) if last else 0

    @staticmethod
    def _turned(word: re.Match[str], before: str) -> int:
        sign = 1 if word["up"] else -1
        return -sign if _NOT.search(before) else sign
