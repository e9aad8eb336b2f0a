"""What one process serves with: made once by `api/build.py`, handed to every request."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from api.identity import Identity
from api.jobs import Job, Jobs
from api.limits import Gatekeeper
from api.once import writing
from core.clock import Clock
from core.errors import BadInput, CoachError, Unavailable
from core.protocols import Embedder
from core.settings import Settings
from data import approvals, people, samples
from data.broker import Broker
from data.db import Conn, Database
from data.market.live import LiveMarket
from data.passwords import Passwords
from data.turnlog import PostgresTurns
from retrieval import own
from tools import passages
from tools.approved import apply
from tools.ctx import Ctx, Services

if TYPE_CHECKING:
    from agent.running import Running
    from agent.turn import Agent

READY_SECONDS = 30.0


@dataclass(slots=True)
class Runtime:
    """The running service: storage, identity, limits, tools, and the agent once it is loaded."""

    settings: Settings
    clock: Clock
    db: Database
    turns: PostgresTurns
    services: Services
    identity: Identity
    gate: Gatekeeper
    embedder: Embedder
    model_name: str
    passwords: Passwords = field(default_factory=Passwords)
    redis_ping: Callable[[], Awaitable[None]] | None = None
    loading: "asyncio.Future[Agent] | None" = None
    broker: Broker | None = None
    jobs: Jobs = field(default_factory=Jobs)
    obeying: set[asyncio.Task[None]] = field(default_factory=set)

    async def close(self) -> None:
        """Stop what runs and close the connections."""
        await self.jobs.settled(stop=True)
        if isinstance(self.services.market, LiveMarket):
            await self.services.market.close()
        if self.broker is not None:
            await self.broker.close()
        if self.services.audit is not None:
            await self.services.audit.close()
        await self.db.close()

    async def identify(self, token: str, door: str) -> Ctx:
        """Turn a bearer token into the caller's context."""
        return await self.identity.identify(token, door)

    async def agent(self) -> "Agent":
        """Give the agent, waiting while it is still being loaded."""
        if self.loading is None:
            raise Unavailable("The coach is not started.")
        try:
            return await asyncio.wait_for(asyncio.shield(self.loading), READY_SECONDS)
        except TimeoutError as error:
            raise Unavailable("The coach is still loading; try again in a few seconds.", retry_after=5) from error
        except CoachError as error:
            raise Unavailable(f"The coach could not be loaded: {error.message}", retry_after=60) from error

    @property
    def agent_state(self) -> str:
        """Tell whether the agent is loaded."""
        if self.loading is None or not self.loading.done():
            return "loading"
        return "failed" if self.loading.cancelled() or self.loading.exception() else "ready"

    async def begin(self, ctx: Ctx, message: str, thread_id: str | None, portfolio_id: str | None) -> "Running":
        """Commit a message and start its turn; raises LimitReached when the budget for the language model has no room for it."""
        agent = await self.agent()
        await agent.afford(ctx, message)
        turn = await self.turns.begin(ctx.user_id, message, thread_id, portfolio_id)
        return await agent.start(ctx, turn)

    def writing(self, ctx: Ctx) -> AbstractAsyncContextManager[Conn]:
        """Run a request's one writing transaction, once per Idempotency-Key."""
        return writing(self.db, ctx.user_id)

    async def benchmark(self, symbol: str | None) -> str | None:
        """Resolve a benchmark to its symbol; an unknown one is refused."""
        if symbol is None:
            return None
        found = await self.services.market.instruments([symbol])
        if not found:
            raise BadInput(f"The market has no instrument {symbol!r} to serve as the benchmark.")
        return next(iter(found.values())).symbol

    def ledger_changed(self, user_id: UUID) -> Job:
        """Begin to bring what is derived from a person's ledger up to date."""
        return self.jobs.start(user_id, "holdings", lambda: passages.refresh(self.services, self.embedder, user_id))

    def texts_changed(self, user_id: UUID) -> Job:
        """Begin to embed a person's texts that have no vectors; by their words they are found at once."""
        return self.jobs.start(user_id, "texts", lambda: own.embed_missing(self.db, self.embedder, user_id))

    async def new_demo(self) -> UUID:
        """Make a demo person with the sample portfolios."""
        user_id = await people.demo_person(self.db)
        await self.give_samples(user_id)
        return user_id

    async def give_samples(self, user_id: UUID) -> None:
        """Import the sample portfolios for a person."""
        await samples.give(self.db, user_id, self.settings.sample_dir, self.clock.today())
        self.ledger_changed(user_id)

    async def decide(self, ctx: Ctx, approval_id: str, *, approved: bool) -> dict[str, Any]:
        """Carry out or drop a draft, once; the effect and the decision are one transaction."""
        async with self.writing(ctx) as conn:
            found, fresh = await approvals.decide(conn, ctx.user_id, approval_id, "approved" if approved else "declined")
            if fresh and approved:
                effect = await apply(conn, ctx.user_id, found)
                await approvals.keep_effect(conn, ctx.user_id, approval_id, effect)
            kept = await approvals.approval(conn, ctx.user_id, approval_id)
        if fresh and approved:
            self.ledger_changed(ctx.user_id)
        return kept.model_dump(mode="json")
