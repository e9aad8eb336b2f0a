"""The one list of tools, which every surface iterates."""

import functools
import time
from collections.abc import Mapping
from typing import Any

from core.errors import NotFound
from data.audit import digest
from tools import remembered, toolbox
from tools.catalog import COMPUTING
from tools.ctx import Ctx
from tools.toolbox import Hints, Tool, arguments, bind, input_schema, output_schema, parse, result_type
from tools.tracing import explain_fact, replay_answer

__all__ = [
    "TOOLS",
    "Hints",
    "Tool",
    "arguments",
    "bind",
    "by_name",
    "find",
    "input_schema",
    "output_schema",
    "parse",
    "result_type",
    "run",
]

TOOLS: tuple[Tool, ...] = (*COMPUTING, Tool(explain_fact, "Explain a figure"), Tool(replay_answer, "Replay an answer"))


@functools.cache
def by_name() -> Mapping[str, Tool]:
    """Give the tools by name."""
    return {tool.name: tool for tool in TOOLS}


def find(name: str) -> Tool:
    """Give a tool, or say that there is none."""
    tool = by_name().get(name)
    if tool is None:
        raise NotFound("There is no tool with this name.")
    return tool


async def run(ctx: Ctx, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Run a tool by name for a caller; give its result's JSON, which is shared and must not be changed."""
    tool = find(name)
    began, ok = time.perf_counter(), False
    try:
        written = await (remembered.run if tool.grounded else toolbox.run)(ctx, tool, given)
        ok = True
        return written
    finally:
        _log(ctx, name, given, (ok, time.perf_counter() - began))


def _log(ctx: Ctx, name: str, given: Mapping[str, Any], outcome: tuple[bool, float]) -> None:
    """Note a call in the log of tool calls."""
    if ctx.services.audit is not None:
        ok, seconds = outcome
        call = {"tool": name, "args_sha256": digest(given), "ok": ok, "ms": round(seconds * 1000, 1), "at": ctx.services.clock.now()}
        ctx.services.audit.note(ctx.user_id, ctx.door, call)
