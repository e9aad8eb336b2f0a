"""Resources: lessons, terms and the summary of a portfolio."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from core.errors import CoachError, NotFound
from tools import library, registry
from tools.ctx import Ctx


async def _guarded(read: Awaitable[Any]) -> Any:
    """Translate our errors once, for every resource."""
    try:
        return await read
    except NotFound as error:
        raise ResourceNotFoundError(error.message) from error
    except CoachError as error:
        raise ResourceError(f"{error.code}: {error.message}") from error


def register(server: MCPServer, current: Callable[[], Ctx]) -> None:
    """Add the resources to a server."""

    @server.resource("library://lesson/{slug}", title="Lesson", mime_type="text/markdown")
    async def lesson(slug: str) -> str:
        """Give a lesson of the library as Markdown."""
        return str(await _guarded(library.lesson(current(), slug)))

    @server.resource("library://term/{term}", title="Term", mime_type="text/markdown")
    async def term(term: str) -> str:
        """Give the library's entry of a term as Markdown."""
        return str(await _guarded(library.term(current(), term)))

    @server.resource("portfolio://{portfolio_id}/summary", title="Portfolio summary", mime_type="application/json")
    async def summary(portfolio_id: str) -> str:
        """Give the holdings and the allocation of one of the caller's portfolios."""
        wanted = {"portfolio_id": portfolio_id}
        holdings = await _guarded(registry.run(current(), "portfolio_holdings", wanted))
        allocation = await _guarded(registry.run(current(), "portfolio_allocation", {**wanted, "by": "asset_class"}))
        return json.dumps({"holdings": holdings, "allocation": allocation})
