"""What one turn spends on the model outside: reserved before each call, settled after it, within the turn's own budget."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from uuid import UUID

import structlog
from langchain_core.messages import AIMessageChunk, BaseMessage

from agent.context import size, tokens
from agent.models.choose import Models
from agent.models.openai import MOST_WRITTEN, UNSAID, failed
from agent.models.speaker import Speaker
from core.errors import CoachError, LimitReached
from core.protocols import Spending
from core.settings import TURN_SECONDS
from core.spending import Spent

LEAST_READ = 8_000
log = structlog.get_logger()


async def check(models: Models, user_id: UUID, message: str) -> None:
    """Raise LimitReached when the model outside is to answer and the person's day has no room for its shortest call."""
    if models.spending is not None and models.asked(message):
        await models.spending.check(user_id, Spent(1, LEAST_READ, MOST_WRITTEN, 1.0, models.prices.of(LEAST_READ, MOST_WRITTEN)))


@dataclass
class Meter:
    """One call while it runs: what has come of its reply."""

    read: int
    total: AIMessageChunk | None = None

    def add(self, piece: AIMessageChunk) -> None:
        """Take a piece of the reply."""
        self.total = piece if self.total is None else self.total + piece

    def counted(self) -> tuple[int, int]:
        """Give what was read and written, by the endpoint's own count where it gave one; nothing when no reply began."""
        if self.total is None:
            return 0, 0
        if self.total.usage_metadata:
            return self.total.usage_metadata["input_tokens"], self.total.usage_metadata["output_tokens"]
        said = tokens(str(self.total.text)) + tokens(str(self.total.additional_kwargs.get(UNSAID, "")))
        return self.read, said + sum(tokens(chunk.get("args") or "") for chunk in self.total.tool_call_chunks)


@dataclass
class Purse:
    """What a turn has spent so far, and what of it is being booked."""

    models: Models
    user_id: UUID
    spent: Spent = field(default_factory=Spent)
    booking: list[asyncio.Future[None]] = field(default_factory=list)

    @asynccontextmanager
    async def call(self, speaker: Speaker, messages: Sequence[BaseMessage], tools: str) -> AsyncIterator[Meter]:
        """Run one call within the budgets, the built-in model's for nothing; over one, or past the turn's seconds, it is a ModelFailed."""
        if not speaker.outside:
            yield Meter(0)
            return
        meter = Meter(size(messages, tools))
        hold = await self._reserve(meter.read)
        began = time.monotonic()
        try:
            async with asyncio.timeout(self._left()):
                yield meter
        except TimeoutError as error:
            raise failed("budget") from error
        finally:
            await self._settle(hold, meter, time.monotonic() - began)

    def _left(self) -> float:
        """Give the seconds that the turn may still spend."""
        limit = self.models.turn.seconds
        return (TURN_SECONDS if limit is None else limit) - self.spent.seconds

    async def _reserve(self, read: int) -> str | None:
        read, written = (self.models.requests * each for each in (read, MOST_WRITTEN))
        most = Spent(1, read, written, self._left(), self.models.prices.of(read, written))
        if self.models.turn.over(self.spent + most) or most.seconds <= 0:
            raise failed("budget")
        if self.models.spending is None:
            return None
        try:
            return await self.models.spending.reserve(self.user_id, most)
        except LimitReached as error:
            raise failed("budget") from error

    async def _settle(self, hold: str | None, meter: Meter, seconds: float) -> None:
        """Book what the call took; also when the turn is being stopped."""
        read, written = meter.counted()
        began = meter.total is not None
        used = Spent(int(began), read, written, round(seconds, 3) if began else 0.0, self.models.prices.of(read, written))
        self.spent += used
        if hold is not None and self.models.spending is not None:
            self.booking.append(asyncio.ensure_future(self._book(self.models.spending, hold, used)))
            await asyncio.shield(self.booking[-1])

    async def _book(self, spending: Spending, hold: str, used: Spent) -> None:
        """Put what a call took in the place of its reservation; an answer that is there does not fail by it."""
        try:
            await spending.settle(self.user_id, hold, used)
        except CoachError as error:
            log.warning("spending_not_booked", error=error.code, hold=hold, **asdict(used))
