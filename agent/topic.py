"""Whether what a model outside says is about what was asked: a text that it read may have told it to do something else."""

import re
from collections.abc import Callable

from agent.gate.names import Names
from agent.models.builtin.words import pattern

_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL = re.compile(
    r"(?:the|and|are|was|were|has|have|had|not|for|from|with|that|this|what|which|who|when|where|how|why|can|could|would|will|"
    r"shall|should|may|might|must|does|did|you|your|yours|mine|our|ours|his|her|its|their|they|them|there|here|then|than|"
    r"into|onto|over|under|about|after|before|all|any|each|every|one|two|some|more|most|less|least|also|only|just|very|too|"
    r"yet|but|nor|per|out|off|now|please|tell|show|give|let|get|say|said)$"
)
# Words of an answer that has nothing to show: it greets, asks back, refuses or says what it can do.
_MANNERS = re.compile(
    r"\b(?:help|welcome|sorry|cannot|can['\u2019]?t|can not|unable|could not|couldn['\u2019]t|don['\u2019]t|do not|hello|hi|thanks?|"
    r"library|question|which|could you|please (?:name|say|tell|give|try)|not (?:sure|available|found|able)|"
    r"no (?:data|prices?|record|passage|answer))\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"\d|[%$\u20b9\u20ac\u00a3]")
_STEM = 5


def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.lower()) if not _SMALL.match(word))


def about(message: str, names: Callable[[], Names]) -> Callable[[str], bool]:
    """Give the test of a sentence: it has a figure, a word of the question or of the field, a known name, or it is a matter of manners."""
    asked = _stems(message)

    def test(sentence: str) -> bool:
        placed = any(each.search(sentence) for each in (_FIGURE, _MANNERS, pattern("bounds", "field")))
        return placed or bool(_stems(sentence) & asked) or bool(names().find(sentence))

    return test
