"""One turn as the messages tell it: what was asked before, what is asked now, and which calls have come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent.models.builtin.plans.ask import Got

MOST_QUESTIONS = 5


@dataclass(frozen=True, slots=True)
class Turn:
    """The person's messages up to now, this turn's calls, and the calls of each turn before."""

    questions: tuple[str, ...]
    got: tuple[Got, ...]
    rounds: int
    past: tuple[tuple[Got, ...], ...]
    answer_id: str | None

    @property
    def before(self) -> tuple[Got, ...]:
        """Give the calls of the turn before."""
        return self.past[-1] if self.past else ()


def _structured(message: ToolMessage) -> Mapping[str, Any]:
    artifact = message.artifact
    found = artifact.get("structured_content") if isinstance(artifact, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _got(messages: Sequence[BaseMessage]) -> tuple[Got, ...]:
    """Pair calls with their results."""
    results = {message.tool_call_id: message for message in messages if isinstance(message, ToolMessage)}
    found = []
    for message in messages:
        for call in message.tool_calls if isinstance(message, AIMessage) else ():
            result = results.get(call["id"] or "")
            if result is not None:
                data = _structured(result)
                error = str(result.text) if result.status == "error" or not data else None
                found.append(Got(call["id"] or "", call["name"], call["args"], data, error))
    return tuple(found)


def _answer_id(messages: Sequence[BaseMessage]) -> str | None:
    for message in reversed(messages):
        if isinstance(message, AIMessage) and not message.tool_calls:
            found = message.additional_kwargs.get("answer_id") or message.response_metadata.get("answer_id")
            return str(found) if found else None
    return None


def read_turn(messages: Sequence[BaseMessage]) -> Turn:
    """Read the messages of a thread."""
    asked = [at for at, message in enumerate(messages) if isinstance(message, HumanMessage)]
    if not asked:
        return Turn((), (), 0, (), None)
    kept = asked[-MOST_QUESTIONS:]
    now = messages[kept[-1] :]
    turns = [messages[first:last] for first, last in pairwise(kept)]
    return Turn(
        questions=tuple(messages[at].text for at in kept),
        got=_got(now),
        rounds=sum(1 for message in now if isinstance(message, AIMessage) and message.tool_calls),
        past=tuple(_got(turn) for turn in turns),
        answer_id=_answer_id(turns[-1] if turns else []),
    )
