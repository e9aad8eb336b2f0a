"""Every tool as `POST /api/v1/tools/{name}`, made from the one list."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from api.deps import Caller
from tools import registry
from tools.registry import Tool

router = APIRouter(prefix="/api/v1/tools", tags=["tools"])
Endpoint = Callable[..., Awaitable[JSONResponse]]


def _endpoint(tool: Tool) -> Endpoint:
    async def call(ctx: Caller, body: dict[str, Any] | None = None) -> JSONResponse:
        return JSONResponse(await registry.run(ctx, tool.name, body or {}))

    return call


def _published(tool: Tool) -> dict[str, Any]:
    """Give the tool's own schemas to OpenAPI, with references kept inside each schema."""
    return {
        "requestBody": {"content": {"application/json": {"schema": registry.input_schema(tool)}}},
        "x-output-schema": registry.output_schema(tool),
    }


for each in registry.TOOLS:
    router.add_api_route(
        f"/{each.name}",
        _endpoint(each),
        methods=["POST"],
        operation_id=each.name,
        summary=each.title,
        description=each.description,
        openapi_extra=_published(each),
    )


@router.get("", operation_id="tools_list")
async def listed(_: Caller) -> dict[str, Any]:
    """List the tools with their schemas."""
    return {
        "tools": [
            {"name": t.name, "title": t.title, "description": t.description, "input": registry.input_schema(t)} for t in registry.TOOLS
        ]
    }
