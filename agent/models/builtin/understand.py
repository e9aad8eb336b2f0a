"""From the messages of a thread to what is asked now: one or more parts, each an intent with its slots."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.models.builtin import bounds, follow, ranking, rules, split, thread
from agent.models.builtin.follow import Part
from agent.models.builtin.intents import Intent, intents, vocabulary
from agent.models.builtin.names import Names
from agent.models.builtin.plans.ask import Got
from agent.models.builtin.router import Ranked, Router
from agent.models.builtin.slots import Slots, read

FLOOR = 0.42
CERTAIN = 0.97
MARGIN = 0.02
HALF = 0.52
OPTIONS = 3
WORDS_OF_A_QUESTION = 3
# One tool answers both: no need to ask which was meant.
FAMILIES = (
    frozenset({"holdings", "largest", "movers", "count", "value", "cash", "unrealised", "position"}),
    frozenset({"performance", "benchmark", "xirr", "attribution", "flows", "profit"}),
    frozenset({"realised", "unrealised", "tax_gains", "charges"}),
    frozenset({"income", "yield"}),
    frozenset({"lots", "long_term"}),
    frozenset({"risk", "volatility", "sharpe", "sortino", "drawdown", "var", "shortfall", "beta", "alpha", "distribution"}),
    frozenset({"contributions", "diversification", "correlation"}),
    frozenset({"quote", "history", "instrument_risk", "compare"}),
    frozenset({"rebalance", "policy"}),
    frozenset({"out_of_scope", "prediction", "advice", "greeting", "thanks", "bye", "identity", "help"}),
)  # fmt: skip
WHOLE = {
    "compare",
    "what_if",
    "goal",
    "record",
    "calculate",
    "order",
    "stress",
    "definition",
    "notes",
    "advice",
    "correlation",
    "tax_gains",
    "flows",
    "policy",
}

# Where "vs the index" asks for the same portfolio and period beside the index.
OF_PORTFOLIO = {"performance", "profit", "xirr", "attribution", "benchmark", "value", "flows"}
OF_ALL = {"value", "holdings", "count", "largest", "unrealised"}
# What has no picture.
UNDRAWN = {"what_if", "record", "calculate", "fx", "definition", "notes", "explain", "replay", "policy", "rebalance", "search", "advice"}
# What is read from the words themselves, and so from all that was said.
TOLD = {"record", "what_if", "goal"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message asks; `options` are the readings to offer where it is not clear, best first, `lacks` what to say without any."""

    parts: tuple[Part, ...] = ()
    options: tuple[Intent, ...] = ()
    text: str = ""
    sure: bool = True
    lacks: str = "lost"
    before: tuple[str, ...] = ()
    before_lead: str | None = None
    shown: tuple[str, ...] = ()
    lead: str | None = None

    def answered(self, results: Sequence[Got]) -> "Reading":
        """Add what the answer to it showed: the symbols in their order, and the one that "it" means."""
        if not self.parts:
            return self
        part = self.parts[-1]
        symbols = ranking.shown(part.intent, part.slots, results)
        return replace(self, shown=symbols, lead=ranking.lead(part.intent, part.slots, symbols))


def _part(intent: str, slots: Slots) -> Part:
    """Make a part: what is asked of all holdings is asked of one that is named; winners and losers of a period are its attribution."""
    if intent == "movers" and not slots.instruments and any(period.code or period.start for period in slots.periods):
        return Part("attribution", slots)
    return Part("position" if intent in OF_ALL and slots.instruments else intent, slots)


def _close(first: str, second: str) -> bool:
    return any(first in family and second in family for family in FAMILIES)


def _settle(slots: Slots, ranked: Sequence[Ranked]) -> Reading:
    """Take the best intent, or offer the best three."""
    best, second = ranked[0], ranked[1]
    clear = best.score - second.score >= MARGIN or best.near >= CERTAIN or _close(best.intent.name, second.intent.name)
    options = tuple(each.intent for each in ranked if each.intent.subject != "talk")[:OPTIONS]
    if best.score < FLOOR:
        offered = best.score >= FLOOR - 2 * MARGIN and best.intent.subject != "talk" and bounds.of_field(slots)
        return Reading(options=options if offered else (), text=slots.text, sure=False)
    if not clear:
        return Reading(options=options, text=slots.text, sure=False)
    return Reading((_part(best.intent.name, slots),), text=slots.text)


def _bounded(slots: Slots, best: Ranked, before: Slots | None) -> Reading | None:
    """Ask back where a first question points at nothing, and refuse what is of another field."""
    if before is None and bounds.dangling(slots, best.intent):
        return Reading(text=slots.text, sure=False, lacks="antecedent")
    if best.score >= FLOOR and bounds.outside(slots, best.intent, best.near):
        return Reading((Part("out_of_scope", slots),), text=slots.text)
    return None


def _merged(slots: Slots, last: Part) -> Reading:
    """Put what a fragment names in the place of what the question before named."""
    if last.intent in OF_PORTFOLIO and thread.against_index(slots, last.slots):
        return Reading((Part("benchmark", last.slots.merged(replace(slots, instruments=()))),), text=slots.text)
    if last.intent in {"var", "shortfall"}:
        slots = thread.levelled(slots)
    metric = thread.metric_intent(slots)
    intent = metric if metric and not slots.instruments else last.intent
    merged = thread.joined(last.slots, slots) if last.intent in TOLD else last.slots.merged(slots)
    return Reading((Part(intent, merged),), text=slots.text)


class Understanding:
    """Reads messages with a router and a person's names."""

    def __init__(self, router: Router, names: Names) -> None:
        self.router, self.names = router, names

    def _read(self, text: str) -> Slots:
        return read(text, self.names, vocabulary())

    async def thread(self, texts: Sequence[str], past: Sequence[Sequence[Got]] = ()) -> Reading:
        """Read a person's messages in order, each knowing the results of those before; gives the reading of the last."""
        reading, context = Reading(), Reading()
        for at, text in enumerate(texts):
            before = reading
            reading = await self._next(text, before, context)
            if at < len(past):
                reading = reading.answered(past[at])
            reading = replace(reading, before=tuple(part.intent for part in before.parts), before_lead=before.lead)
            if any(intents()[part.intent].subject != "talk" for part in reading.parts):
                context = reading
        return reading

    async def _next(self, text: str, last: Reading, before: Reading) -> Reading:
        """Read a message after the `last` one; `before` is the latest that asked for something."""
        if last.options and not last.parts:
            at = thread.picked(text, len(last.options))
            if at is not None:
                return Reading((Part(last.options[at].name, self._read(last.text)),), text=last.text)
        if before.parts:
            followed = self._follow(self._read(text), before)
            if followed is not None:
                return followed
        if not before.parts and thread.is_why(text):
            return Reading((Part("explain", self._read(text)),), text=text)
        if rules.rule("yes", text) and not rules.rule("thanks", text):
            return Reading(text=text, sure=False)
        return await self._fresh(
            split.without_greeting(text), thread.remembered(before.parts[-1].slots, before.lead) if before.parts else None
        )

    def _follow(self, slots: Slots, before: Reading) -> Reading | None:
        """Read a message as a follow-up of the one before, or not at all."""
        last = before.parts[-1]
        if last.intent == "definition" and rules.rule("mine", slots.text):
            own = thread.metric_intent(last.slots)
            return Reading((Part(own, slots),), text=slots.text) if own else None
        if rules.rule("chart_only", slots.text) and last.intent in UNDRAWN:
            return Reading(text=slots.text, sure=False, lacks="no_chart")
        why = replace(last, why=True, slots=replace(last.slots, text=slots.text)) if thread.is_why(slots.text) else None
        pointed = why or follow.pointed(slots, last, before.shown, self.names)
        if pointed:
            return Reading((pointed,), text=slots.text)
        if slots.nth is not None and not thread.fragment(slots):
            return Reading(text=slots.text, sure=False)
        if rules.decide(slots) or not thread.fragment(slots):
            return None
        return _merged(slots, last)

    async def _fresh(self, text: str, before: Slots | None) -> Reading:
        """Read a message on its own, in parts where it holds several questions."""
        sentences = split.hard(text)
        if len(sentences) > 1:
            several = await self._several(sentences, before)
            if several is not None:
                return several
        slots = self._slots(text, before)
        decided = rules.decide(slots) or (("performance",) if thread.only_time(slots) else ())
        if decided:
            return self._ruled(decided, slots, before)
        ranked = await self.router.rank(slots)
        bounded = _bounded(slots, ranked[0], before)
        if bounded is not None:
            return bounded
        if ranked[0].intent.name not in WHOLE and len(slots.portfolios) <= 1:
            halves = split.soft(text)
            several = await self._several(halves, before) if len(halves) > 1 else None
            if several is not None:
                return several
        return _settle(slots, ranked)

    def _ruled(self, names: tuple[str, ...], slots: Slots, before: Slots | None) -> Reading:
        """Take what rules have decided, unless it points at something that nobody named."""
        if before is None and any(name in intents() and bounds.dangling(slots, intents()[name]) for name in names):
            return Reading(text=slots.text, sure=False, lacks="antecedent")
        return Reading(self._decided(names, slots), text=slots.text)

    def _decided(self, names: tuple[str, ...], slots: Slots) -> tuple[Part, ...]:
        """Make the parts that rules have decided: a summary is several, and "which portfolio" asks for each of them."""
        if names == ("summary",):
            recent = slots if slots.timed else replace(slots, code="1Y")
            return (Part("value", slots), Part("performance", recent), Part("largest", slots))
        each = rules.rule("which_portfolio", slots.text) or rules.rule("portfolios_compared", slots.text)
        if each and not slots.portfolios and len(self.names.portfolios) > 1:
            slots = replace(slots, portfolios=tuple(one.id for one in self.names.portfolios))
        return tuple(Part(name, slots) for name in names)

    def _slots(self, text: str, before: Slots | None) -> Slots:
        slots = self._read(text)
        return thread.inherit(slots, before) if before is not None else slots

    async def _several(self, texts: Sequence[str], before: Slots | None) -> Reading | None:
        """Read each piece as a question of its own; None where a piece is none."""
        read_all: list[Slots] = []
        for text in texts:
            read_all.append(self._slots(text, read_all[-1] if read_all else before))
        shared = split.share(read_all)
        parts: list[Part] = []
        for slots, ranked in zip(shared, await self.router.rank_all(shared), strict=True):
            decided = rules.decide(slots)
            if not decided and not _stands_alone(slots, ranked[0]):
                return None
            parts += self._decided(decided, slots) if decided else [_part(ranked[0].intent.name, slots)]
        kept = [part for part in parts if intents()[part.intent].name not in {"greeting", "thanks", "bye"}] or parts[:1]
        return Reading(tuple(_distinct(kept)), text=" ".join(texts))


def _stands_alone(slots: Slots, best: Ranked) -> bool:
    """Tell whether half of a sentence is a question of its own."""
    if best.near < HALF or best.intent.subject == "talk":
        return False
    cued = best.intent.cues is not None and best.intent.cues.search(slots.text) is not None
    words = slots.text.split()
    if words[0].lower() == "my":
        return cued
    whole = len(words) >= WORDS_OF_A_QUESTION and rules.rule("stand_alone", slots.text) is not None
    return whole or bool(slots.words.metrics) or (cued and len(words) < WORDS_OF_A_QUESTION)


def _distinct(parts: Sequence[Part]) -> list[Part]:
    found: dict[tuple[str, tuple[str, ...]], Part] = {}
    for part in parts:
        found.setdefault((part.intent, part.slots.instruments), part)
    return list(found.values())
