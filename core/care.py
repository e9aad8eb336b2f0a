"""Care round calls that leave the process: a total deadline, retries with jitter, a breaker and a quota."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

import structlog

from core.errors import MarketFailed, MarketRefused, Unavailable

T = TypeVar("T")
log = structlog.get_logger()
MINUTE, HOUR = 60.0, 3600


class TryAgain(Exception):
    """An attempt failed in a way that may pass; `after` seconds at the earliest."""

    def __init__(self, why: str, after: float = 0.0) -> None:
        super().__init__(why)
        self.after = after


def told(text: str) -> float:
    """Give the seconds that a Retry-After header asks for; one where it tells none."""
    return float(min(int(text), HOUR)) if text.isascii() and text.isdecimal() else 1.0


class _QuotaUsed(Exception):
    """The minute's calls to a service are used up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds of one attempt and of the whole call, attempts, failures that open the breaker, its seconds, calls a minute."""

    timeout: float = 5.0
    total: float = 12.0
    attempts: int = 3
    pause: float = 0.3
    failures: int = 5
    rest: float = 30.0
    quota: int = 240


@dataclass(slots=True)
class Care:
    """One service's breaker and quota; `call` runs an attempt under them and fails as the service's error."""

    name: str
    limits: Limits = field(default_factory=Limits)
    error: type[Unavailable] = MarketFailed
    failed: int = 0
    opened: float | None = None
    calls: deque[float] = field(default_factory=deque)

    @property
    def is_open(self) -> bool:
        """Tell whether calls are refused at once; after the rest one call is let through as a trial."""
        return self.opened is not None and time.monotonic() - self.opened < self.limits.rest

    async def call(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """Run an attempt until it succeeds, or raise the error when it is refused, out of attempts or out of time."""
        if self.is_open:
            raise self.error(f"{self.name} failed several times and is left alone for a while.", retry_after=int(self.limits.rest))
        try:
            async with asyncio.timeout(self.limits.total):
                found = await self._attempts(attempt)
        except TimeoutError as error:
            self._count()
            raise self.error(f"{self.name} did not answer in time.") from error
        except _QuotaUsed as error:  # no failing of the service
            raise self.error(f"The quota of calls to {self.name} is used up for this minute.", retry_after=int(MINUTE)) from error
        except self.error as error:
            if not isinstance(error, MarketRefused):
                self._count()
            raise
        self.failed, self.opened = 0, None
        return found

    async def _attempts(self, attempt: Callable[[], Awaitable[T]]) -> T:
        until = time.monotonic() + self.limits.total
        last = ""
        for number in range(self.limits.attempts):
            self._spend()
            try:
                async with asyncio.timeout(self.limits.timeout):
                    return await attempt()
            except TimeoutError:
                last, after = "it did not answer in time", 0.0
            except TryAgain as error:
                last, after = str(error), error.after
            wait = max(after, self.limits.pause * 2**number * (0.5 + random.random()))  # noqa: S311
            if number + 1 == self.limits.attempts or time.monotonic() + wait > until:
                raise self.error(f"{self.name} failed: {last}.", retry_after=int(after) or None)
            log.info("service_retry", service=self.name, why=last, wait=round(wait, 2))
            await asyncio.sleep(wait)
        raise self.error(f"{self.name} failed: {last}.")

    def _spend(self) -> None:
        now = time.monotonic()
        while self.calls and now - self.calls[0] > MINUTE:
            self.calls.popleft()
        if len(self.calls) >= self.limits.quota:
            raise _QuotaUsed
        self.calls.append(now)

    def _count(self) -> None:
        self.failed += 1
        if self.failed >= self.limits.failures:
            self.opened = time.monotonic()
            log.warning("service_breaker", service=self.name, failures=self.failed)
