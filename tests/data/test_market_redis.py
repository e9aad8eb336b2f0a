"""Answers of market sources kept in a real Redis: shared by two services, stale up to a day, and no matter when it goes away."""

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from core.errors import MarketFailed
from data.market.kept import DAY, Cache, Kept, Shared
from tests.data.test_market_live import Hand
from tests.fixtures_db import free_port

redis = pytest.importorskip("redis.asyncio")
from redis.exceptions import RedisError  # noqa: E402

FOUND = shutil.which("redis-server") or shutil.which("valkey-server")
pytestmark = pytest.mark.skipif(FOUND is None, reason="there is no redis-server on this machine")


@dataclass(frozen=True)
class Server:
    """A running Redis."""

    port: int
    process: asyncio.subprocess.Process
    clients: list[Any] = field(default_factory=list)

    def store(self) -> Shared:
        """Give the store of one service."""
        self.clients.append(redis.Redis.from_url(f"redis://127.0.0.1:{self.port}/0", socket_timeout=1, socket_connect_timeout=1))
        return Shared(self.clients[-1], RedisError)


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    port = free_port()
    options = ("--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path))
    process = await asyncio.create_subprocess_exec(str(FOUND), *options, stdout=asyncio.subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            await asyncio.sleep(0.05)
        found = Server(port, process)
        yield found
        for client in found.clients:
            await client.aclose()
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


class Source:
    """Answers what is planned, and counts."""

    def __init__(self, *planned: Any) -> None:
        self.planned, self.asked = list(planned), 0

    async def __call__(self) -> Any:
        self.asked += 1
        found = self.planned.pop(0) if self.planned else None
        if found is None:
            raise MarketFailed
        return found


async def test_what_one_service_fetched_another_reads(server: Server) -> None:
    hand, source = Hand(), Source([["2025-01-14", 1514.0]])
    one, other = (Cache(server.store(), hand) for _ in range(2))
    first = await one.get("Upstox:series:INFY", 60, source)
    second = await other.get("Upstox:series:INFY", 60, source)
    assert (first, source.asked) == (second, 1)
    assert (second.value, second.at, second.stale) == ([["2025-01-14", 1514.0]], hand.seconds, False)


async def test_a_failing_source_gives_what_redis_holds_for_a_day_with_its_age(server: Server) -> None:
    hand, source = Hand(), Source(1)
    await Cache(server.store(), hand).get("k", 60, source)
    began, other = hand.seconds, Cache(server.store(), hand)
    hand.seconds += DAY - 1
    late = await other.get("k", 60, source)
    assert (late, hand.seconds - late.at) == (Kept(1, began, stale=True), DAY - 1)
    hand.seconds += 2
    with pytest.raises(MarketFailed):
        await other.get("k", 60, source)
    assert source.asked == 3


async def test_what_is_kept_leaves_redis_after_a_day(server: Server) -> None:
    store = server.store()
    await store.put("k", Kept({"x": 1}, 5.0))
    assert 0 < await store.redis.ttl("coach:market:k") <= DAY
    assert await store.get("k") == Kept({"x": 1}, 5.0)


async def test_a_redis_that_goes_away_is_no_matter(server: Server) -> None:
    hand, source = Hand(), Source(1, 2)
    cache = Cache(server.store(), hand)
    await cache.get("k", 60, source)
    server.process.kill()
    await server.process.wait()
    assert (await cache.get("k", 60, source)).value == 1
    hand.seconds += 61
    assert (await cache.get("k", 60, source)).value == 2
    hand.seconds += 61
    assert (await cache.get("k", 60, source)).stale
