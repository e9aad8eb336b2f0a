"""A language model's endpoint at its worst, over real HTTP: an answer or a typed error in time, tokens booked, nothing left open."""

import asyncio
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from agent.models.openai import OutsideModel
from agent.turn import Agent
from tests.agent.conftest import Scripts, ask
from tests.agent.test_spending import budgeted, spent
from tests.scripted import Scripted, Step
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")
QUESTION = "What is my portfolio worth?"
WORTH = "$435,609.79"
ESTABLISHED = "01"
SECONDS = 25.0
CASES = {
    "refused": Step(status=401),
    "not found": Step(status=404),
    "no first byte": Step(wait=8.0),
    "cut stream": Step(text="One two three four", cut="clean", after=2),
    "reset stream": Step(text="One two three four", cut="reset", after=2),
    "garbage": Step(raw="data: {not json}\n\n"),
    "broken arguments": Step(tools=(("portfolio_holdings", '{"limit": '),)),
    "cut arguments": Step(tools=(("portfolio_holdings", {"limit": 100}),), cut="clean", after=3),
    "too many requests": Step(status=429, headers={"Retry-After": "0"}),
    "failing": Step(status=500),
    "empty": Step(text=""),
    "a web page": Step(raw="<html><body>gateway</body></html>", media="text/html"),
    "plain JSON": Step(raw='{"ok": true}', media="application/json"),
    "binary": Step(raw="\x00\x01\x02" * 500, media="application/octet-stream"),
    "never-ending text": Step(text="word " * 500, endless=True),
    "never-ending comments": Step(endless=True, delay=0.05),
    "unknown tool for ever": Step(tools=(("portfolio_secrets", {"n": "%n"}),)),
    "wrong types": Step(tools=(("portfolio_holdings", {"as_of": {"a": [1]}, "symbol": ["%n"]}),)),
    "a new call each time": Step(tools=(("learn_search", {"query": "again %n"}),)),
    "lies in every sentence": Step(text="You own $1.01. You lost 99 %. Apple is worth $2.02. It rose 777 %."),
}
# Replies that began, and so were paid for.
PAID = {
    "never-ending text", "unknown tool for ever", "wrong types", "a new call each time", "lies in every sentence", "cut stream",
    "reset stream", "broken arguments", "cut arguments", "empty",
}  # fmt: skip


def connections(agent: Agent) -> int:
    """Count the connections of this process to the endpoint."""
    assert isinstance(agent.models.outside, OutsideModel)
    chat = agent.models.outside.make(agent.models.outside.variant)
    port = f":{urlsplit(str(chat.openai_api_base)).port:04X}"  # type: ignore[attr-defined]
    rows = [line.split() for line in Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]]
    return sum(row[2].endswith(port) and row[3] == ESTABLISHED for row in rows)


def tasks() -> set[str]:
    """Name what runs on this loop and belongs to a turn."""
    running = [task for task in asyncio.all_tasks() if not task.done()]
    return {repr(task.get_coro()) for task in running if "Agent._run" in repr(task) or "stream" in repr(task.get_coro())}


@pytest.mark.parametrize("name", CASES)
async def test_the_turn_ends_with_an_answer(scripts: Scripts, asker: Ctx, name: str) -> None:
    agent, scripted = scripts(CASES[name], timeout=3.0)
    budgeted(agent, asker)
    before, began = tasks(), time.monotonic()
    answer, booked = await spent(agent, asker, QUESTION)
    assert time.monotonic() - began < SECONDS
    assert WORTH in answer["text"]
    assert answer["usage"]["model"] == "built-in"
    assert "777" not in answer["text"]
    assert (booked.calls >= 1, booked.input_tokens > 0) == (name in PAID, name in PAID), booked
    assert tasks() <= before
    await settled(agent, scripted)


async def settled(agent: Agent, scripted: Scripted) -> None:
    """Look that no connection is left in use: an idle one may be kept until the model is closed."""
    assert scripted.seen
    await asyncio.sleep(0.1)
    assert connections(agent) <= 1
    assert isinstance(agent.models.outside, OutsideModel)
    await agent.models.outside.aclose()
    await asyncio.sleep(0.1)
    assert connections(agent) == 0


async def test_nobody_listens(scripts: Scripts, asker: Ctx) -> None:
    agent, _ = scripts(Step(), base_url="http://127.0.0.1:9/v1", timeout=3.0)
    assert WORTH in (await ask(agent, asker, QUESTION))["text"]


async def test_turns_that_fail_leave_no_connections_behind(scripts: Scripts, asker: Ctx) -> None:
    agent, _ = scripts(Step(text="word " * 500, endless=True), timeout=3.0)
    agent.models.breaker.failures = 100
    for _ in range(4):
        await ask(agent, asker, QUESTION)
    await asyncio.sleep(0.1)
    assert connections(agent) <= 1
