"""What rooms need of each other without importing each other."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from core.models import Model
from core.spending import Spent


class Embedder(Protocol):
    """Texts to unit vectors."""

    model: str
    dimensions: int

    async def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one unit vector per text, shape (n, dimensions)."""
        ...


class Call(Model):
    """One recorded tool call of a turn; `result` is the tool's JSON or the error body."""

    call_id: str
    tool: str
    args: dict[str, Any]
    ok: bool
    result: dict[str, Any]
    ms: float
    as_of: date | None = None


class TurnRecord(Model):
    """One turn of a thread with its message, calls and answer (the folded object of the contract)."""

    turn_id: str
    answer_id: str
    thread_id: str
    message: str
    portfolio_id: str | None = None
    calls: tuple[Call, ...] = ()
    answer: dict[str, Any] | None = None


class TurnLog(Protocol):
    """Where turns are kept, under the person's identity."""

    async def begin(self, user_id: UUID, message: str, thread_id: str | None, portfolio_id: str | None) -> TurnRecord:
        """Commit the person's message and open a turn; an unknown thread raises NotFound, None makes a new thread."""
        ...

    async def earlier(self, user_id: UUID, thread_id: str, limit: int = 6) -> Sequence[TurnRecord]:
        """Give the thread's last finished turns, oldest first."""
        ...

    async def save_call(self, user_id: UUID, turn_id: str, call: Call) -> bool:
        """Keep one tool call with its result; tells whether the turn was asked to stop."""
        ...

    async def finish(
        self, user_id: UUID, turn_id: str, status: str, answer: Mapping[str, Any], events: Sequence[Mapping[str, Any]]
    ) -> None:
        """Close a turn: status done, cancelled or failed; keeps the answer, its message and its events."""
        ...

    async def by_answer(self, user_id: UUID, answer_id: str) -> TurnRecord:
        """Give the turn of an answer; raises NotFound."""
        ...

    async def beside(self, user_id: UUID, call_id: str) -> Sequence[Call]:
        """Give the calls of the same thread before a call, newest first."""
        ...

    async def call(self, user_id: UUID, call_id: str) -> Call:
        """Give one recorded call; raises NotFound."""
        ...


class Spending(Protocol):
    """What a person's turns may spend on a language model, counted across processes."""

    async def check(self, user_id: UUID, least: Spent) -> None:
        """Raise LimitReached, with the seconds to the reset, when there is no room for `least`."""
        ...

    async def reserve(self, user_id: UUID, most: Spent) -> str:
        """Reserve the most that a call can cost, or raise LimitReached; one that is never settled expires."""
        ...

    async def settle(self, user_id: UUID, hold: str, used: Spent) -> None:
        """Put what the call really took in the place of its reservation; nothing at all releases it."""
        ...
