"""One chat turn from the person's message to the last event: lock, deadline, cancellation, record."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

import structlog
from langgraph.checkpoint.base import BaseCheckpointSaver

from agent import checkpoints, graph, spending
from agent.bridge import Bridge
from agent.charts import of_answer
from agent.desk import Desk, Stopped
from agent.directory import Directories
from agent.events import Citation, Done, Event, Failed, Suggestions, TurnStart, Usage, fold
from agent.models.choose import Models
from agent.models.openai import OutsideModel
from agent.page import Page
from agent.running import Running
from core.errors import CoachError, NotFound
from core.models import plain
from core.protocols import TurnRecord
from core.settings import TURN_SECONDS
from tools.ctx import Ctx

STEPS = 40
KEPT_SECONDS = 60.0
Held = Callable[[Ctx, str], AbstractAsyncContextManager[BaseCheckpointSaver[str]]]
_DRAFTS = re.compile(r"\b(?:record|log|note down|book|add|enter|register|i (?:just )?(?:bought|sold|received|deposited))\b", re.IGNORECASE)
log = structlog.get_logger()


@dataclass
class Agent:
    """Answers messages. Built once; `held` gives the checkpoint saver under the thread's lock."""

    bridge: Bridge
    models: Models
    held: Held = checkpoints.held
    deadline: float = TURN_SECONDS
    directories: Directories = field(default_factory=Directories)
    turns: dict[tuple[UUID, str], Running] = field(default_factory=dict)

    async def afford(self, ctx: Ctx, message: str) -> None:
        """Raise LimitReached before a turn begins that the person's budget for the language model has no room for."""
        await spending.check(self.models, ctx.user_id, message)

    async def start(self, ctx: Ctx, turn: TurnRecord) -> Running:
        """Begin to answer; raises AlreadyRunning when the thread is answering. The turn goes on if nobody follows it."""
        running = Running(ctx.user_id, turn.turn_id)
        begun: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        running.task = asyncio.create_task(self._run(ctx, turn, running, begun))
        self.turns[ctx.user_id, turn.turn_id] = running
        await begun
        return running

    async def run(self, ctx: Ctx, turn: TurnRecord) -> AsyncIterator[Event]:
        """Answer and give the events as they come."""
        running = await self.start(ctx, turn)
        async for event in running.follow():
            yield event

    async def answer(self, ctx: Ctx, turn: TurnRecord) -> dict[str, Any]:
        """Answer and give the folded object."""
        return fold([event async for event in self.run(ctx, turn)])

    def running(self, user_id: UUID, turn_id: str) -> Running:
        """Give a turn of this person that runs here or has just ended; raises NotFound."""
        found = self.turns.get((user_id, turn_id))
        if found is None:
            raise NotFound
        return found

    def cancel(self, user_id: UUID, turn_id: str) -> bool:
        """Stop a turn of this person; tells whether it was running here."""
        found = self.turns.get((user_id, turn_id))
        if found is None or found.ended:
            return False
        found.stop()
        return True

    async def close(self) -> None:
        """Stop what runs, wait for it, and close the model's connections."""
        tasks = [running.task for running in self.turns.values() if running.task and not running.ended]
        for running in list(self.turns.values()):
            running.stop()
        await asyncio.gather(*tasks, return_exceptions=True)
        if isinstance(self.models.outside, OutsideModel):
            await self.models.outside.aclose()

    async def _run(self, ctx: Ctx, turn: TurnRecord, running: Running, begun: asyncio.Future[None]) -> None:
        """Hold the thread, answer, and close the turn whatever happens."""
        try:
            async with self.held(ctx, turn.thread_id) as saver:
                begun.set_result(None)
                await self._answered(ctx, turn, running, saver)
        except Exception as error:
            if begun.done():
                raise
            self.turns.pop((ctx.user_id, turn.turn_id), None)
            begun.set_exception(error)
            await ctx.services.turns.finish(ctx.user_id, turn.turn_id, "failed", {}, [])
        finally:
            running.end()
            asyncio.get_running_loop().call_later(KEPT_SECONDS, self.turns.pop, (ctx.user_id, turn.turn_id), None)

    async def _answered(self, ctx: Ctx, turn: TurnRecord, running: Running, saver: BaseCheckpointSaver[str]) -> None:
        """Answer under the deadline, then send what the answer rests on and record it."""
        running.emit(TurnStart(thread_id=turn.thread_id))
        ctx = replace(ctx, door="chat", services=replace(ctx.services, books=ctx.services.books.steady()))
        desk = Desk(ctx, turn, self.bridge, self.models, running.emit, Page(running.emit), self.directories)
        status = "done"
        try:
            async with asyncio.timeout(self.deadline):
                await self._thought(desk, saver)
        except asyncio.CancelledError:
            if not running.cancelled:
                raise
            _uncancel()
            status, desk.finish_reason = "cancelled", "cancelled"
        except Stopped:
            status, desk.finish_reason = "cancelled", "cancelled"
        except Exception as error:  # noqa: BLE001 - this is the agent's surface: errors become events here and nowhere else
            status, desk.finish_reason = "failed", "error"
            running.emit(_failure(error))
        _rest(desk, running)
        await self._record(desk, running, status)

    async def _thought(self, desk: Desk, saver: BaseCheckpointSaver[str]) -> None:
        """Run the graph. A turn that may draft keeps each step before the next; any other changes nothing, and keeps none."""
        ctx, turn = desk.ctx, desk.turn
        config: Any = {"configurable": {"thread_id": checkpoints.key(ctx, turn.thread_id)}, "recursion_limit": STEPS}
        kept = saver if _DRAFTS.search(turn.message) else None
        if kept:
            await kept.adelete_thread(checkpoints.key(ctx, turn.thread_id))
        await graph.compiled(kept).ainvoke({}, config, context=desk, durability="sync" if kept else None)  # type: ignore[call-overload]
        await desk.saved()

    async def _record(self, desk: Desk, running: Running, status: str) -> None:
        """Close the turn in the log with its answer and its events."""
        done = Done(answer_id=desk.turn.answer_id, finish_reason=desk.finish_reason, withheld=desk.page.withheld)
        running.emit(done)
        events = [event.body() for event in running.events]
        with suppress(NotFound):  # the person deleted the thread while it was answering
            await _settled(desk)
            await desk.ctx.services.turns.finish(desk.ctx.user_id, desk.turn.turn_id, status, fold(running.events), events)


async def _settled(desk: Desk) -> None:
    """Wait for the calls that are being saved and booked; one that can not be saved does not keep the turn open."""
    await asyncio.gather(*desk.purse.booking)
    try:
        await desk.saved()
    except Stopped:
        pass
    except CoachError as error:
        log.warning("call_not_saved", error=error.code)


def _uncancel() -> None:
    """Take back the cancellation that was asked for: what follows is to be recorded."""
    task = asyncio.current_task()
    if task is not None:
        task.uncancel()


def _failure(error: Exception) -> Failed:
    """Write an error as an event; the text of an unexpected one stays in the log."""
    if isinstance(error, TimeoutError):
        return Failed(code="deadline", message="The answer took too long and was stopped.", retryable=True)
    if isinstance(error, CoachError):
        return Failed(code=error.code, message=error.message, retryable=error.status >= 500)  # noqa: PLR2004
    log.error("turn_failed", exc_info=error)
    return Failed(code="error", message="Something went wrong.", retryable=True)


def _rest(desk: Desk, running: Running) -> None:
    """Send the facts, citations, charts, suggestions and usage of the finished text."""
    passages = desk.passages()
    shown: list[Event] = [*desk.page.facts()]
    shown += [_citation(n, passages[n]) for n in sorted(desk.page.cited) if n in passages]
    shown += of_answer([call for call in desk.calls if call.call_id not in desk.recalled], desk.bridge.schemas, desk.extras.get("charts"))
    suggestions = desk.extras.get("suggestions")
    if suggestions:
        shown.append(Suggestions(items=[str(item) for item in suggestions]))
    shown.append(_usage(desk))
    for event in shown:
        running.emit(event)


def _usage(desk: Desk) -> Usage:
    spent, prices = desk.purse.spent, desk.models.prices
    return Usage(
        model=desk.model, model_calls=desk.replies + spent.calls, tool_calls=len(desk.calls), input_tokens=spent.input_tokens,
        output_tokens=spent.output_tokens, model_seconds=round(spent.seconds, 3), cost=plain(spent.money) if prices.known else None,
    )  # fmt: skip


def _citation(n: int, row: Any) -> Citation:
    return Citation(n=n, passage_id=str(row["id"]), title=row["title"], locator=row["locator"], quote=row["quote"], origin=row["origin"])
