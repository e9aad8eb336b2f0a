"""Running turns: each in its own task with its events kept, so that a reader may leave, come back, or stop it."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Event = Mapping[str, Any]
KEEP_SECONDS = 60.0


@dataclass(slots=True)
class Running:
    """One turn: its owner, its events so far, and its task."""

    owner: UUID
    events: list[Event] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    finished: bool = False
    task: asyncio.Task[None] | None = None

    async def fill(self, source: AsyncIterator[Event]) -> None:
        """Take events until there are no more."""
        try:
            async for event in source:
                async with self.changed:
                    self.events.append(event)
                    self.changed.notify_all()
        finally:
            async with self.changed:
                self.finished = True
                self.changed.notify_all()

    async def follow(self, after: int = 0) -> AsyncIterator[Event]:
        """Yield events with an id above `after`, waiting for more until the turn ends."""
        seen = 0
        while True:
            async with self.changed:
                await self.changed.wait_for(lambda have=seen: len(self.events) > have or self.finished)
            while seen < len(self.events):
                event = self.events[seen]
                seen += 1
                if int(event["id"]) > after:
                    yield event
            if self.finished and seen >= len(self.events):
                return


class Live:
    """The turns that run in this process, and for a minute after."""

    def __init__(self) -> None:
        self.turns: dict[str, Running] = {}

    def start(self, turn_id: str, owner: UUID, source: AsyncIterator[Event]) -> Running:
        """Run a turn in a task of its own."""
        running = self.turns[turn_id] = Running(owner)
        running.task = asyncio.create_task(running.fill(source))
        running.task.add_done_callback(lambda _: asyncio.get_running_loop().call_later(KEEP_SECONDS, self.turns.pop, turn_id, None))
        return running

    def of(self, turn_id: str, owner: UUID) -> Running | None:
        """Give a person's turn, if it runs here."""
        found = self.turns.get(turn_id)
        return found if found and found.owner == owner else None

    def cancel(self, turn_id: str, owner: UUID) -> bool:
        """Stop a person's turn; tells whether it was running here."""
        found = self.of(turn_id, owner)
        return bool(found and found.task and not found.finished and found.task.cancel())

    async def close(self) -> None:
        """Stop every turn and wait for it."""
        tasks = [turn.task for turn in self.turns.values() if turn.task and not turn.finished]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
