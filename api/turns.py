"""Turns across processes: close those whose process died, follow those that run here, elsewhere, or have ended."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from fastapi import Request

from agent.events import Done, Event, Failed, TurnStart, fold
from agent.running import Running
from api.bodies import Chat
from api.idempotent import key_of
from api.runtime import Runtime
from core.errors import CoachError, Conflict, NotFound
from data import idempotency
from data.idempotency import Saved
from data.turnlog import Left
from tools.ctx import Ctx

LOOK_SECONDS = 0.3
INTERRUPTED = "The service was stopped while it answered; ask again."
Body = Mapping[str, Any]


def _last_events(turn: Left) -> list[Event]:
    events: list[Event] = [
        TurnStart(thread_id=turn.thread_id),
        Failed(code="interrupted", message=INTERRUPTED, retryable=True),
        Done(answer_id=turn.answer_id, finish_reason="error"),
    ]
    return [event.model_copy(update={"id": at, "turn_id": turn.turn_id}) for at, event in enumerate(events, 1)]


async def close_abandoned(running: Runtime, user_id: UUID) -> None:
    """Mark a person's turns failed that a dead process has left."""
    for turn in await running.turns.abandoned(user_id):
        events = _last_events(turn)
        with suppress(Conflict, NotFound):  # somebody else closed it, or its thread is gone
            await running.turns.finish(user_id, turn.turn_id, "failed", fold(events), [event.body() for event in events])


async def begun(running: Runtime, ctx: Ctx, asked: Chat, request: Request) -> str:
    """Start the turn of a question and give its id; with an Idempotency-Key that was used, the turn it began."""
    text = request.headers.get("idempotency-key")
    if text is None:
        return await _start(running, ctx, asked)
    key = await key_of(request, ctx.user_id, text)
    async with running.db.tx(ctx.user_id) as conn:
        saved = await idempotency.claim(conn, ctx.user_id, key.key, key.digest)
    if saved is not None:
        return str(saved.body["turn_id"])
    try:
        turn_id = await _start(running, ctx, asked)
    except CoachError:
        async with running.db.tx(ctx.user_id) as conn:
            await idempotency.release(conn, ctx.user_id, key.key)
        raise
    async with running.db.tx(ctx.user_id) as conn:
        await idempotency.settle(conn, ctx.user_id, key.key, key.digest, Saved(200, {"turn_id": turn_id}))
    return turn_id


async def _start(running: Runtime, ctx: Ctx, asked: Chat) -> str:
    if asked.thread_id is not None:
        await close_abandoned(running, ctx.user_id)
    turn = await running.begin(ctx, asked.message, asked.thread_id, asked.portfolio_id)
    if not running.settings.embedded:
        running.obeying.add(task := asyncio.create_task(obey(running, turn)))
        task.add_done_callback(running.obeying.discard)
    return turn.turn_id


async def obey(running: Runtime, turn: Running) -> None:
    """Stop a turn that somebody cancels by way of another process."""
    while not turn.ended:
        await asyncio.sleep(LOOK_SECONDS)
        with suppress(CoachError):
            if await running.turns.cancelled(turn.user_id, turn.turn_id):
                turn.stop()
                return


async def follow(running: Runtime, user_id: UUID, turn_id: str, after: int = 0) -> AsyncIterator[Body]:
    """Give a turn's events above `after`; raises NotFound before the first one."""
    status, kept = await running.turns.events(user_id, turn_id)
    if status == "running":
        with suppress(NotFound):
            here = (await running.agent()).running(user_id, turn_id)
            return (event.body() async for event in here.follow(after))
        return _elsewhere(running, user_id, turn_id, after)
    return _above(kept, after)


async def _above(events: list[dict[str, Any]], after: int) -> AsyncIterator[Body]:
    for event in events:
        if int(event["id"]) > after:
            yield event


async def _elsewhere(running: Runtime, user_id: UUID, turn_id: str, after: int) -> AsyncIterator[Body]:
    """Wait for a turn of another process and give the events that it kept."""
    status, kept = "running", list[dict[str, Any]]()
    while status == "running":
        await asyncio.sleep(LOOK_SECONDS)
        await close_abandoned(running, user_id)
        status, kept = await running.turns.events(user_id, turn_id)
    async for event in _above(kept, after):
        yield event
