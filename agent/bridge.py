"""The bridge from MCP to LangChain: the server's tools as structured tools, called as the person of the turn."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool, StructuredTool, ToolException
from mcp import Client, MCPError
from mcp.types import ContentBlock, TextContent, Tool

from core.errors import CoachError
from core.protocols import Call
from mcp_server.inprocess import speaking_as
from tools.ctx import Ctx

_UNKNOWN = "not_found: There is no tool with this name."


class ToolFailedError(ToolException):
    """A tool answered with an error."""


class UnknownTool(CoachError):
    """There is no tool with this name."""

    code = "not_found"
    status = 404


def _text(blocks: list[ContentBlock]) -> str:
    return "\n".join(block.text for block in blocks if isinstance(block, TextContent))


def _as_tool(client: Client, tool: Tool) -> BaseTool:
    """Make the LangChain tool of one MCP tool: short text for the model, the data as the artifact."""

    async def call(**given: Any) -> tuple[str, dict[str, Any]]:
        result = await client.call_tool(tool.name, given)
        if result.is_error:
            raise ToolFailedError(_text(result.content))
        return _text(result.content), {"structured_content": result.structured_content}

    return StructuredTool(
        name=tool.name,
        description=tool.description or tool.name,
        args_schema=tool.input_schema,
        coroutine=call,
        response_format="content_and_artifact",
        handle_tool_error=True,
    )


@dataclass(frozen=True)
class Bridge:
    """The tools of one MCP client that is open for the process."""

    specs: Mapping[str, Tool]
    tools: Mapping[str, BaseTool]
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
        return cls({tool.name: tool for tool in found}, {tool.name: _as_tool(client, tool) for tool in found}, defaults)

    @property
    def schemas(self) -> dict[str, Mapping[str, Any]]:
        """Give the output schemas by tool."""
        return {name: tool.output_schema or {} for name, tool in self.specs.items()}

    def listed(self) -> list[dict[str, Any]]:
        """Give the tools as a language model is told of them, without output schemas."""
        return [
            {"type": "function", "function": {"name": tool.name, "description": tool.description or "", "parameters": tool.input_schema}}
            for tool in self.specs.values()
        ]

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
            message = await self._invoke(ctx, call_id, name, args)
        except (MCPError, UnknownTool):
            message = ToolMessage(_UNKNOWN, tool_call_id=call_id, name=name, status="error")
        ms = round((time.perf_counter() - began) * 1000, 1)
        data = (message.artifact or {}).get("structured_content") if message.status == "success" else None
        ok = isinstance(data, dict)
        result = data if isinstance(data, dict) else _error(str(message.text))
        return Call(call_id=call_id, tool=name, args=dict(args), ok=ok, result=result, ms=ms, as_of=result.get("as_of")), message

    async def _invoke(self, ctx: Ctx, call_id: str, name: str, args: Mapping[str, Any]) -> ToolMessage:
        tool = self.tools.get(name)
        if tool is None:
            raise UnknownTool
        with speaking_as(ctx):
            message = await tool.ainvoke({"type": "tool_call", "name": name, "args": dict(args), "id": call_id})
        return message if isinstance(message, ToolMessage) else ToolMessage(str(message), tool_call_id=call_id, name=name, status="error")


def _defaults(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {name: spec["default"] for name, spec in schema.get("properties", {}).items() if spec.get("default") is not None}


def _error(text: str) -> dict[str, Any]:
    """Read an error's text back into its code and sentence."""
    code, _, message = text.partition(": ")
    known = message and code.replace("_", "").isalnum() and " " not in code
    return {"error": {"code": code if known else "error", "message": message if known else text or "The tool failed."}}
