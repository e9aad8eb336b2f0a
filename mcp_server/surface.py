"""One tool as MCP: schemas, hints, the call, and the one place where errors become `isError`."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import UnexpectedToolError
from mcp.server.mcpserver.tools import Tool as ServerTool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata
from mcp.types import CallToolResult, InputRequiredResult, TextContent, ToolAnnotations
from pydantic import Field

from core.errors import CoachError
from mcp_server import asking
from mcp_server.text import clean, short
from tools import registry
from tools.ctx import Ctx
from tools.registry import Tool

UNEXPECTED = "error: Something went wrong."


class SurfaceTool(ServerTool):
    """A tool of the registry, called with the caller's context."""

    current: Callable[[], Ctx] = Field(exclude=True)

    async def run(
        self,
        arguments: dict[str, Any],
        context: Context[Any, Any],
        convert_result: bool = False,  # noqa: ARG002, FBT001, FBT002
    ) -> CallToolResult | InputRequiredResult:
        """Run the tool; an error of ours is a result with its code and sentence, any other stays on the server."""
        try:
            if context.request_state is not None:
                written = await asking.decided(self.current(), context)
            else:
                written = await registry.run(self.current(), self.name, unwrap(arguments, self.parameters))
        except CoachError as error:
            return failed(error)
        except Exception as error:
            raise UnexpectedToolError(UNEXPECTED) from error
        if self.name in asking.DRAFTING and context.request_state is None and asking.can_be_asked(context):
            return asking.question(written)
        return CallToolResult(content=[TextContent(type="text", text=short(written))], structured_content=written)


def failed(error: CoachError) -> CallToolResult:
    """Write an error as a tool result."""
    return CallToolResult(content=[TextContent(type="text", text=clean(f"{error.code}: {error.message}"))], is_error=True)


def unwrap(given: Mapping[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Read lists and objects that a client sent as JSON text."""
    return {name: _read(value, schema["properties"].get(name, {})) for name, value in given.items()}


def _read(value: Any, schema: Mapping[str, Any]) -> Any:
    if not isinstance(value, str) or schema.get("type") not in {"array", "object"}:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def surface(tool: Tool, current: Callable[[], Ctx]) -> SurfaceTool:
    """Make the MCP tool of a registry tool."""
    hints = tool.hints
    return SurfaceTool(
        fn=registry.bind(tool.fn, current),
        name=tool.name,
        title=tool.title,
        description=tool.description,
        parameters=registry.input_schema(tool),
        fn_metadata=FuncMetadata(arg_model=ArgModelBase, output_schema=registry.output_schema(tool)),
        is_async=True,
        annotations=ToolAnnotations(
            read_only_hint=hints.read_only,
            destructive_hint=hints.destructive,
            idempotent_hint=hints.idempotent,
            open_world_hint=hints.open_world,
        ),
        current=current,
    )
