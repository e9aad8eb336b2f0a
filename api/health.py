"""How the service is, part by part."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from psycopg import OperationalError
from redis.exceptions import RedisError

from api.runtime import Runtime
from core.errors import CoachError
from mcp_server.server import VERSION
from retrieval.index import status as index_status

WAIT = 2.0
Check = Callable[[], Awaitable[dict[str, Any]]]


async def _measured(check: Check) -> dict[str, Any]:
    started = time.perf_counter()
    try:
        found = await asyncio.wait_for(check(), WAIT)
    except (CoachError, OperationalError, RedisError, OSError, TimeoutError):
        found = {"status": "unhealthy"}
    return {**found, "latency_ms": round((time.perf_counter() - started) * 1000, 2)}


async def health(running: Runtime) -> tuple[dict[str, Any], int]:
    """Give the contract's health object and its HTTP status."""

    async def database() -> dict[str, Any]:
        await running.db.ping()
        return {"status": "healthy"}

    async def model() -> dict[str, Any]:
        states = {"ready": "healthy", "loading": "loading", "failed": "unhealthy"}
        return {"status": states[running.agent_state], "model": running.model_name, "outside": running.settings.model.outside}

    async def market() -> dict[str, Any]:
        return {"status": "healthy", "last_day": (await running.services.market.last_day()).isoformat()}

    async def cache() -> dict[str, Any]:
        if running.redis_ping is None:
            return {"status": "off"}
        await running.redis_ping()
        return {"status": "healthy"}

    async def retrieval() -> dict[str, Any]:
        found = await index_status(running.db, running.embedder)
        state = "healthy" if found.state == "ready" else found.state
        return {"status": state, "chunks": found.chunks, "vectors": found.vectors}

    names = ("database", "ai_service", "market_data", "cache", "retrieval")
    parts = await asyncio.gather(*map(_measured, (database, model, market, cache, retrieval)))
    services = dict(zip(names, parts, strict=True))
    status = overall({name: part["status"] for name, part in services.items()})
    body = {"status": status, "timestamp": datetime.now(UTC).isoformat(), "version": VERSION, "services": services}
    return body, 503 if status == "unhealthy" else 200


def overall(parts: dict[str, str]) -> str:
    """Fold the parts' states: no database is unhealthy; what is off, or still being indexed, does not count."""
    if parts["database"] != "healthy":
        return "unhealthy"
    return "healthy" if all(state in {"healthy", "off", "indexing"} for state in parts.values()) else "degraded"
