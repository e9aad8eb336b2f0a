"""Answers of market sources kept for the next question: fresh for a while, and up to a day where the source fails."""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from core.errors import MarketFailed, NotFound

DAY = 24 * 3600
MOST = 2000
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kept:
    """A JSON value and the wall-clock second it was fetched at; `stale` when the source did not answer since it was due."""

    value: Any
    at: float
    stale: bool = False


class Store(Protocol):
    """Where values are kept."""

    async def get(self, key: str) -> Kept | None:
        """Give a value, or None."""
        ...

    async def put(self, key: str, kept: Kept) -> None:
        """Keep a value for a day."""
        ...


class Memory:
    """A store in this process; the least recently used go first."""

    def __init__(self) -> None:
        self.found: OrderedDict[str, Kept] = OrderedDict()

    async def get(self, key: str) -> Kept | None:
        """Give a value, or None."""
        if key in self.found:
            self.found.move_to_end(key)
        return self.found.get(key)

    async def put(self, key: str, kept: Kept) -> None:
        """Keep a value."""
        self.found[key] = kept
        self.found.move_to_end(key)
        while len(self.found) > MOST:
            self.found.popitem(last=False)


class Shared:
    """A store in Redis; a Redis that fails is as an empty one, over a store of this process."""

    def __init__(self, redis: Any, failures: type[Exception], prefix: str = "coach:market:") -> None:
        self.redis, self.failures, self.prefix, self.near = redis, failures, prefix, Memory()

    async def get(self, key: str) -> Kept | None:
        """Give a value, or None."""
        try:
            text = await self.redis.get(self.prefix + key)
        except self.failures:
            return await self.near.get(key)
        if text is None:
            return await self.near.get(key)
        found = json.loads(text)
        return Kept(found["value"], found["at"])

    async def put(self, key: str, kept: Kept) -> None:
        """Keep a value for a day."""
        await self.near.put(key, kept)
        try:
            await self.redis.set(self.prefix + key, json.dumps({"value": kept.value, "at": kept.at}), ex=DAY)
        except self.failures as error:
            log.warning("market_cache", error=type(error).__name__)


class Cache:
    """Values by key: fetched once by those who ask together, again when no longer fresh, and stale ones only on failure."""

    def __init__(self, store: Store, now: Callable[[], float] = time.time) -> None:
        self.store, self.now = store, now
        self.asking: dict[str, asyncio.Task[Kept]] = {}

    async def get(self, key: str, fresh: float, fetch: Callable[[], Awaitable[Any]]) -> Kept:
        """Give a value not older than `fresh` seconds; a failing source's last value up to a day old, marked stale."""
        kept = await self.store.get(key)
        if kept is not None and self.now() - kept.at <= fresh:
            return kept
        if key not in self.asking:
            self.asking[key] = asyncio.ensure_future(self._fetch(key, kept, fetch))
            self.asking[key].add_done_callback(lambda _: self.asking.pop(key, None))
        return await asyncio.shield(self.asking[key])

    async def _fetch(self, key: str, kept: Kept | None, fetch: Callable[[], Awaitable[Any]]) -> Kept:
        try:
            found = Kept(await fetch(), self.now())
        except (MarketFailed, NotFound) as error:
            if kept is None or self.now() - kept.at > DAY or isinstance(error, NotFound):
                raise
            log.warning("market_stale", key=key, age=round(self.now() - kept.at), error=error.message)
            return Kept(kept.value, kept.at, stale=True)
        await self.store.put(key, found)
        return found
