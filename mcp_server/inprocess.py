"""The in-process client: the agent calls the same server that others reach over the wire."""

from collections.abc import Iterator
from contextlib import contextmanager

from mcp import Client
from mcp.server import MCPServer
from mcp.types import CallToolResult

from mcp_server.callers import current_ctx
from tools.ctx import Ctx

__all__ = ["client", "current_ctx", "speaking_as"]


class InProcess(Client):
    """A client of a server in the same process."""

    async def __aenter__(self) -> Client:
        """Open the client; results need no second validation, the server made them from their models a moment ago."""
        opened = await super().__aenter__()
        opened.session.validate_tool_result = _trusted  # type: ignore[method-assign]
        return opened


async def _trusted(name: str, result: CallToolResult) -> None:
    """Accept a result of our own server."""


def client(server: MCPServer) -> Client:
    """Give a client to open once (`async with`); it keeps no cache, since many people share it."""
    return InProcess(server, cache=None)


@contextmanager
def speaking_as(ctx: Ctx) -> Iterator[None]:
    """Make calls of the in-process client as one caller."""
    token = current_ctx.set(ctx)
    try:
        yield
    finally:
        current_ctx.reset(token)
