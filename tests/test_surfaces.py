"""One list, three surfaces: each tool gives equal JSON as a plain call, over MCP and over REST; nobody sees another's rows."""

import asyncio
import json
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from api import errors
from api.deps import caller
from api.routes import tools as routes
from core.errors import CoachError
from mcp_server.inprocess import client, speaking_as
from mcp_server.server import build
from tools.ctx import Ctx
from tools.registry import TOOLS, find, parse

pytestmark = pytest.mark.asyncio(loop_scope="session")

CALLS: dict[str, dict[str, Any]] = {
    "portfolio_list": {},
    "portfolio_holdings": {"limit": 3},
    "portfolio_allocation": {"by": "sector"},
    "portfolio_performance": {"period": "3Y", "attribution": "sector"},
    "portfolio_transactions": {"symbol": "AAPL", "limit": 5},
    "portfolio_income": {"period": "5Y"},
    "portfolio_gains": {"period": "MAX", "limit": 5},
    "portfolio_lots": {"symbol": "MSFT", "method": "hifo"},
    "portfolio_reconcile": {"statement": [{"symbol": "AAPL", "quantity": 688}, {"isin": "US5949181045", "quantity": "300"}]},
    "portfolio_rebalance": {"targets": {"AAPL": 0.5, "MSFT": 0.3}},
    "market_search": {"query": "apple"},
    "market_quote": {"symbol": "aapl"},
    "market_history": {"symbol": "^GSPC", "period": "1Y", "interval": "month"},
    "market_compare": {"symbols": ["AAPL", "MSFT", "SP500"], "period": "1Y"},
    "market_fx": {"from_currency": "usd", "to_currency": "INR", "amount": "100"},
    "risk_report": {},
    "risk_contributions": {},
    "risk_stress": {"market_move": -0.2},
    "risk_what_if": {"trades": [{"symbol": "AAPL", "side": "sell", "quantity": 10}, {"symbol": "BBY", "side": "buy", "amount": 1000}]},
    "risk_goal": {"target": 1000000, "date": "2030-01-01", "contribution": 1000, "seed": 7},
    "learn_search": {"query": "what is volatility"},
    "notes_search": {"query": "why did I buy Apple"},
    "calculate": {"expression": "(120 USD - 100 USD) / 100 USD"},
}
ELSEWHERE = {"portfolio_record", "explain_fact", "replay_answer"}


async def plain(ctx: Ctx, name: str, given: dict[str, Any]) -> dict[str, Any]:
    tool = find(name)
    result = await tool.fn(ctx, **parse(tool, given))
    return result.model_dump(mode="json")


async def over_mcp(ctx: Ctx, name: str, given: dict[str, Any]) -> dict[str, Any]:
    async with client(build()) as opened:
        with speaking_as(ctx):
            found = await opened.call_tool(name, given)
    assert not found.is_error, found.content
    assert found.structured_content is not None
    return dict(found.structured_content)


async def over_rest(ctx: Ctx, name: str, given: dict[str, Any]) -> dict[str, Any]:
    app = FastAPI()
    app.include_router(routes.router)
    app.dependency_overrides[caller] = lambda: ctx
    errors.install(app)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1") as opened:
        answer = await opened.post(f"/api/v1/tools/{name}", json=given)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


SURFACES = [over_mcp, over_rest]


async def test_every_tool_is_called_here_or_has_its_own_test() -> None:
    assert {tool.name for tool in TOOLS} == {*CALLS, *ELSEWHERE}


@pytest.mark.parametrize("name", CALLS)
async def test_every_surface_gives_the_same_json(ana: Ctx, name: str) -> None:
    expected = await plain(ana, name, CALLS[name])
    assert json.loads(json.dumps(expected, allow_nan=False)) == expected
    for surface in SURFACES:
        assert await surface(ana, name, CALLS[name]) == expected


@pytest.mark.parametrize("name", [name for name in CALLS if name.startswith(("portfolio_", "risk_")) and name != "portfolio_list"])
async def test_another_persons_portfolio_is_not_found(ana: Ctx, ben: Ctx, name: str) -> None:
    theirs = (await ana.services.books.grounds(ana.user_id)).portfolios[0].id
    with pytest.raises(CoachError) as refused:
        await plain(ben, name, {**CALLS[name], "portfolio_id": theirs})
    assert refused.value.code == "not_found"


async def test_two_people_on_one_connection_never_see_each_other(ana: Ctx, ben: Ctx) -> None:
    async def held(ctx: Ctx) -> set[str]:
        with speaking_as(ctx):
            found = await opened.call_tool("portfolio_holdings", {})
        assert found.structured_content is not None
        return {row["symbol"] for row in found.structured_content["holdings"]}

    async with client(build()) as opened:
        seen = await asyncio.gather(*(held(ctx) for ctx in (ana, ben) * 5))
    assert all(symbols == {"KO", "ZZPRIV"} for symbols in seen[1::2])
    assert all("AAPL" in symbols and "ZZPRIV" not in symbols for symbols in seen[::2])


async def test_a_caller_nobody_vouched_for_gets_nothing() -> None:
    async with client(build()) as opened:
        found = await opened.call_tool("portfolio_list", {})
    assert found.is_error
    assert found.content[0].model_dump()["text"].startswith("not_signed_in: ")
