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


async def claim(conn: Conn, user_id: UUID, key: str, request_sha256: str) -> Saved | None:
    """Take a key for this request: None means go on, Saved is the answer to repeat.

    Another request under the same key raises BadInput; one that has not finished raises Conflict.
    Claim and effect in one transaction need no more than `settle`; after a claim committed by itself
    an effect that surely did not happen is given back by `release`.
    """
    if not 0 < len(key) <= LONGEST:
        raise BadInput(f"An Idempotency-Key has 1 to {LONGEST} characters.")
    await conn.execute(sql("idempotency.forget_old"), (user_id,))
    if (await conn.execute(sql("idempotency.claim"), (user_id, key, request_sha256))).rowcount:
        return None
    row = await (await conn.execute(sql("idempotency.find"), (user_id, key))).fetchone()
    if row is None or (row["request_sha256"] == request_sha256 and row["status"] is None):
        raise Conflict("The first request with this Idempotency-Key has not finished.")
    if row["request_sha256"] != request_sha256:
        raise BadInput("This Idempotency-Key was used for another request.")
    return Saved(row["status"], row["body"])


async def settle(conn: Conn, user_id: UUID, key: str, saved: Saved) -> None:
    """Keep the answer of a claimed key."""
    await conn.execute(sql("idempotency.settle"), (saved.status, Jsonb(saved.body), user_id, key))


async def release(conn: Conn, user_id: UUID, key: str) -> None:
    """Give back a key whose request had no effect."""
    await conn.execute(sql("idempotency.release"), (user_id, key))
