"""Work that goes on after the answer: derived passages and their vectors, long simulations; in this process, seen only by its person."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

import structlog

from core.errors import CoachError, Conflict, NotFound
from core.progress import listener

log = structlog.get_logger()
MOST_KEPT = 1000
Work = Callable[[], Awaitable[object]]


@dataclass(slots=True)
class Job:
    """One piece of work of one person."""

    user_id: UUID
    kind: str
    id: str = field(default_factory=lambda: str(uuid4()))
    status: Literal["queued", "running", "done", "failed", "cancelled"] = "queued"
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    ended_at: datetime | None = None
    error: str | None = None
    progress: float | None = None
    result: object = None
    task: asyncio.Task[None] | None = None

    def body(self, *, amounts: bool = True) -> dict[str, Any]:
        """Write the job as the API shows it; its result only to who may see amounts."""
        ended = self.ended_at.isoformat() if self.ended_at else None
        times = {"created_at": self.created_at.isoformat(), "ended_at": ended}
        stands = {"status": self.status, "progress": self.progress, "error": self.error}
        return {"id": self.id, "kind": self.kind, **stands, **times, "result": self.result if amounts else None}

    def told(self, _: str, done: int, total: int | None) -> None:
        """Note how far the work has come; raises Conflict in the thread of work that was stopped."""
        if self.ended_at is not None:
            raise Conflict("This work was stopped.")
        self.progress = done / total if total else None

    def end(self, status: Literal["done", "failed", "cancelled"], error: str | None = None) -> None:
        """Note how it ended."""
        self.status, self.error, self.ended_at = status, error, datetime.now(UTC)


@dataclass(slots=True)
class Jobs:
    """The jobs of this process: one of a kind runs at a time per person, and one more may wait."""

    kept: OrderedDict[str, Job] = field(default_factory=OrderedDict)
    locks: dict[tuple[UUID, str], asyncio.Lock] = field(default_factory=dict)

    def start(self, user_id: UUID, kind: str, work: Work, *, asked: bool = False) -> Job:
        """Start a job, or give the one of its kind that waits already: it will see the newest rows.

        What a person `asked` for is not another's that waits: Conflict is raised then; and what it gives is kept.
        """
        waiting = next((job for job in self.kept.values() if (job.user_id, job.kind, job.status) == (user_id, kind, "queued")), None)
        if waiting is not None and asked:
            raise Conflict(f"A {kind} waits already: let it end, or stop it.")
        if waiting is not None:
            return waiting
        job = Job(user_id, kind)
        self._forget()
        self.kept[job.id] = job
        job.task = asyncio.create_task(self._run(job, work, keep=asked))
        return job

    def _forget(self) -> None:
        for job_id in [job.id for job in self.kept.values() if job.ended_at][: max(0, len(self.kept) - MOST_KEPT)]:
            del self.kept[job_id]
        if len(self.locks) > MOST_KEPT:
            self.locks = {key: lock for key, lock in self.locks.items() if lock.locked()}

    async def _run(self, job: Job, work: Work, *, keep: bool) -> None:
        listener.set(job.told)
        try:
            async with self.locks.setdefault((job.user_id, job.kind), asyncio.Lock()):
                job.status = "running"
                found = await work()
            job.result = found if keep else None
            job.end("done")
        except asyncio.CancelledError:
            job.end("cancelled")
        except CoachError as error:
            job.end("failed", error.code)
        except Exception:
            log.exception("job", kind=job.kind)
            job.end("failed", "internal")

    def find(self, user_id: UUID, job_id: str) -> Job:
        """Give a job of this person; raises NotFound."""
        job = self.kept.get(job_id)
        if job is None or job.user_id != user_id:
            raise NotFound
        return job

    def cancel(self, user_id: UUID, job_id: str) -> Job:
        """Stop a job of this person; one that has ended stays as it is."""
        job = self.find(user_id, job_id)
        if job.task is not None and job.ended_at is None:
            job.task.cancel()
        return job

    async def settled(self, *, stop: bool = False) -> None:
        """Wait until nothing runs; or stop everything first."""
        tasks = [job.task for job in self.kept.values() if job.task is not None and not job.task.done()]
        for task in tasks if stop else ():
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
