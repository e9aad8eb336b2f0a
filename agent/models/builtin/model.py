"""The built-in chat model: plans tool calls from the question and writes the answer from their results, without any network."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.language_models.chat_models import agenerate_from_stream
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolCallChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict, PrivateAttr

from agent.models.builtin.answers.note import Note
from agent.models.builtin.names import Names
from agent.models.builtin.plans.ask import Call
from agent.models.builtin.router import Router
from agent.models.builtin.think import think
from agent.models.builtin.turn import read_turn
from core.protocols import Embedder

NameSource = Callable[[], Awaitable[Names]]


class BuiltInChat(BaseChatModel):
    """A deterministic chat model.

    `embedder` gives the sentence vectors; `vectors` is a file that keeps those of the examples. `names` gives the names of
    the person who asks; a call may pass its own as the keyword `names` (a `Names`). `today` is the market's day when
    there are no names. Async only.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    embedder: Any
    vectors: Path | None = None
    names: NameSource | None = None
    today: Callable[[], date] = date.today
    _router: Router | None = PrivateAttr(default=None)

    @property
    def _llm_type(self) -> str:
        return "built-in"

    @property
    def router(self) -> Router:
        """Give the router, made once."""
        if self._router is None:
            embedder: Embedder = self.embedder
            self._router = Router(embedder, self.vectors)
        return self._router

    async def warm(self) -> None:
        """Make the vectors of the examples ahead of the first question."""
        await self.router.warm()

    def bind_tools(
        self, tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool], **kwargs: Any
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """Keep the tools that may be called."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None, run_manager: CallbackManagerForLLMRun | None = None, **kwargs: Any
    ) -> ChatResult:
        raise NotImplementedError("The built-in model is asynchronous: use ainvoke or astream.")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return await agenerate_from_stream(self._astream(messages, stop, run_manager, **kwargs))

    async def _astream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,  # noqa: ARG002 - templates know no stop words
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:
        step = await think(read_turn(messages), self.router, await self._names(kwargs.get("names")), _allowed(kwargs.get("tools") or ()))
        if step.note is None:
            yield ChatGenerationChunk(message=_calling(step.calls))
            return
        for piece in step.note.pieces():
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=piece))
            if run_manager:
                await run_manager.on_llm_new_token(piece, chunk=chunk)
            yield chunk
        yield ChatGenerationChunk(message=_closing(step.note))

    async def _names(self, given: Names | None) -> Names:
        if given is not None:
            return given
        return await self.names() if self.names else Names(as_of=self.today())


def _allowed(tools: Sequence[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Give the arguments of each bound tool."""
    functions = [tool.get("function", tool) for tool in tools]
    return {function["name"]: frozenset(function.get("parameters", {}).get("properties", {})) for function in functions}


def _calling(calls: Sequence[Call]) -> AIMessageChunk:
    chunks = [
        ToolCallChunk(name=call.tool, args=json.dumps(dict(call.args)), id=f"call_{uuid4().hex[:16]}", index=at, type="tool_call_chunk")
        for at, call in enumerate(calls)
    ]
    return AIMessageChunk(content="", tool_call_chunks=chunks, response_metadata={"finish_reason": "tool_calls"}, chunk_position="last")


def _closing(note: Note) -> AIMessageChunk:
    extra = {"suggestions": note.suggestions, "charts": note.charts}
    return AIMessageChunk(content="", additional_kwargs=extra, response_metadata={"finish_reason": "stop"}, chunk_position="last")
