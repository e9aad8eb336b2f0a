"""Tool calls that a model prints as text, because its server does not know its template: read back into calls."""

import json
import re
from collections.abc import Collection
from typing import Any
from uuid import uuid4

from langchain_core.messages import AIMessageChunk, ToolCallChunk

_FENCE = re.compile(r"^```\w*\s*|\s*```$|</?tool_call>")


def may_be_call(text: str) -> bool:
    """Tell whether a text that begins like this may be a printed call."""
    return text.lstrip()[:1] in {"{", "[", "`", "<"}


def _named(step: Any, tools: Collection[str]) -> tuple[str, dict[str, Any]] | None:
    if not isinstance(step, dict):
        return None
    name = step.get("name") or step.get("tool")
    args = step.get("arguments", step.get("parameters", {}))
    return (str(name), args) if name in tools and isinstance(args, dict) else None


def read(text: str, tools: Collection[str]) -> AIMessageChunk | None:
    """Give the calls that a text prints, or None when it is no such text."""
    try:
        steps = json.loads(_FENCE.sub("", text.strip()))
    except ValueError:
        return None
    named = [_named(step, tools) for step in (steps if isinstance(steps, list) else [steps])]
    calls = [call for call in named if call is not None]
    if not calls or len(calls) < len(named):
        return None
    chunks = [
        ToolCallChunk(name=name, args=json.dumps(args), id=f"call_{uuid4().hex[:12]}", index=at, type="tool_call_chunk")
        for at, (name, args) in enumerate(calls)
    ]
    return AIMessageChunk(content="", tool_call_chunks=chunks)
