"""The MCP server seen by a client in the same process."""

import json
from dataclasses import replace

import pytest
from mcp import Client, MCPError
from mcp.types import TextContent, TextResourceContents

from mcp_server.inprocess import client, current_ctx, speaking_as
from mcp_server.server import build
from mcp_server.surface import UNEXPECTED
from tools.ctx import Ctx
from tools.registry import TOOLS, find
from tools.toolbox import Tool

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def text_of(opened: Client, name: str, given: dict[str, object]) -> tuple[bool, str]:
    found = await opened.call_tool(name, given)
    first = found.content[0]
    assert isinstance(first, TextContent)
    return bool(found.is_error), first.text


async def test_every_tool_is_listed_with_all_four_hints_and_both_schemas() -> None:
    async with client(build()) as opened:
        listed = (await opened.list_tools()).tools
    assert [tool.name for tool in listed] == [tool.name for tool in TOOLS]
    for tool in listed:
        hints = tool.annotations.model_dump(exclude_none=True) if tool.annotations else {}
        assert set(hints) >= {"read_only_hint", "destructive_hint", "idempotent_hint", "open_world_hint"}
        assert tool.output_schema is not None
    assert [tool.name for tool in listed if not (tool.annotations and tool.annotations.read_only_hint)] == ["portfolio_record"]


async def test_the_list_keeps_within_its_bytes() -> None:
    async with client(build()) as opened:
        listed = [tool.model_dump(mode="json", by_alias=True, exclude_none=True) for tool in (await opened.list_tools()).tools]
    without = [{key: value for key, value in tool.items() if key != "outputSchema"} for tool in listed]
    assert len(json.dumps(without, separators=(",", ":"))) < 24_000
    assert len(json.dumps(listed, separators=(",", ":"))) < 64_000


@pytest.mark.parametrize(
    ("name", "given", "start"),
    [
        ("market_quote", {"symbol": "NOSUCH"}, "not_found: "),
        ("market_quote", {}, "bad_input: market_quote: symbol"),
        ("portfolio_holdings", {"limit": 1000}, "bad_input: portfolio_holdings: limit"),
        ("portfolio_holdings", {"portfolio_id": "nothing"}, "not_found: "),
        ("calculate", {"expression": "1 / 0"}, "bad_expression: "),
        ("calculate", {"expression": "1", "user": "someone"}, "bad_input: calculate: user"),
    ],
)
async def test_an_error_is_a_result_with_its_code(ana: Ctx, name: str, given: dict[str, object], start: str) -> None:
    async with client(build()) as opened:
        with speaking_as(ana):
            failed, text = await text_of(opened, name, given)
    assert failed
    assert text.startswith(start)


async def test_the_text_of_an_unexpected_error_stays_on_the_server(ana: Ctx, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(ctx: Ctx, name: str, given: dict[str, object]) -> dict[str, object]:
        raise RuntimeError("password=secret")

    monkeypatch.setattr("mcp_server.surface.registry.run", broken)
    async with client(build()) as opened:
        with speaking_as(ana):
            failed, text = await text_of(opened, "portfolio_list", {})
    assert (failed, text) == (True, UNEXPECTED)


async def test_a_token_without_the_scope_is_refused(ana: Ctx) -> None:
    async with client(build()) as opened:
        with speaking_as(replace(ana, scopes=frozenset({"chat"}))):
            failed, text = await text_of(opened, "portfolio_list", {})
    assert failed
    assert text.startswith("not_allowed: ")


async def test_lists_sent_as_text_are_read(ana: Ctx) -> None:
    async with client(build()) as opened:
        with speaking_as(ana):
            found = await opened.call_tool("market_compare", {"symbols": '["AAPL", "MSFT"]', "period": "1Y"})
    assert not found.is_error


async def test_the_callers_view_decides_what_is_shown(ana: Ctx) -> None:
    async with client(build()) as opened:
        with speaking_as(replace(ana, privacy="relative")):
            failed, text = await text_of(opened, "portfolio_holdings", {})
    assert not failed
    assert "USD" not in "".join(line for line in text.splitlines() if line.startswith(("total", "cash", "holdings_value")))
    assert current_ctx.get() is None


async def test_resources_give_lessons_terms_and_own_summaries(ana: Ctx, ben: Ctx) -> None:
    theirs = (await ana.services.books.grounds(ana.user_id)).portfolios[0].id
    async with client(build()) as opened:
        for ctx in (ana, ben):
            with speaking_as(ctx):
                read = await opened.read_resource("library://lesson/volatility")
                assert isinstance(read.contents[0], TextResourceContents)
                assert read.contents[0].text.startswith("# Volatility")
        with speaking_as(ana):
            summary = (await opened.read_resource(f"portfolio://{theirs}/summary")).contents[0]
        assert isinstance(summary, TextResourceContents)
        assert json.loads(summary.text)["holdings"]["portfolio_id"] == theirs
        with speaking_as(ben), pytest.raises(MCPError):
            await opened.read_resource(f"portfolio://{theirs}/summary")
        with speaking_as(ben), pytest.raises(MCPError):
            await opened.read_resource("library://lesson/nothing")


async def test_prompts_are_offered(ana: Ctx) -> None:
    async with client(build()) as opened:
        names = {each.name for each in (await opened.list_prompts()).prompts}
        given = await opened.get_prompt("explain_term", {"term": "beta"})
    assert names == {"portfolio_review", "explain_term", "trade_check"}
    assert "'beta'" in given.messages[0].content.model_dump()["text"]


async def test_a_server_may_offer_fewer_tools() -> None:
    kept: tuple[Tool, ...] = tuple(tool for tool in TOOLS if tool.hints.read_only)
    async with client(build(tools=kept)) as opened:
        listed = {tool.name for tool in (await opened.list_tools()).tools}
    assert find("portfolio_record").name not in listed
