"""The in-process client: the agent calls the same server that others reach over the wire."""

from collections.abc import Iterator
from contextlib import contextmanager

from mcp import Client
from mcp.server import MCPServer

from mcp_server.callers import current_ctx
from tools.ctx import Ctx

__all__ = ["client", "current_ctx", "speaking_as"]


def client(server: MCPServer) -> Client:
    """Give a client to open once (`async with`); it keeps no cache, since many people share it."""
    return Client(server, cache=None)


@contextmanager
def speaking_as(ctx: Ctx) -> Iterator[None]:
    """Make calls of the in-process client as one caller."""
    token = current_ctx.set(ctx)
    try:
        yield
    finally:
        current_ctx.reset(token)
