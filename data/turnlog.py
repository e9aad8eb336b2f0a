"""Turns with their messages, calls, answers and events, kept under the person's identity."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.types.json import Jsonb

from core.errors import Conflict, NotFound
from core.protocols import Call, TurnRecord
from data.db import Conn, Database
from data.ids import as_id
from data.queries import sql

TITLE = 80
CALL_FIELDS = ("call_id", "tool", "args", "ok", "result", "ms", "as_of")


def title_of(message: str) -> str:
    """Shorten a first message to a thread's title."""
    line = " ".join(message.split())
    return line if len(line) <= TITLE else f"{line[: TITLE - 1].rstrip()}…"


def _call(row: Mapping[str, Any]) -> Call:
    return Call(**{name: row[name] for name in CALL_FIELDS})


def _record(row: Mapping[str, Any], calls: Iterable[Mapping[str, Any]]) -> TurnRecord:
    portfolio = row["portfolio_id"]
    return TurnRecord(
        turn_id=str(row["turn_id"]),
        answer_id=str(row["answer_id"]),
        thread_id=str(row["thread_id"]),
        message=row["message"],
        portfolio_id=None if portfolio is None else str(portfolio),
        calls=tuple(_call(call) for call in calls if call["turn_id"] == row["turn_id"]),
        answer=row["answer"],
    )


class Left(NamedTuple):
    """A turn that was left running, with its thread and answer."""

    turn_id: str
    thread_id: str
    answer_id: str


@dataclass(frozen=True, slots=True)
class PostgresTurns:
    """The turn log in Postgres (core.protocols.TurnLog), with what the API needs of single turns."""

    db: Database

    async def begin(self, user_id: UUID, message: str, thread_id: str | None, portfolio_id: str | None) -> TurnRecord:
        """Commit the person's message and open a turn; an unknown thread or portfolio raises NotFound."""
        portfolio = None if portfolio_id is None else as_id(portfolio_id)
        thread = None if thread_id is None else as_id(thread_id)
        values = {"user_id": user_id, "thread_id": thread, "portfolio_id": portfolio, "message": message, "title": title_of(message)}
        async with self.db.tx(user_id) as conn:
            if portfolio is not None and await _one(conn, "turns.owns_portfolio", (user_id, portfolio)) is None:
                raise NotFound
            if thread is not None:
                await conn.execute(sql("turns.give_up"), (user_id, thread))
            turn = await _needed(conn, "turns.open_turn", values)
        ids = {"turn_id": str(turn["id"]), "answer_id": str(turn["answer_id"]), "thread_id": str(turn["thread_id"])}
        return TurnRecord(**ids, message=message, portfolio_id=portfolio_id)

    async def earlier(self, user_id: UUID, thread_id: str, limit: int = 6) -> Sequence[TurnRecord]:
        """Give the thread's last finished turns, oldest first."""
        values = {"user_id": user_id, "thread_id": as_id(thread_id), "limit": limit}
        rows = await self.db.once(user_id, "turns.earlier", values)
        calls = await self.db.once(user_id, "turns.calls_of", _of(user_id, rows)) if rows else []
        return [_record(row, calls) for row in reversed(rows)]

    async def save_call(self, user_id: UUID, turn_id: str, call: Call) -> bool:
        """Keep one tool call with its result, the same call again changes nothing; tells whether the turn was asked to stop."""
        values = {"user_id": user_id, "turn_id": as_id(turn_id), **call.model_dump()}
        values |= {"args": Jsonb(call.args), "result": Jsonb(call.result)}
        rows = await self.db.once(user_id, "turns.add_call", values)
        if not rows:
            raise NotFound
        return bool(rows[0]["cancelled"])

    async def finish(
        self, user_id: UUID, turn_id: str, status: str, answer: Mapping[str, Any], events: Sequence[Mapping[str, Any]]
    ) -> None:
        """Close a turn that runs: status done, cancelled or failed; keeps the answer, its message and its events."""
        turn = as_id(turn_id)
        values = {"user_id": user_id, "turn_id": turn, "status": status}
        values |= {"answer": Jsonb(dict(answer)), "events": Jsonb([dict(event) for event in events]), "text": answer.get("text") or None}
        async with self.db.tx(user_id) as conn:
            if await _one(conn, "turns.finish", values) is None:
                await _needed(conn, "turns.exists", (user_id, turn))
                raise Conflict("This turn is closed already.")

    async def by_answer(self, user_id: UUID, answer_id: str) -> TurnRecord:
        """Give the turn of an answer; raises NotFound."""
        async with self.db.tx(user_id) as conn:
            row = await _needed(conn, "turns.by_answer", (user_id, as_id(answer_id)))
            calls = await (await conn.execute(sql("turns.calls_of"), _of(user_id, [row]))).fetchall()
        return _record(row, calls)

    async def call(self, user_id: UUID, call_id: str) -> Call:
        """Give one recorded call, the latest of this id; raises NotFound."""
        async with self.db.tx(user_id) as conn:
            return _call(await _needed(conn, "turns.call", (user_id, call_id)))

    async def beside(self, user_id: UUID, call_id: str) -> list[Call]:
        """Give the calls of the same thread before a call, newest first."""
        async with self.db.tx(user_id) as conn:
            rows = await (await conn.execute(sql("turns.beside"), {"user_id": user_id, "call_id": call_id})).fetchall()
        return [_call(row) for row in rows]

    async def events(self, user_id: UUID, turn_id: str) -> tuple[str, list[dict[str, Any]]]:
        """Give a turn's status and the events it closed with (none while it runs)."""
        async with self.db.tx(user_id) as conn:
            row = await _needed(conn, "turns.events", (user_id, as_id(turn_id)))
        return row["status"], row["events"]

    async def abandoned(self, user_id: UUID) -> list[Left]:
        """Give the turns that nobody answers any more: their process died, so that the thread's lock is free."""
        async with self.db.tx(user_id) as conn:
            rows = await (await conn.execute(sql("turns.abandoned"), (user_id,))).fetchall()
        return [Left(str(row["turn_id"]), str(row["thread_id"]), str(row["answer_id"])) for row in rows]

    async def cancel(self, user_id: UUID, turn_id: str) -> str:
        """Ask a turn to stop, wherever it runs; gives its status."""
        async with self.db.tx(user_id) as conn:
            row = await _needed(conn, "turns.cancel", (user_id, as_id(turn_id)))
        return str(row["status"])

    async def cancelled(self, user_id: UUID, turn_id: str) -> bool:
        """Tell whether a turn was asked to stop."""
        async with self.db.tx(user_id) as conn:
            row = await _needed(conn, "turns.cancelled", (user_id, as_id(turn_id)))
        return bool(row["cancelled"])

    async def feedback(self, user_id: UUID, answer_id: str, feedback: Mapping[str, Any]) -> None:
        """Keep what the person thinks of an answer."""
        async with self.db.tx(user_id) as conn:
            values = (Jsonb(dict(feedback)), user_id, as_id(answer_id))
            if (await conn.execute(sql("turns.feedback"), values)).rowcount == 0:
                raise NotFound


async def _one(conn: Conn, name: str, values: Any) -> dict[str, Any] | None:
    return await (await conn.execute(sql(name), values)).fetchone()


async def _needed(conn: Conn, name: str, values: Any) -> dict[str, Any]:
    row = await _one(conn, name, values)
    if row is None:
        raise NotFound
    return row


def _of(user_id: UUID, turns: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {"user_id": user_id, "turns": [row["turn_id"] for row in turns]}
