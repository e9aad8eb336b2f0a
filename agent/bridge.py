"""The bridge from MCP to LangChain: the server's tools, called as the person of the turn."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from langchain_core.messages import ToolMessage
from mcp import Client, MCPError
from mcp.types import ContentBlock, TextContent, Tool

from core.errors import CoachError
from core.protocols import Call
from mcp_server.inprocess import speaking_as
from tools.ctx import Ctx

_UNKNOWN = "not_found: There is no tool with this name."


class UnknownTool(CoachError):
    """There is no tool with this name."""

    code = "not_found"
    status = 404


def _text(blocks: list[ContentBlock]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, TextContent))


@dataclass(frozen=True)
class Bridge:
    """The tools of one MCP client that is open for the process."""

    client: Client
    specs: Mapping[str, Tool]
    defaults: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @classmethod
    async def load(cls, client: Client) -> "Bridge":
        """List the server's tools once; the client stays open as long as the bridge is used."""
        found: list[Tool] = []
        cursor: str | None = None
        while True:
            page = await client.list_tools(cursor=cursor)
            found += page.tools
            cursor = page.next_cursor
            if not cursor:
                break
        defaults = {tool.name: _defaults(tool.input_schema) for tool in found}
        return cls(client, {tool.name: tool for tool in found}, defaults)

    @cached_property
    def schemas(self) -> dict[str, Mapping[str, Any]]:
        """Give the output schemas by tool."""
        return {name: tool.output_schema or {} for name, tool in self.specs.items()}

    @cached_property
    def listed(self) -> list[dict[str, Any]]:
        """Give the tools as a language model is told of them, without output schemas."""
        return [
            {"type": "function", "function": {"name": tool.name, "description": tool.description or "", "parameters": tool.input_schema}}
            for tool in self.specs.values()
        ]

    @cached_property
    def written(self) -> str:
        """Give the listed tools as text, whose length tells what they cost."""
        return str(self.listed)

    def title(self, name: str) -> str:
        """Give a tool's title for people."""
        spec = self.specs.get(name)
        return (spec.title if spec and spec.title else name.replace("_", " ")).strip()

    def drafts(self, name: str) -> bool:
        """Tell whether a tool changes something, by way of a draft."""
        spec = self.specs.get(name)
        return bool(spec and spec.annotations and spec.annotations.read_only_hint is False)

    async def call(self, ctx: Ctx, call_id: str, name: str, args: Mapping[str, Any]) -> tuple[Call, ToolMessage]:
        """Call a tool as this person; a failure is a failed call and a message with status error."""
        began = time.perf_counter()
        try:
            text, data = await self._answer(ctx, name, args)
        except (MCPError, UnknownTool):
            text, data = _UNKNOWN, None
        ms = round((time.perf_counter() - began) * 1000, 1)
        result = _error(text) if data is None else data
        call = Call(call_id=call_id, tool=name, args=dict(args), ok=data is not None, result=result, ms=ms, as_of=result.get("as_of"))
        return call, ToolMessage(text, tool_call_id=call_id, name=name, status="error" if data is None else "success")

    async def _answer(self, ctx: Ctx, name: str, args: Mapping[str, Any]) -> tuple[str, dict[str, Any] | None]:
        """Give the short text for the model and the data; a tool that failed gives no data."""
        if name not in self.specs:
            raise UnknownTool
        with speaking_as(ctx):
            answer = await self.client.call_tool(name, dict(args))
        return _text(answer.content), None if answer.is_error else answer.structured_content


def _defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: spec["default"] for name, spec in schema.get("properties", {}).items() if spec.get("default") is not None}


def _error(text: str) -> dict[str, Any]:
    """Read an error's text back into its code and sentence."""
    code, _, message = text.partition(": ")
    known = message and code.replace("_", "").isalnum() and " " not in code
    return {"error": {"code": code if known else "error", "message": message if known else text or "The tool failed."}}
