"""An agent over the real tools, with the built-in model or a scripted one."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio

from agent.bridge import Bridge
from agent.models import builtin
from agent.models.choose import Models, outside
from agent.models.speaker import Speaker
from agent.turn import Agent
from core.settings import ROOT, ModelSettings
from mcp_server.inprocess import client
from mcp_server.server import build
from retrieval.embed import MiniLM
from tests.fixtures_db import Server
from tests.fixtures_tools import People
from tests.fixtures_tools import serve as services_over
from tests.scripted import Scripted, Step, serve
from tools.ctx import Ctx, Services

Scripts = Callable[..., tuple[Agent, Scripted]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def talk(server: Server, peopled: People) -> AsyncIterator[Services]:
    """Give services over a copy that all tests of the agent share."""
    async with server.copy(peopled.template) as database:
        yield services_over(database)


@pytest.fixture
def asker(talk: Services, peopled: People) -> Ctx:
    """Give Ana, who has both sample portfolios."""
    return Ctx(peopled.ana, talk)


@pytest.fixture
def newcomer(talk: Services, peopled: People) -> Ctx:
    """Give Eve, who has no portfolio."""
    return Ctx(peopled.eve, talk)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bridge() -> AsyncIterator[Bridge]:
    """Open the in-process client in a task of its own, as the service does."""
    loaded: asyncio.Future[Bridge] = asyncio.get_running_loop().create_future()
    stop = asyncio.Event()

    async def hold() -> None:
        async with client(build()) as held:
            loaded.set_result(await Bridge.load(held))
            await stop.wait()

    task = asyncio.create_task(hold())
    yield await loaded
    stop.set()
    await task


@pytest.fixture(scope="session")
def chat() -> builtin.BuiltInChat:
    """Give the built-in model."""
    return builtin.BuiltInChat(embedder=MiniLM(), vectors=ROOT / ".coach" / "test-questions.npz")


def models(chat: builtin.BuiltInChat, speaker: Speaker | None = None) -> Models:
    return Models(lambda known: builtin.speaker(chat, known), speaker, orders=builtin.is_order)


@pytest_asyncio.fixture(loop_scope="session")
async def agent(bridge: Bridge, chat: builtin.BuiltInChat) -> AsyncIterator[Agent]:
    """Give the agent with the built-in model alone."""
    made = Agent(bridge, models(chat))
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="session")
async def scripts(bridge: Bridge, chat: builtin.BuiltInChat) -> AsyncIterator[Scripts]:
    """Give a maker of agents whose model plays a script over real HTTP."""
    async with AsyncExitStack() as stack:

        def make(*steps: Step, **settings: Any) -> tuple[Agent, Scripted]:
            url, scripted = stack.enter_context(serve(*steps))
            given = {"name": "scripted", "base_url": url, "tool_mode": "native", "timeout": 6.0, **settings}
            made = Agent(bridge, models(chat, outside(ModelSettings(**given))))
            stack.push_async_callback(made.close)
            return made, scripted

        yield make


async def ask(agent: Agent, ctx: Ctx, message: str, thread_id: str | None = None) -> dict[str, Any]:
    """Ask one question and give the folded answer."""
    turn = await ctx.services.turns.begin(ctx.user_id, message, thread_id, None)
    return await agent.answer(ctx, turn)
