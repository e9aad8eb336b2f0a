"""A draft is put to the person through their client, and only their yes records it."""

import pytest
from mcp import Client
from mcp.client import ClientRequestContext
from mcp.types import ElicitRequestParams, ElicitResult

from mcp_server.inprocess import client, speaking_as
from mcp_server.server import build
from tests.fixtures_tools import People
from tools.ctx import Ctx, Services

DRAFT = {"type": "buy", "date": "2022-06-01", "symbol": "KO", "quantity": 10, "price": 63}


@pytest.mark.parametrize(
    ("action", "status", "held"),
    [("accept", "approved", "70"), ("decline", "declined", "60"), ("cancel", "open", "60")],
)
async def test_the_answer_decides(own_services: Services, peopled: People, action: str, status: str, held: str) -> None:
    async def answer(context: ClientRequestContext, params: ElicitRequestParams) -> ElicitResult:
        assert "buy 10 KO at 63 on 2022-06-01" in params.message
        return ElicitResult.model_validate({"action": action, "content": {"approve": True} if action == "accept" else None})

    async with Client(build(), cache=None, elicitation_callback=answer) as opened:
        with speaking_as(Ctx(peopled.ben, own_services)):
            found = await opened.call_tool("portfolio_record", DRAFT)
            holdings = await opened.call_tool("portfolio_holdings", {"symbol": "KO"})
    assert found.structured_content is not None
    assert found.structured_content["status"] == status
    assert holdings.structured_content is not None
    assert holdings.structured_content["holdings"][0]["quantity"] == held


async def test_a_client_that_can_not_ask_gets_the_open_draft(own_services: Services, peopled: People) -> None:
    async with client(build()) as opened:
        with speaking_as(Ctx(peopled.ben, own_services)):
            found = await opened.call_tool("portfolio_record", DRAFT)
    assert found.structured_content is not None
    assert found.structured_content["status"] == "open"
    assert found.structured_content["approve_at"].endswith(found.structured_content["approval_id"])
