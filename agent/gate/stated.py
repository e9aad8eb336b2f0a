"""Sentences that a tool itself states: its caveats, its reasons and its errors; repeated word for word they may stand."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from agent.gate.split import sentences
from core.protocols import Call

_CODE = re.compile(r"^[a-z]+(?:_[a-z]+)*: ")
_EDGES = " \t\n-*."


def plain(sentence: str) -> str:
    """Give a sentence without list mark, capitals and final stop, for comparing."""
    return sentence.strip(_EDGES).lower()


def _texts(value: Any) -> Iterator[str]:
    """Give the caveats and reasons at and below one value."""
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from (str(text) for text in value.get("caveats") or ())
        yield from (str(text) for text in (value.get("reasons") or {}).values())
        for key, item in value.items():
            if key not in {"caveats", "reasons"}:
                yield from _texts(item)


def statements(calls: Sequence[Call]) -> frozenset[str]:
    """Give every sentence that the calls state in words, ready to be compared."""
    texts = [text for call in calls if call.ok for text in _texts(call.result)]
    texts += [str(call.result.get("error", {}).get("message", "")) for call in calls if not call.ok]
    return frozenset(plain(part) for text in texts for part in sentences(_CODE.sub("", text)) if plain(part))
