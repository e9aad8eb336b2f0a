"""From the messages of a thread to what is asked now: one or more parts, each an intent with its slots."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.models.builtin import rules, split, thread
from agent.models.builtin.intents import Intent, intents, vocabulary
from agent.models.builtin.names import Names
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
# What is read from the words themselves, and so from all that was said.
TOLD = {"record", "what_if", "goal"}


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is asked."""

    intent: str
    slots: Slots
    why: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message asks; `options` are the readings to offer where it is not clear, best first."""

    parts: tuple[Part, ...] = ()
    options: tuple[Intent, ...] = ()
    text: str = ""
    sure: bool = True


def _part(intent: str, slots: Slots) -> Part:
    """Make a part; what is asked of all holdings is asked of one where one is named."""
    return Part("position" if intent in OF_ALL and slots.instruments else intent, slots)


def _close(first: str, second: str) -> bool:
    return any(first in family and second in family for family in FAMILIES)


def _settle(slots: Slots, ranked: Sequence[Ranked]) -> Reading:
    """Take the best intent, or offer the best three."""
    best, second = ranked[0], ranked[1]
    clear = best.score - second.score >= MARGIN or best.near >= CERTAIN or _close(best.intent.name, second.intent.name)
    options = tuple(each.intent for each in ranked if each.intent.subject != "talk")[:OPTIONS]
    if best.score < FLOOR:
        return Reading(
            options=options if best.score >= FLOOR - 2 * MARGIN and best.intent.subject != "talk" else (), text=slots.text, sure=False
        )
    if not clear:
        return Reading(options=options, text=slots.text, sure=False)
    return Reading((_part(best.intent.name, slots),), text=slots.text)


class Understanding:
    """Reads messages with a router and a person's names."""

    def __init__(self, router: Router, names: Names) -> None:
        self.router, self.names = router, names

    def _read(self, text: str) -> Slots:
        return read(text, self.names, vocabulary())

    async def thread(self, texts: Sequence[str]) -> Reading:
        """Read a person's messages in order; gives the reading of the last."""
        reading = Reading()
        for text in texts:
            reading = await self._next(text, reading)
        return reading

    async def _next(self, text: str, before: Reading) -> Reading:
        if before.options and not before.parts:
            at = thread.picked(text, len(before.options))
            if at is not None:
                return Reading((Part(before.options[at].name, self._read(before.text)),), text=before.text)
        if before.parts:
            followed = self._follow(self._read(text), before)
            if followed is not None:
                return followed
        if not before.parts and thread.is_why(text):
            return Reading((Part("explain", self._read(text)),), text=text)
        if rules.rule("yes", text) and not rules.rule("thanks", text):
            return Reading(text=text, sure=False)
        return await self._fresh(split.without_greeting(text), before.parts[-1].slots if before.parts else None)

    def _follow(self, slots: Slots, before: Reading) -> Reading | None:
        """Read a message as a follow-up of the one before, or not at all."""
        last = before.parts[-1]
        if thread.is_why(slots.text):
            return Reading((replace(last, why=True, slots=replace(last.slots, text=slots.text)),), text=slots.text)
        if last.intent == "definition" and rules.rule("mine", slots.text):
            own = thread.metric_intent(last.slots)
            return Reading((Part(own, slots),), text=slots.text) if own else None
        if rules.decide(slots) or not thread.fragment(slots):
            return None
        if last.intent in OF_PORTFOLIO and thread.against_index(slots, last.slots):
            return Reading((Part("benchmark", last.slots.merged(replace(slots, instruments=()))),), text=slots.text)
        if last.intent in {"var", "shortfall"}:
            slots = thread.levelled(slots)
        metric = thread.metric_intent(slots)
        intent = metric if metric and not slots.instruments else last.intent
        merged = thread.joined(last.slots, slots) if last.intent in TOLD else last.slots.merged(slots)
        return Reading((Part(intent, merged),), text=slots.text)

    async def _fresh(self, text: str, before: Slots | None) -> Reading:
        """Read a message on its own, in parts where it holds several questions."""
        sentences = split.hard(text)
        if len(sentences) > 1:
            several = await self._several(sentences, before)
            if several is not None:
                return several
        slots = self._slots(text, before)
        decided = rules.decide(slots)
        if decided:
            return Reading(tuple(Part(name, slots) for name in decided), text=text)
        if thread.only_time(slots):
            return Reading((Part("performance", slots),), text=text)
        ranked = await self.router.rank(slots)
        if ranked[0].intent.name not in WHOLE and len(slots.portfolios) <= 1:
            halves = split.soft(text)
            several = await self._several(halves, before) if len(halves) > 1 else None
            if several is not None:
                return several
        return _settle(slots, ranked)

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
            parts += [_part(name, slots) for name in decided or (ranked[0].intent.name,)]
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
