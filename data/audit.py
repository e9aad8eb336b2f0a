"""The log of tool calls: who called what by which door, with the hash of the arguments; written a moment later, many at once."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from psycopg.types.json import Jsonb

from core.errors import CoachError
from data.db import Database
from data.queries import sql

KEPT_DAYS = 90
PAUSE = 1.0
MOST = 10_000
log = structlog.get_logger()


def digest(args: Mapping[str, Any]) -> str:
    """Hash the arguments of a call; the same arguments in any order give the same."""
    return hashlib.sha256(json.dumps(args, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(slots=True)
class Audit:
    """Calls of this process that wait to be written; past `MOST` of a person's the oldest are lost."""

    db: Database
    waiting: dict[UUID, list[dict[str, Any]]] = field(default_factory=dict)
    writing: asyncio.Task[None] | None = None

    def note(self, user_id: UUID, door: str, call: Mapping[str, Any]) -> None:
        """Take a call (tool, args_sha256, ok, ms, at) to be written."""
        self.waiting.setdefault(user_id, []).append({"door": door, **call})
        del self.waiting[user_id][:-MOST]
        if self.writing is None or self.writing.done():
            self.writing = asyncio.create_task(self._soon())

    async def _soon(self) -> None:
        await asyncio.sleep(PAUSE)
        await self.flush()

    async def flush(self) -> None:
        """Write what waits, each person's in their own name, and drop what of theirs is old; what fails waits on."""
        for user_id in list(self.waiting):
            rows = self.waiting.pop(user_id)
            try:
                async with self.db.tx(user_id) as conn:
                    await conn.execute(sql("audit.add"), {"user_id": user_id, "rows": Jsonb(rows)})
                    await conn.execute(sql("audit.prune"), {"user_id": user_id, "days": KEPT_DAYS})
            except CoachError as error:
                log.warning("audit_waits", error=error.code)
                self.waiting[user_id] = [*rows, *self.waiting.get(user_id, [])][-MOST:]

    async def close(self) -> None:
        """Write the rest."""
        if self.writing is not None:
            self.writing.cancel()
            await asyncio.gather(self.writing, return_exceptions=True)
        await self.flush()
