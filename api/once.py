"""One writing transaction per request, with the request's Idempotency-Key taken in it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from data import idempotency
from data.db import Conn, Database
from data.idempotency import Saved


@dataclass(frozen=True, slots=True)
class Key:
    """A person's key and the hash of the request that came with it."""

    user_id: UUID
    key: str
    digest: str


class Repeated(Exception):
    """The same request was answered in the meantime."""

    def __init__(self, saved: Saved) -> None:
        super().__init__()
        self.saved = saved


current_key: ContextVar[Key | None] = ContextVar("current_key", default=None)


@asynccontextmanager
async def writing(db: Database, user_id: UUID) -> AsyncIterator[Conn]:
    """Run a request's one writing transaction; its Idempotency-Key, if it has one, is taken in it."""
    async with db.tx(user_id) as conn:
        key = current_key.get()
        if key is not None:
            saved = await idempotency.claim(conn, key.user_id, key.key, key.digest)
            if saved is not None:
                raise Repeated(saved)
        yield conn
