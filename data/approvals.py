"""Drafted changes that wait for the person's word; an approval is bound to exactly the drafted arguments."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from psycopg.types.json import Jsonb

from core.errors import Conflict, NotFound
from core.models import Model
from data.db import Conn
from data.ids import as_id
from data.queries import sql

SECONDS = 24 * 3600


class Draft(Model):
    """What a tool proposes to do."""

    tool: str
    args: dict[str, Any]
    summary: str
    turn_id: str | None = None
    seconds: int = SECONDS


class Approval(Model):
    """A draft as it is kept, with the person's decision and, once done, its effect."""

    id: str
    turn_id: str | None
    tool: str
    args: dict[str, Any]
    args_sha256: str
    summary: str
    status: Literal["open", "approved", "declined", "expired"]
    expires_at: datetime
    decided_at: datetime | None
    effect: dict[str, Any] | None
    created_at: datetime


def args_hash(args: Mapping[str, Any]) -> str:
    """Hash arguments in one canonical form."""
    return hashlib.sha256(json.dumps(args, sort_keys=True, separators=(",", ":"), default=str).encode()).hexdigest()


def _approval(row: dict[str, Any] | None) -> Approval:
    if row is None:
        raise NotFound
    turn = row["turn_id"]
    return Approval(**{**row, "id": str(row["id"]), "turn_id": None if turn is None else str(turn)})


async def draft(conn: Conn, user_id: UUID, what: Draft) -> Approval:
    """Keep a draft for the person to decide on."""
    values = {
        **what.model_dump(exclude={"args", "turn_id"}),
        "user_id": user_id,
        "turn_id": None if what.turn_id is None else as_id(what.turn_id),
        "args": Jsonb(what.args),
        "args_sha256": args_hash(what.args),
    }
    return _approval(await (await conn.execute(sql("approvals.draft"), values)).fetchone())


async def open_approvals(conn: Conn, user_id: UUID) -> list[Approval]:
    """List what waits for a decision, the newest first."""
    await conn.execute(sql("approvals.expire"), (user_id,))
    return [_approval(row) for row in await (await conn.execute(sql("approvals.open"), (user_id,))).fetchall()]


async def approval(conn: Conn, user_id: UUID, approval_id: str) -> Approval:
    """Read one approval."""
    return _approval(await (await conn.execute(sql("approvals.get"), (user_id, as_id(approval_id)))).fetchone())


async def decide(conn: Conn, user_id: UUID, approval_id: str, decision: Literal["approved", "declined"]) -> tuple[Approval, bool]:
    """Decide once; gives the approval and whether this call decided it. The effect belongs in the same transaction.

    The same decision again changes nothing; another one, or one too late, raises Conflict.
    """
    row = await (await conn.execute(sql("approvals.lock"), (user_id, as_id(approval_id)))).fetchone()
    found = _approval(row)
    if found.status == decision:
        return found, False
    if found.status != "open":
        raise Conflict(f"This draft is {found.status} already.")
    return _approval(await (await conn.execute(sql("approvals.decide"), (decision, user_id, found.id))).fetchone()), True


async def keep_effect(conn: Conn, user_id: UUID, approval_id: str, effect: Mapping[str, Any]) -> None:
    """Keep what an approved draft did."""
    await conn.execute(sql("approvals.keep_effect"), (Jsonb(dict(effect)), user_id, as_id(approval_id)))
