"""What the graph needs of a model, whichever it is."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Protocol

from langchain_core.messages import AIMessageChunk, BaseMessage


class Speaker(Protocol):
    """A model that answers messages in pieces, with tools it may call."""

    @property
    def name(self) -> str:
        """Give the model's name."""
        ...

    @property
    def outside(self) -> bool:
        """Tell whether the model runs outside this process."""
        ...

    def stream(self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AsyncIterator[AIMessageChunk]:
        """Give the reply in pieces; a reply that failed, stalled or was cut raises ModelFailed."""
        ...
