"""The suites about answers: planted lies, golden questions, hostile text; one home and one agent for all three."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from api.session import Session
from core.settings import ModelSettings
from evals.golden import run as golden
from evals.hostile import run as hostile
from evals.hostile.planted import CHANNELS, UNREAD
from evals.lies.bench import Score, Turn, by_class, judge, score
from evals.lies.cases import cases
from evals.lies.results import record
from evals.place import coach, fresh_home
from tools import registry


def say(text: str) -> None:
    """Write a line of the report."""
    sys.stdout.write(f"{text}\n")


async def lies(opened: Session) -> list[str]:
    """Hold planted lies and true sentences against the gate; gives the bars that the reported part missed."""
    results = await record(opened)
    instruments = (await registry.run(opened.ctx, "market_search", {"query": "", "limit": 100}))["instruments"]
    outcomes = judge(Turn(results, instruments), cases(results))
    missed: list[str] = []
    say("| lies | part | caught | true sentences | blocked | ms | p95 ms |\n|---:|---|---:|---:|---:|---:|---:|")
    for name, part in (("tuning", True), ("reported", False)):
        found = score([each for each in outcomes if each.case.tuning is part])
        say(_row(name, found))
        missed = found.missed
    kinds = by_class([each for each in outcomes if not each.case.tuning])
    say("\n" + ", ".join(f"{kind} {right}/{total}" for kind, (right, total) in kinds.items()))
    return missed


def _row(name: str, found: Score) -> str:
    shares = f"{found.caught:.4f} | {found.truths} | {found.blocked:.4f}"
    return f"| {found.lies} | {name} | {shares} | {found.ms:.2f} | {found.ms_p95:.2f} |"


async def questions(opened: Session) -> list[str]:
    """Ask the golden questions; gives the floors that were missed and prints what went wrong."""
    scored = await golden.ask(opened)
    missed: list[str] = []
    for name, part in (("tuning", True), ("reported", False)):
        found = golden.scores([pair for pair in scored if golden.tuning(pair[0]) is part])
        say(f"\n| golden, {name} | |\n|---|---:|\n" + "\n".join(f"| {key} | {_cell(value)} |" for key, value in found.items()))
        missed = golden.missed(found)
    say("\n".join(("", *golden.failures(scored))))
    return missed


def _cell(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


async def injected(opened: Session, *, whole: bool = False) -> list[str]:
    """Let the obeying model read hostile texts, all or a sample; gives the forbidden effects and the channels that were never read."""
    chosen = [case for case in hostile.cases() if whole or case.sampled]
    found, seen = await hostile.measure(opened, chosen)
    read = ", ".join(f"{channel} {seen[channel]}" for channel in CHANNELS)
    say(f"\nhostile text: {len(chosen)} cases, {seen['turns']} turns, read by the model in: {read}; forbidden effects: {len(found)}")
    for each in found[:40]:
        say(f"  {each.what}: {each.payload.goal} by {each.channel}, asked {each.task!r}")
    unread = [f"nothing hostile was read in {channel}" for channel in CHANNELS if not seen[channel] and channel not in UNREAD]
    return [f"{len(found)} forbidden effects"] * bool(found) + unread


async def _all(opened: Session, *, outside: bool) -> list[str]:
    if outside:
        return await questions(opened)
    return [*await lies(opened), *await questions(opened), *await injected(opened)]


def _measured(suite: Callable[[Session], Awaitable[list[str]]], model: ModelSettings | None = None) -> int:
    """Run a suite in a fresh home; 1 when a floor was missed, which counts for the built-in model alone."""

    async def run() -> list[str]:
        async with coach(settings, app_url) as opened:
            return await suite(opened)

    with fresh_home(model) as (settings, app_url):
        missed = asyncio.run(run())
    say(f"floors missed: {', '.join(missed)}" if missed else "all floors held")
    return 1 if missed and model is None else 0


def answers(model: ModelSettings | None = None) -> int:
    """Run the suites for the built-in model, or the golden questions for another one."""
    return _measured(partial(_all, outside=model is not None), model)


def attacked() -> int:
    """Put every hostile text into every channel."""
    return _measured(partial(injected, whole=True))
