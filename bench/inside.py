"""What one process does without the wire: an MCP tool call, and the agent around a model that takes no time."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage, ToolMessage

from api.build import index
from api.session import Session, session, with_agent
from api.store import database
from bench.measure import Row, median_of_runs, p95
from core.settings import load
from mcp_server.inprocess import client, speaking_as
from mcp_server.server import build
from tests.fixtures_service import environment

CALLS = 200
TURNS = 40


@dataclass
class Instant:
    """A model outside that calls one tool and answers from it; it counts its own seconds."""

    name: str = "instant"
    outside: bool = True
    seconds: float = 0.0
    calls: list[float] = field(default_factory=list)

    async def stream(self, messages: Sequence[BaseMessage], tools: Sequence[dict[str, Any]]) -> AsyncIterator[AIMessageChunk]:  # noqa: ARG002
        """Call portfolio_holdings, then say one sentence without a figure."""
        if isinstance(messages[-1], ToolMessage):
            yield AIMessageChunk(content="Your holdings are listed on the portfolio page.", response_metadata={"finish_reason": "stop"})
            return
        call = {"name": "portfolio_holdings", "args": "{}", "id": "call_1", "index": 0, "type": "tool_call_chunk"}
        yield AIMessageChunk(content="", tool_call_chunks=[call], response_metadata={"finish_reason": "tool_calls"})

    async def aclose(self) -> None:
        """Hold nothing."""


async def tool_calls(opened: Session) -> float:
    """Give the p95 of a tool call over the in-process MCP client, on a warm book."""
    async with client(build()) as held:
        with speaking_as(opened.ctx):
            samples = []
            for at in range(CALLS + 10):
                began = time.perf_counter()
                await held.call_tool("portfolio_holdings", {})
                if at >= 10:
                    samples.append((time.perf_counter() - began) * 1000)
    return p95(samples)


async def overhead(opened: Session) -> float:
    """Give the p95 of a whole turn round a model that takes no time."""
    agent = await opened.running.agent()
    agent.models = replace(agent.models, outside=Instant())
    samples = []
    for at in range(TURNS + 3):
        began = time.perf_counter()
        turn = await opened.running.begin(opened.ctx, "What do I hold?", None, None)
        async for _ in turn.follow():
            pass
        if at >= 3:
            samples.append((time.perf_counter() - began) * 1000)
    return p95(samples)


def rows() -> list[Row]:
    """Measure inside one process over a fresh home."""
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        Path(folder).chmod(0o711)
        settings = load(environment(Path(folder)))

        async def measured(app_url: str) -> tuple[list[float], list[float]]:
            async with session(settings, app_url) as opened:
                await index(opened.running)
                calls = [await tool_calls(opened) for _ in range(3)]
                async with with_agent(opened):
                    return calls, [await overhead(opened) for _ in range(3)]

        with database(settings) as app_url:
            calls, turns = asyncio.run(measured(app_url))
    return [
        Row("MCP tool call in process, p95", median_of_runs(iter(calls).__next__), 3),
        Row("agent overhead of a model turn, p95", median_of_runs(iter(turns).__next__), 40),
    ]
