"""A language model at any OpenAI-compatible endpoint, or any other LangChain chat model: streamed, bounded and checked."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage

from agent.context import CHARACTERS
from agent.models.printed import may_be_call, read
from core.errors import ModelFailed

# The longest answer in characters, and what an endpoint is asked to write at most, in tokens.
LONGEST = 32_000
MOST_WRITTEN = -(-LONGEST // CHARACTERS)
# What a reply that was never shown held; it was paid for.
UNSAID = "unsaid"
_FAULTS = (
    ("openai", "OpenAIError"), ("anthropic", "AnthropicError"), ("httpx", "HTTPError"), ("httpx2", "HTTPError"),
    ("google.genai.errors", "APIError"), ("ollama", "ResponseError"),
)  # fmt: skip
# What garbled bodies raise on their way through the clients, none of which wraps them.
_GARBLED = (OSError, TimeoutError, ValueError, TypeError, KeyError, AttributeError, IndexError, StopAsyncIteration)


def faults() -> tuple[type[BaseException], ...]:
    """Give the errors that a model outside this process may raise."""
    known = [getattr(sys.modules[module], name, None) for module, name in _FAULTS if module in sys.modules]
    return (*(error for error in known if isinstance(error, type)), *_GARBLED)


def refused(error: BaseException) -> bool:
    """Tell whether the endpoint did not accept the form of the request."""
    return getattr(error, "status_code", None) in {400, 404, 422}


def _reason(error: BaseException) -> str:
    """Name what went wrong before the first piece."""
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return "slow"
    return "garbled" if isinstance(error, (ValueError, TypeError, KeyError, AttributeError, IndexError)) else "refused"


def failed(reason: str) -> ModelFailed:
    """Give the error of a reply that failed: refused, slow, garbled, cut, length, empty or budget."""
    sentences = {
        "refused": "The language model refused the request.",
        "slow": "The language model took too long.",
        "cut": "The language model's answer was cut off.",
        "length": "The language model's answer became too long.",
        "garbled": "The language model's answer could not be read.",
        "empty": "The language model gave no answer.",
        "budget": "The budget for the language model is used up.",
    }
    return ModelFailed(sentences[reason], detail={"reason": reason})


def verify(reply: AIMessageChunk | None) -> None:
    """Refuse a reply that did not finish: a cut stream raises nothing and may carry shortened tool arguments."""
    if reply is None:
        raise failed("empty")
    finish = reply.response_metadata.get("finish_reason") or reply.response_metadata.get("stop_reason")
    if finish == "length" or finish == "max_tokens":  # noqa: PLR1714 - two vendors' words
        raise failed("length")
    if finish is None or finish == "content_filter":
        raise failed("refused" if finish else "cut")
    for chunk in reply.tool_call_chunks:
        if not _whole(chunk.get("args") or "{}"):
            raise failed("garbled")
    if not reply.tool_calls and not str(reply.text).strip():
        raise failed("empty")


def _whole(args: str) -> bool:
    try:
        return isinstance(json.loads(args), dict)
    except ValueError:
        return False


@dataclass(frozen=True)
class Variant:
    """One way to talk to an endpoint; `usage` asks it to count tokens and to write no more than a number of them."""

    tool_mode: str = "native"
    usage: bool = True


@dataclass
class OutsideModel:
    """A chat model outside this process; `make` builds the client of a variant, `first` and `between` are seconds."""

    name: str
    make: Callable[[Variant], BaseChatModel]
    variant: Variant = Variant()
    adaptive: bool = True
    first: float = 15.0
    between: float = 15.0
    outside: bool = True
    close: Callable[[], Awaitable[None]] | None = None

    @property
    def requests(self) -> int:
        """Give how many requests one reply may take: a constrained step, and the answer."""
        return 2 if self.variant.tool_mode == "json_schema" else 1

    async def aclose(self) -> None:
        """Close the connections."""
        if self.close is not None:
            await self.close()

    def _others(self) -> list[Variant]:
        """Give the variants to try when the endpoint refuses the form of the request."""
        if not self.adaptive:
            return [self.variant]
        tries = [self.variant, replace(self.variant, usage=False), replace(self.variant, usage=False, tool_mode="json_schema")]
        return list(dict.fromkeys(tries))

    async def stream(self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AsyncIterator[AIMessageChunk]:
        """Give the reply in pieces; whatever goes wrong is a ModelFailed with its reason."""
        tries = self._others()
        for at, variant in enumerate(tries):
            pieces = self._once(variant, messages, tools)
            try:
                head = await anext(pieces)
            except faults() as error:
                if at + 1 < len(tries) and refused(error):
                    continue
                raise failed(_reason(error)) from error
            self.variant = variant
            yield head
            async for piece in pieces:
                yield piece
            return

    async def _once(
        self, variant: Variant, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]
    ) -> AsyncIterator[AIMessageChunk]:
        """Run one request; errors before the first piece are the caller's, later ones mean a cut or garbled answer."""
        chat = self.make(variant)
        source = (chat.bind_tools(tools) if tools else chat).astream(list(messages))
        names = {tool["function"]["name"] for tool in tools}
        total: AIMessageChunk | None = None
        held: list[AIMessageChunk] = []
        try:
            while (piece := await self._next(source, total)) is not None:
                total = piece if total is None else total + piece
                held.append(piece)
                # A call that is printed as text is held back until the text has ended.
                if not (names and may_be_call(str(total.text))):
                    for chunk in held:
                        yield chunk
                    held = []
            verify(total)
        except ModelFailed:
            if held and total is not None:  # what was held back is no answer, but it was paid for
                yield AIMessageChunk(content="", usage_metadata=total.usage_metadata, additional_kwargs={UNSAID: str(total.text)})
            raise
        printed = read(str(total.text), names) if held and total else None
        for chunk in [printed] if printed else held:
            yield chunk

    async def _next(self, source: AsyncIterator[Any], total: AIMessageChunk | None) -> AIMessageChunk | None:
        """Wait for the next piece, not longer than allowed and not beyond the longest answer."""
        try:
            piece = await asyncio.wait_for(anext(source, None), self.first if total is None else self.between)
        except faults() as error:
            if total is None:
                raise
            raise failed("slow" if _reason(error) == "slow" else "cut") from error
        if total is not None and len(str(total.text)) > LONGEST:
            raise failed("length")
        return piece if piece is None or isinstance(piece, AIMessageChunk) else AIMessageChunk(content=piece.content)
