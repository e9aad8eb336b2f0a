"""The server over standard input and output, for one person."""

from mcp_server.inprocess import speaking_as
from mcp_server.server import build
from tools.ctx import Ctx


async def serve(ctx: Ctx) -> None:
    """Serve until the client closes; standard output carries the protocol alone, logs go to standard error."""
    with speaking_as(ctx):
        await build().run_stdio_async()
