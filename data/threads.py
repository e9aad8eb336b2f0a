"""A person's conversations: list, search, read, rename, delete."""

from datetime import datetime
from typing import Any
from uuid import UUID

from core.errors import BadInput, NotFound
from core.models import Model
from data.db import Conn
from data.ids import as_id
from data.queries import sql


class Thread(Model):
    """One conversation."""

    id: str
    title: str
    created_at: datetime
    updated_at: datetime


class ThreadTurn(Model):
    """One question of a conversation with its folded answer; the answer is null while the turn runs."""

    turn_id: str
    answer_id: str
    status: str
    message: str
    portfolio_id: str | None
    answer: dict[str, Any] | None
    feedback: dict[str, Any] | None
    started_at: datetime
    ended_at: datetime | None


def _thread(row: dict[str, Any]) -> Thread:
    return Thread(**{**row, "id": str(row["id"])})


def _after(cursor: str | None) -> tuple[datetime | None, UUID | None]:
    if cursor is None:
        return None, None
    moment, _, thread_id = cursor.partition("_")
    try:
        return datetime.fromisoformat(moment), UUID(thread_id)
    except ValueError:
        raise BadInput("The cursor is not one of ours.") from None


async def threads(conn: Conn, user_id: UUID, *, limit: int = 50, cursor: str | None = None) -> tuple[list[Thread], str | None]:
    """List conversations, the latest first, with the cursor of the next page."""
    before, before_id = _after(cursor)
    values = {"user_id": user_id, "before": before, "before_id": before_id, "limit": limit + 1}
    rows = await (await conn.execute(sql("turns.threads"), values)).fetchall()
    found = [_thread(row) for row in rows[:limit]]
    more = len(rows) > limit and bool(found)
    return found, f"{found[-1].updated_at.isoformat()}_{found[-1].id}" if more else None


async def search(conn: Conn, user_id: UUID, query: str, *, limit: int = 50) -> list[Thread]:
    """Find conversations by words of their title or messages."""
    values = {"user_id": user_id, "query": query, "limit": limit}
    return [_thread(row) for row in await (await conn.execute(sql("turns.search"), values)).fetchall()]


async def thread(conn: Conn, user_id: UUID, thread_id: str) -> tuple[Thread, list[ThreadTurn]]:
    """Read one conversation with its turns, the oldest first."""
    row = await (await conn.execute(sql("turns.thread"), (user_id, as_id(thread_id)))).fetchone()
    if row is None:
        raise NotFound
    turns = await (await conn.execute(sql("turns.turns_of"), (user_id, row["id"]))).fetchall()
    return _thread(row), [_turn(turn) for turn in turns]


def _turn(row: dict[str, Any]) -> ThreadTurn:
    texts = {name: None if row[name] is None else str(row[name]) for name in ("turn_id", "answer_id", "portfolio_id")}
    return ThreadTurn(**{**row, **texts})


async def rename(conn: Conn, user_id: UUID, thread_id: str, title: str) -> Thread:
    """Give a conversation another title."""
    row = await (await conn.execute(sql("turns.rename"), (title.strip()[:200], user_id, as_id(thread_id)))).fetchone()
    if row is None:
        raise NotFound
    return _thread(row)


async def delete(conn: Conn, user_id: UUID, thread_id: str) -> None:
    """Remove a conversation with its messages, calls and checkpoints."""
    found = as_id(thread_id)
    if (await conn.execute(sql("turns.delete_thread"), (user_id, found))).rowcount == 0:
        raise NotFound
    for name in ("delete_checkpoints", "delete_blobs", "delete_writes"):
        await conn.execute(sql(f"turns.{name}"), {"thread": f"{user_id}:{found}"})
