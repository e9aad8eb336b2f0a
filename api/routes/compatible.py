"""The OpenAI-compatible door: the coach as a model."""

import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any, Literal
from uuid import uuid4

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from agent.events import Event, TextDelta, fold
from api.deps import Asker, Caller, Running
from core.errors import BadInput

router = APIRouter(prefix="/v1", tags=["openai"])
MODEL = "portfolio-coach"
REASONS = {"stop": "stop", "length": "length", "cancelled": "stop", "error": "stop"}


class Said(BaseModel):
    """One message; parts other than text are left out."""

    model_config = ConfigDict(extra="ignore")
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[dict[str, Any]] | None = None

    def text(self) -> str:
        """Give the message's text."""
        if isinstance(self.content, list):
            return " ".join(str(part.get("text", "")) for part in self.content if part.get("type") == "text")
        return self.content or ""


class Completion(BaseModel):
    """What is read of a request; other settings are accepted and have no effect."""

    model_config = ConfigDict(extra="ignore")
    model: str = MODEL
    messages: Annotated[list[Said], Field(min_length=1, max_length=200)]
    stream: bool = False


@router.get("/models")
async def models(_: Caller) -> dict[str, Any]:
    """List the one model."""
    return {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}]}


@router.post("/chat/completions")
async def completions(body: Completion, ctx: Asker, running: Running) -> Response:
    """Answer the last message of a conversation."""
    question = next((message.text().strip() for message in reversed(body.messages) if message.role == "user"), "")
    if not question:
        raise BadInput("There is no user message with text.")
    turn = await running.begin(ctx, question[:8000], None, None)
    base = {"id": f"chatcmpl-{uuid4().hex[:24]}", "created": int(time.time()), "model": MODEL}
    if body.stream:
        return StreamingResponse(_chunks(base, turn.follow()), media_type="text/event-stream")
    answer = fold([event async for event in turn.follow()])
    choice = {"index": 0, "message": {"role": "assistant", "content": _text(answer)}, "finish_reason": _reason(answer)}
    return JSONResponse({**base, "object": "chat.completion", "choices": [choice], "usage": _usage(answer), "coach": answer})


def _reason(answer: Mapping[str, Any]) -> str:
    return REASONS.get(str(answer.get("finish_reason")), "stop")


def _usage(answer: Mapping[str, Any]) -> dict[str, int]:
    usage = answer.get("usage") or {}
    asked, given = int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0))
    return {"prompt_tokens": asked, "completion_tokens": given, "total_tokens": asked + given}


def _footnotes(answer: Mapping[str, Any]) -> str:
    notes = [f"[^{c['n']}]: {c['title']}, {c['locator']}: “{c['quote']}”" for c in answer.get("citations", [])]
    return "\n\n" + "\n".join(notes) if notes else ""


def _text(answer: Mapping[str, Any]) -> str:
    return str(answer.get("text", "")) + _footnotes(answer)


async def _chunks(base: dict[str, Any], events: AsyncIterator[Event]) -> AsyncIterator[str]:
    def line(delta: dict[str, Any], reason: str | None = None, **more: Any) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return f"data: {json.dumps({**base, 'object': 'chat.completion.chunk', 'choices': [choice], **more})}\n\n"

    yield line({"role": "assistant", "content": ""})
    seen = []
    async for event in events:
        seen.append(event)
        if isinstance(event, TextDelta):
            yield line({"content": event.delta})
    answer = fold(seen)
    if notes := _footnotes(answer):
        yield line({"content": notes})
    yield line({}, _reason(answer), usage=_usage(answer), coach=answer)
    yield "data: [DONE]\n\n"
