"""Checkpoints of a running turn in Postgres: one saver per request, under the person's identity, one turn per thread."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver

from tools.ctx import Ctx


def key(ctx: Ctx, thread_id: str) -> str:
    """Give the checkpoint key of a thread; the policy of the tables reads its first part."""
    return f"{ctx.user_id}:{thread_id}"


@asynccontextmanager
async def held(ctx: Ctx, thread_id: str) -> AsyncIterator[BaseCheckpointSaver[str]]:
    """Hold the thread's lock and give a saver on the same connection; a thread that already answers raises AlreadyRunning."""
    async with ctx.services.db.turn(ctx.user_id, key(ctx, thread_id)) as conn:
        yield AsyncPostgresSaver(conn)
