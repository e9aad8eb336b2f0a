"""Routes whose writes are done once per Idempotency-Key."""

import json
from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from api.deps import bearer, runtime
from api.runtime import Runtime
from data import idempotency

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
SERVER_ERRORS = 500
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class IdempotentRoute(APIRoute):
    """Answer a repeated write with the first answer; what failed may be tried again under the same key."""

    def get_route_handler(self) -> Handler:
        """Wrap the route's handler."""
        handler = super().get_route_handler()

        async def once(request: Request) -> Response:
            key = request.headers.get("idempotency-key")
            if key is None or request.method not in WRITES:
                return await handler(request)
            return await _once(request, key, handler)

        return once


async def _once(request: Request, key: str, handler: Handler) -> Response:
    running = runtime(request)
    user_id = (await running.identify(bearer(request), "api")).user_id
    digest = idempotency.request_hash(request.method, request.url.path, await request.body())
    async with running.db.tx(user_id) as conn:
        saved = await idempotency.claim(conn, user_id, key, digest)
    if saved is not None:
        return JSONResponse(saved.body, saved.status) if saved.body is not None else Response(status_code=saved.status)
    try:
        response = await handler(request)
    except BaseException:
        await _release(running, user_id, key)
        raise
    if response.status_code >= SERVER_ERRORS or not hasattr(response, "body"):
        await _release(running, user_id, key)
        return response
    body = json.loads(bytes(response.body)) if response.body else None
    async with running.db.tx(user_id) as conn:
        await idempotency.settle(conn, user_id, key, idempotency.Saved(response.status_code, body))
    return response


async def _release(running: Runtime, user_id: UUID, key: str) -> None:
    async with running.db.tx(user_id) as conn:
        await idempotency.release(conn, user_id, key)
