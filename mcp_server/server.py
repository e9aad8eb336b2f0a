"""The MCP server: every tool of the registry, resources and prompts, for all transports."""

import logging
import sys
from collections.abc import Sequence

from mcp.server import MCPServer
from mcp.server.caching import CacheHint
from mcp.server.mcpserver import RequestStateSecurity
from mcp.server.transport_security import TransportSecuritySettings
from starlette.applications import Starlette

from mcp_server import prompts, resources
from mcp_server.callers import HttpDoor, caller
from mcp_server.surface import surface
from tools.registry import TOOLS, Tool

NAME = "portfolio-coach"
VERSION = "0.1.0"
LIST_TTL_MS = 300_000
INSTRUCTIONS = (
    "Tools over the signed-in person's own investments, a market of daily closes and a library of lessons. Every figure you state must be "
    "one that a tool gave, with its as-of date and caveats; use calculate for arithmetic and learn_search for ideas. A value that is null "
    "has its reason beside it. Nothing is changed without the person's approval. Not investment or tax advice."
)


def build(
    door: HttpDoor | None = None, tools: Sequence[Tool] = TOOLS, *, state_key: bytes | None = None, log_level: str = "WARNING"
) -> MCPServer:
    """Build the server once; `door` says how HTTP callers are known, others come from `current_ctx`.

    `state_key` (32 bytes) seals questions to the person; processes behind one address share it.
    """
    current = caller(door)
    # Where nobody set up logging, the package would draw each traceback in colour, which takes seconds.
    logging.basicConfig(level=log_level, stream=sys.stderr)
    server = MCPServer(
        NAME,
        title="Portfolio Coach",
        version=VERSION,
        instructions=INSTRUCTIONS,
        tools=[surface(tool, current) for tool in tools],
        token_verifier=door.verifier if door else None,
        auth=door.auth if door else None,
        cache_hints={"tools/list": CacheHint(ttl_ms=LIST_TTL_MS, scope="public")},
        request_state_security=RequestStateSecurity(keys=[state_key]) if state_key else None,
        log_level=log_level,  # type: ignore[arg-type]
    )
    resources.register(server, current)
    prompts.register(server)
    return server


def http_app(server: MCPServer, hosts: Sequence[str], origins: Sequence[str]) -> Starlette:
    """Give the Streamable HTTP application at /mcp, stateless; only these hosts and origins are served."""
    security = TransportSecuritySettings(allowed_hosts=list(hosts), allowed_origins=list(origins))
    return server.streamable_http_app(stateless_http=True, json_response=True, transport_security=security)
