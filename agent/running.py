"""Turns that run in this process: their events as they come, and the way to stop them."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from uuid import UUID

from agent.events import Event


@dataclass
class Running:
    """One turn that runs, or has just ended; anyone of the same person may follow it from any event on."""

    user_id: UUID
    turn_id: str
    events: list[Event] = field(default_factory=list)
    ended: bool = False
    cancelled: bool = False
    task: asyncio.Task[None] | None = None
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def emit(self, event: Event) -> None:
        """Number an event and give it to everyone who follows."""
        self.events.append(event.model_copy(update={"id": len(self.events) + 1, "turn_id": self.turn_id}))
        self._wake()

    def end(self) -> None:
        """Let those who follow come to an end."""
        self.ended = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def stop(self) -> None:
        """Stop the turn; what it has said so far is kept."""
        if self.task is not None and not self.ended:
            self.cancelled = True
            self.task.cancel()

    async def follow(self, after: int = 0) -> AsyncIterator[Event]:
        """Give the events after one, the old ones at once and the new ones as they come."""
        at = after
        while True:
            changed = self._changed
            while at < len(self.events):
                at += 1
                yield self.events[at - 1]
            if self.ended:
                return
            await changed.wait()
