"""The bounds of what is answered: other people's money, the future, promises, other fields, and words that point at nothing."""

import re
from functools import cache

from agent.models.builtin.intents import Intent, vocabulary
from agent.models.builtin.slots import Slots
from agent.models.builtin.words import data, pattern

# How near its examples a question must be where none of its words places it in the field; a name that nobody knows looks like a share's.
NEAR_WITHOUT_FIELD = 0.55
NEAR_WITH_A_NAME = 0.7
_OWN_SUBJECTS = frozenset({"portfolio", "performance", "ledger", "risk", "market", "plan"})
_COMPUTED = frozenset({"advice", "freshness", "notes"})
_TALK = frozenset({"greeting", "thanks", "bye", "prediction"})


def _found(name: str, text: str) -> re.Match[str] | None:
    return pattern("bounds", name).search(text)


@cache
def _nobody() -> frozenset[str]:
    return frozenset(word for line in data("bounds")["nobody"] for word in line.split())


def _person(word: str, slots: Slots) -> bool:
    """Tell whether a word may be the name of a person: no instrument, no portfolio, no word of the field."""
    if word.isupper():
        return False
    plain = word.lower()
    left = {each.removesuffix("'s") for each in slots.rest} | {name.lower() for each in slots.unknown for name in each.split()}
    return plain in left and plain not in _nobody() | vocabulary()


def others(slots: Slots) -> bool:
    """Tell whether a question asks for what somebody else has; the names of instruments are read first, and are nobody's."""
    if slots.portfolios or _found("not_somebody", slots.text):
        return False
    if _found("somebody", slots.masked):
        return True
    return any(_person(word, slots) for match in pattern("bounds", "named").finditer(slots.text) for word in match.groups() if word)


def promised(slots: Slots) -> bool:
    """Tell whether a question asks for a promise."""
    return _found("promise", slots.text) is not None


def future(slots: Slots) -> bool:
    """Tell whether a question asks what prices will do; a goal with a day is computed, not foretold."""
    if slots.words.scenarios or _found("not_future", slots.text):
        return False
    return _found("future", slots.text) is not None


def lucky(slots: Slots) -> bool:
    """Tell whether a question is about games of chance."""
    return _found("luck", slots.text) is not None


def _named(slots: Slots) -> bool:
    """Tell whether a question names anything of the person's or of the market."""
    words = slots.words
    return bool(
        slots.instruments or slots.portfolios or slots.everything or slots.currencies or words.metrics or words.scenarios or slots.amounts
    )


def of_field(slots: Slots) -> bool:
    """Tell whether a question speaks of money and investments at all."""
    words = slots.words
    return _named(slots) or bool(words.types or words.grouping or words.method) or _found("field", slots.text) is not None


def outside(slots: Slots, best: Intent, near: float) -> bool:
    """Tell whether a question is about another field: its words do not place it in ours, and our examples are not near."""
    if of_field(slots):
        return False
    needed = NEAR_WITH_A_NAME if slots.unknown else NEAR_WITHOUT_FIELD
    return best.name == "out_of_scope" or ((_computed(best) or best.name in _TALK) and near < needed)


def _computed(intent: Intent) -> bool:
    return intent.subject in _OWN_SUBJECTS or intent.name in _COMPUTED


def dangling(slots: Slots, intent: Intent) -> bool:
    """Tell whether a first question points at something that was never named."""
    if _found("bare", slots.text):
        return True
    if not _computed(intent):
        return False
    told = _named(slots) or slots.unknown or slots.words.grouping or slots.horizon
    return bool(_found("pointing", slots.text)) and not (told or _found("expletive", slots.text) or _found("ours", slots.text))
