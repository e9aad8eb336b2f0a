"""Answers kept by Idempotency-Key, so that a repeated request has its effect once."""

import hashlib
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from core.errors import BadInput, Conflict
from data.db import Conn
from data.queries import sql

LONGEST = 255


@dataclass(frozen=True, slots=True)
class Saved:
    """The first answer to a request."""

    status: int
    body: Any


def request_hash(method: str, path: str, body: bytes) -> str:
    """Hash what makes two requests the same."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


async def find(conn: Conn, user_id: UUID, key: str, request_sha256: str) -> Saved | None:
    """Give the saved answer of a request, or None when nobody has taken its key.

    Another request under the same key raises BadInput; one that has not finished raises Conflict.
    """
    if not 0 < len(key) <= LONGEST:
        raise BadInput(f"An Idempotency-Key has 1 to {LONGEST} characters.")
    row = await (await conn.execute(sql("idempotency.find"), (user_id, key))).fetchone()
    if row is None:
        return None
    if row["request_sha256"] != request_sha256:
        raise BadInput("This Idempotency-Key was used for another request.")
    if row["status"] is None:
        raise Conflict("The first request with this Idempotency-Key has not finished, or its answer was lost.")
    return Saved(row["status"], row["body"])


async def claim(conn: Conn, user_id: UUID, key: str, request_sha256: str) -> Saved | None:
    """Take a key for this request: None means go on, Saved is the answer to repeat.

    In the effect's own transaction a claim stands or falls with the effect. A claim committed by itself is a lease:
    an effect that surely did not happen is given back by `release`.
    """
    await conn.execute(sql("idempotency.forget_old"), (user_id,))
    free = await (await conn.execute(sql("idempotency.try_key"), {"user_id": user_id, "key": key})).fetchone()
    if free is None or not free["free"]:
        raise Conflict("The first request with this Idempotency-Key has not finished.")
    saved = await find(conn, user_id, key, request_sha256)
    if saved is None:
        await conn.execute(sql("idempotency.claim"), (user_id, key, request_sha256))
    return saved


async def settle(conn: Conn, user_id: UUID, key: str, request_sha256: str, saved: Saved) -> None:
    """Keep the answer to a request."""
    await conn.execute(sql("idempotency.settle"), (user_id, key, request_sha256, saved.status, Jsonb(saved.body)))


async def release(conn: Conn, user_id: UUID, key: str) -> None:
    """Give back a key whose request had no effect."""
    await conn.execute(sql("idempotency.release"), (user_id, key))
