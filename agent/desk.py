"""The desk of one turn: the caller, the thread so far, the calls made, the passages found and the page being written."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from langchain_core.messages import BaseMessage, ToolMessage

from agent.bridge import Bridge
from agent.directory import Ask, Directories, Directory
from agent.events import Event
from agent.gate import Ground, Item
from agent.models.choose import Models
from agent.page import Page
from agent.spending import Purse
from core.protocols import Call, TurnRecord
from tools.ctx import Ctx

READERS = ("learn_search", "notes_search")
LIBRARY = frozenset({"lesson", "term"})
LESSON = "library://lesson/"
MOST_CALLS = 12
EARLIER = 6


class Stopped(Exception):
    """The person asked, at whichever replica, that the turn should stop."""


@dataclass
class Desk:
    """Everything of one turn that is not in the checkpoint.

    `recalled` are the ids of the calls that recall made, `order` those of all calls as they were asked, `replies` counts
    those of the built-in model, `again` the results of calls that were asked for twice, and the purse is what the model
    outside may spend.
    """

    ctx: Ctx
    turn: TurnRecord
    bridge: Bridge
    models: Models
    emit: Callable[[Event], None]
    page: Page
    directories: Directories = field(default_factory=Directories)
    directory: Directory = field(default_factory=Directory)
    earlier: Sequence[TurnRecord] = ()
    calls: list[Call] = field(default_factory=list)
    recalled: set[str] = field(default_factory=set)
    order: list[str] = field(default_factory=list)
    made: int = 0
    replies: int = 0
    model: str = "built-in"
    outside: bool = False
    extras: dict[str, Any] = field(default_factory=dict)
    finish_reason: str = "stop"
    items: dict[tuple[str, bool], list[Item]] = field(default_factory=dict)
    again: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    saving: list[asyncio.Future[bool]] = field(default_factory=list)
    purse: Purse = field(init=False)

    def __post_init__(self) -> None:
        """Begin with a purse of which nothing is spent."""
        self.purse = Purse(self.models, self.ctx.user_id)

    def new_call_id(self) -> str:
        """Give an id for a call that no other turn has."""
        return f"c{uuid4().hex[:12]}"

    async def open(self) -> None:
        """Load the thread so far and the names of this turn."""

        async def ask(name: str, args: Mapping[str, Any]) -> Mapping[str, Any] | None:
            call, _ = await self.bridge.call(self.ctx, self.new_call_id(), name, args)
            return call.result if call.ok else None

        self.earlier, self.directory = await asyncio.gather(
            self.ctx.services.turns.earlier(self.ctx.user_id, self.turn.thread_id, EARLIER),
            self._named(ask),
        )

    async def _named(self, ask: Ask) -> Directory:
        rests = (*await self.ctx.services.books.rests(self.ctx.user_id), self.ctx.privacy)
        return await self.directories.load(ask, self.ctx.user_id, self.turn.portfolio_id, rests)

    def keep(self, call: Call) -> None:
        """Keep a call for the answer; it is saved in the turn log while the turn goes on, before the next call."""
        self.calls.append(call)
        self.saving.append(asyncio.ensure_future(self.ctx.services.turns.save_call(self.ctx.user_id, self.turn.turn_id, call)))

    async def saved(self) -> None:
        """Wait until the calls that were made are saved; raises Stopped if the turn was asked to stop, at whichever replica."""
        waiting = list(self.saving)
        stopped = any(await asyncio.shield(asyncio.gather(*waiting)))
        self.saving = [each for each in self.saving if each not in waiting]
        if stopped:
            raise Stopped

    @property
    def earlier_calls(self) -> list[Call]:
        """Give the calls of the thread's earlier turns, latest turn first."""
        return [call for turn in reversed(self.earlier) for call in turn.calls]

    def passages(self) -> dict[int, Mapping[str, Any]]:
        """Give the passages by citation number, in order of first appearance.

        A model outside has read what recall found; the built-in one counts from its own calls.
        """
        found: dict[str, Mapping[str, Any]] = {}
        for call in sorted(self.calls, key=lambda call: self.order.index(call.call_id)):
            if call.ok and call.tool in READERS and (self.outside or call.call_id not in self.recalled):
                for row in call.result.get("passages", []):
                    found.setdefault(str(row["id"]), row)
        return dict(enumerate(found.values(), 1))

    def forget(self) -> None:
        """Begin anew with another model: what was read for the one before is no citation of this one's."""
        self.recalled |= {call.call_id for call in self.calls if call.tool in READERS}
        self.made = 0

    def ground(self) -> Ground:
        """Give what the answer may rest on."""
        said = [self.turn.message, *(turn.message for turn in self.earlier)]
        passages = self.passages()
        names = self.directory.names([str(row.get("title", "")) for row in passages.values()])
        # A day that several results state is the day of the figures, not of the passages.
        calls = sorted(self.calls, key=lambda call: call.tool in READERS)
        ground = Ground.build(
            calls, self.bridge.schemas, earlier=self.earlier_calls, said=said, names=names,
            passages={n: f"{row.get('title', '')}\n{row.get('text', '')}\n{row.get('quote', '')}" for n, row in passages.items()},
            defaults=self.bridge.defaults, portfolios=len(self.directory.portfolios), kept=self.items,
        )  # fmt: skip
        ground.links = frozenset(f"{LESSON}{str(row['id']).split('#')[0]}" for row in passages.values() if row["origin"] in LIBRARY)
        return ground

    def dressed(self, messages: Sequence[BaseMessage]) -> list[BaseMessage]:
        """Give the checkpoint's messages with the results of their calls, which the checkpoint leaves out."""
        results = {call.call_id: call.result for call in self.calls if call.ok} | self.again
        return [
            message.model_copy(update={"artifact": {"structured_content": results[message.tool_call_id]}})
            if isinstance(message, ToolMessage) and message.tool_call_id in results
            else message
            for message in messages
        ]
