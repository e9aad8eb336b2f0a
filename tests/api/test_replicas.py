"""Two applications over one database: a turn that runs at one is stopped by way of the other; calls are logged by their door."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest
import pytest_asyncio
from langchain_core.messages import AIMessageChunk, BaseMessage

from api import turns
from mcp_server.inprocess import client, speaking_as
from mcp_server.server import build
from retrieval.embed import MiniLM
from tests.api.test_chat import events_of, streamed
from tests.fixtures_api import Served, Signed, opened

pytestmark = pytest.mark.asyncio(loop_scope="session")
CHAT = "/api/v1/chat"


@dataclass
class Endless:
    """A model outside that begins and never comes to an end."""

    begun: asyncio.Event
    name: str = "endless"
    outside: bool = True

    async def stream(self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AsyncIterator[AIMessageChunk]:  # noqa: ARG002
        self.begun.set()
        yield AIMessageChunk(content=" ")
        await asyncio.Event().wait()

    async def aclose(self) -> None:
        """Hold nothing."""


@pytest_asyncio.fixture(loop_scope="session")
async def other(served: Served, embedder: MiniLM) -> AsyncIterator[tuple[Served, asyncio.Event]]:
    """Give another application over the same database, as a replica has it, and the event that its endless model has begun."""
    url = served.running.db.pool.conninfo
    assert isinstance(url, str)
    async with opened(replace(served.running.settings, database_url=url), url, embedder) as found:
        agent = await found.running.agent()
        begun = asyncio.Event()
        agent.models = replace(agent.models, outside=Endless(begun))
        yield found, begun


async def test_a_turn_is_stopped_by_way_of_another_process(
    served: Served, other: tuple[Served, asyncio.Event], newcomer: Signed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LOOK_SECONDS", 0.05)
    stranger, (replica, begun) = await served.register("stranger"), other
    async with replica.client(newcomer.tokens["access_token"]) as here:
        asking = asyncio.create_task(here.post(CHAT, json={"message": "What is volatility?"}))
        await asyncio.wait_for(begun.wait(), 20)
        [turn_id] = [turn_id for user_id, turn_id in (await replica.running.agent()).turns if user_id == newcomer.id]
        assert (await stranger.client.post(f"/api/v1/turns/{turn_id}/cancel")).status_code == 404
        following = asyncio.create_task(newcomer.client.get(f"/api/v1/turns/{turn_id}/events"))
        assert not asking.done()
        assert (await newcomer.json("POST", f"/api/v1/turns/{turn_id}/cancel"))["status"] == "cancelling"
        here_events = events_of((await asking).text)
    assert (here_events[-1]["type"], here_events[-1]["finish_reason"]) == ("done", "cancelled")
    assert events_of((await following).text) == here_events
    again = await streamed(newcomer, "What is volatility?", thread_id=here_events[0]["thread_id"])
    assert again[-1]["finish_reason"] == "stop"


async def test_every_door_logs_its_calls_in_the_persons_name(served: Served, newcomer: Signed) -> None:
    running, bystander = served.running, await served.register("bystander")
    await newcomer.json("POST", "/api/v1/tools/market_quote", json={"symbol": "KO"})
    assert (await newcomer.client.post("/api/v1/tools/market_quote", json={"symbol": "NOSUCH"})).status_code == 404
    await newcomer.json("POST", CHAT, json={"message": "What is volatility?", "stream": False})
    async with client(build()) as held:
        with speaking_as(running.identity.local(newcomer.id, "mcp")):
            await held.call_tool("market_quote", {"symbol": "KO"})
    assert running.services.audit is not None
    await running.services.audit.flush()
    async with running.db.tx(newcomer.id) as conn:
        rows = await (await conn.execute("select door, tool, ok, args_sha256, ms from audit")).fetchall()
    quotes = [row for row in rows if row["tool"] == "market_quote"]
    assert sorted((row["door"], row["ok"]) for row in quotes) == [("api", False), ("api", True), ("mcp", True)]
    assert len({row["args_sha256"] for row in quotes}) == 2
    assert ("chat", "learn_search") in {(row["door"], row["tool"]) for row in rows}
    async with running.db.tx(bystander.id) as conn:
        assert await (await conn.execute("select 1 from audit")).fetchall() == []
