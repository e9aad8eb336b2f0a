"""Rate limits: per person for requests and chat turns, per address for registrations; in Redis where configured."""

import time
from dataclasses import dataclass, field

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from limits.storage import storage_from_string
from redis.exceptions import RedisError

from core.clock import Clock
from core.errors import LimitReached
from core.settings import Limits

log = structlog.get_logger()
REST_SECONDS = 5.0
REDIS_SECONDS = 1


def _in_memory() -> FixedWindowRateLimiter:
    return FixedWindowRateLimiter(MemoryStorage())


@dataclass(slots=True)
class Gatekeeper:
    """Counts what people ask for and refuses what is over; while Redis is away it counts in this process."""

    limits: Limits
    clock: Clock
    shared: FixedWindowRateLimiter | None = None
    own: FixedWindowRateLimiter = field(default_factory=_in_memory)
    rests_until: float = 0.0

    @classmethod
    def build(cls, limits: Limits, clock: Clock, redis_url: str | None) -> "Gatekeeper":
        """Keep the counts in Redis where configured, else in memory."""
        if not redis_url:
            return cls(limits, clock)
        timeouts = {"socket_timeout": REDIS_SECONDS, "socket_connect_timeout": REDIS_SECONDS}
        found = storage_from_string(f"async+{redis_url}", implementation="redispy", **timeouts)
        return cls(limits, clock, FixedWindowRateLimiter(found) if isinstance(found, Storage) else None)

    async def _wait(self, limit: RateLimitItem, what: str, who: str) -> int:
        """Count once; give the seconds to wait when it is too much, else 0."""
        if self.shared is not None and time.monotonic() >= self.rests_until:
            try:
                return await self._counted(self.shared, limit, what, who)
            except (RedisError, OSError) as error:
                log.warning("limits_in_memory", error=type(error).__name__)
                self.rests_until = time.monotonic() + REST_SECONDS
        return await self._counted(self.own, limit, what, who)

    async def _counted(self, limiter: FixedWindowRateLimiter, limit: RateLimitItem, what: str, who: str) -> int:
        if await limiter.hit(limit, what, who):
            return 0
        window = await limiter.get_window_stats(limit, what, who)
        return max(1, round(window.reset_time - self.clock.now().timestamp()))

    async def _hit(self, limit: RateLimitItem, what: str, who: str) -> None:
        if wait := await self._wait(limit, what, who):
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
