"""The built-in model as the graph speaks to it: one for each turn, with the names of the person who asks."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage

from agent.directory import Directory
from agent.models.builtin.model import BuiltInChat
from agent.models.builtin.names import Names


@dataclass(frozen=True)
class BuiltInSpeaker:
    """The built-in model with one person's names."""

    chat: BuiltInChat
    names: Names
    name: str = "built-in"
    outside: bool = False

    async def stream(self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AsyncIterator[AIMessageChunk]:
        """Give the reply in pieces."""
        async for piece in self.chat.astream(list(messages), names=self.names, tools=list(tools)):
            if isinstance(piece, AIMessageChunk):
                yield piece


def speaker(chat: BuiltInChat, known: Directory) -> BuiltInSpeaker:
    """Make the speaker of a turn from what its directory knows."""
    listed = {"as_of": chat.today().isoformat(), "portfolios": []} | dict(known.listed)
    return BuiltInSpeaker(chat, Names.of(listed, known.instruments, known.chosen))


__all__ = ["BuiltInSpeaker", "speaker"]
