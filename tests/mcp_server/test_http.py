"""The MCP server over Streamable HTTP: bearer tokens, hosts, and two people at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server.auth.provider import AccessToken
from mcp.server.auth.settings import AuthSettings
from pydantic import AnyHttpUrl
from starlette.applications import Starlette

from mcp_server.callers import HttpDoor
from mcp_server.server import build, http_app
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")

BASE = "http://127.0.0.1:9854"
ASK = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


@dataclass(frozen=True)
class Tokens:
    """A verifier of two tokens, and the callers that they stand for."""

    callers: dict[str, Ctx]

    async def verify_token(self, token: str) -> AccessToken | None:
        if token not in self.callers:
            return None
        return AccessToken(token=token, client_id="test", scopes=["portfolio:read"], subject=str(self.callers[token].user_id))

    def caller(self, token: AccessToken) -> Ctx:
        return self.callers[token.token]


@asynccontextmanager
async def served(callers: dict[str, Ctx]) -> AsyncIterator[Starlette]:
    tokens = Tokens(callers)
    auth = AuthSettings(
        issuer_url=AnyHttpUrl(BASE),
        resource_server_url=AnyHttpUrl(f"{BASE}/mcp"),
        required_scopes=["portfolio:read"],
        validate_token_resource=False,
    )
    server = build(HttpDoor(tokens, auth, tokens.caller))
    app = http_app(server, ["127.0.0.1:9854"], [BASE])
    async with server.session_manager.run():
        yield app


def browser(app: Starlette, **headers: str) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=BASE, headers={**HEADERS, **headers})


async def symbols(app: Starlette, token: str) -> set[str]:
    http = browser(app, Authorization=f"Bearer {token}")
    async with http, Client(streamable_http_client(f"{BASE}/mcp", http_client=http), cache=None) as opened:
        found = await opened.call_tool("portfolio_holdings", {})
    assert found.structured_content is not None
    return {row["symbol"] for row in found.structured_content["holdings"]}


async def test_two_tokens_see_their_own(ana: Ctx, ben: Ctx) -> None:
    async with served({"a": ana, "b": ben}) as app:
        first, second = await asyncio.gather(symbols(app, "a"), symbols(app, "b"))
    assert "AAPL" in first
    assert second == {"KO", "ZZPRIV"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer nobody"}, 401),
        ({"Authorization": "Bearer a", "Host": "evil.example"}, 421),
        ({"Authorization": "Bearer a", "Origin": "http://evil.example"}, 403),
    ],
)
async def test_who_is_not_known_or_comes_from_elsewhere_is_refused(ana: Ctx, headers: dict[str, Any], status: int) -> None:
    async with served({"a": ana}) as app, browser(app, **headers) as http:
        answer = await http.post("/mcp", json=ASK)
    assert answer.status_code == status
    if status == 401:
        assert "resource_metadata=" in answer.headers["www-authenticate"]


async def test_the_metadata_of_the_resource_is_public(ana: Ctx) -> None:
    async with served({"a": ana}) as app, browser(app) as http:
        found = (await http.get("/.well-known/oauth-protected-resource/mcp")).json()
    assert found["resource"].rstrip("/") == f"{BASE}/mcp"
