"""How an endpoint calls tools: asked once, by calling one."""

from functools import reduce
from operator import add
from typing import Any

from langchain_core.messages import AIMessageChunk, HumanMessage

from agent.models.choose import outside
from agent.models.openai import OutsideModel
from core.errors import ModelFailed
from core.settings import ModelSettings

PING: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "ping",
        "description": "Sends one word.",
        "parameters": {"type": "object", "properties": {"word": {"type": "string"}}, "required": ["word"]},
    },
}
WORD = "kestrel"


async def tool_mode(settings: ModelSettings) -> str:
    """Give "native", "json_schema" or "none": the first mode in which the endpoint calls a tool as told."""
    for mode in ("native", "json_schema"):
        model = outside(ModelSettings(settings.name, settings.api_key, settings.base_url, mode, settings.timeout))
        if not isinstance(model, OutsideModel):
            return "none"
        try:
            if await _pings(model):
                return mode
        except ModelFailed:
            continue
        finally:
            await model.aclose()
    return "none"


async def _pings(model: OutsideModel) -> bool:
    question = HumanMessage(f"Call ping with the word {WORD}.")
    reply: AIMessageChunk = reduce(add, [chunk async for chunk in model.stream([question], [PING])])
    return [(call["name"], call["args"]) for call in reply.tool_calls] == [("ping", {"word": WORD})]
