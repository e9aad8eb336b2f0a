"""Rate limits: per person for requests and chat turns, per address for registrations."""

from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string

from core.clock import Clock
from core.errors import LimitReached
from core.settings import Limits


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Counts what people ask for and refuses what is over."""

    limits: Limits
    clock: Clock
    limiter: FixedWindowRateLimiter

    @classmethod
    def build(cls, limits: Limits, clock: Clock, redis_url: str | None) -> "Gatekeeper":
        """Keep the counts in Redis where configured, else in memory."""
        storage: Storage = MemoryStorage()
        if redis_url:
            found = storage_from_string(f"async+{redis_url}", implementation="redispy")
            storage = found if isinstance(found, Storage) else storage
        return cls(limits, clock, FixedWindowRateLimiter(storage))

    async def _hit(self, limit: RateLimitItem, what: str, who: str) -> None:
        if not await self.limiter.hit(limit, what, who):
            window = await self.limiter.get_window_stats(limit, what, who)
            wait = max(1, round(window.reset_time - self.clock.now().timestamp()))
            raise LimitReached(f"Too many requests; try again in {wait} s.", retry_after=wait)

    async def request(self, who: str) -> None:
        """Count one request of a person."""
        await self._hit(RateLimitItemPerMinute(self.limits.requests_per_minute), "request", who)

    async def chat(self, who: str) -> None:
        """Count one chat turn of a person."""
        await self._hit(RateLimitItemPerMinute(self.limits.chat_per_minute), "chat", who)

    async def registration(self, address: str) -> None:
        """Count one registration from an address."""
        await self._hit(RateLimitItemPerMinute(self.limits.registrations_per_minute), "register", address)
