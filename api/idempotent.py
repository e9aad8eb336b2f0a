"""Routes whose writes are done once per Idempotency-Key: the key is taken in the effect's own transaction."""

from collections.abc import Callable, Coroutine
from typing import Any
from uuid import UUID

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.deps import bearer, runtime
from api.once import Key, Repeated, current_key
from data import idempotency
from data.idempotency import Saved

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
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


async def key_of(request: Request, user_id: UUID, key: str) -> Key:
    """Name a request by its person, key, method, path and body."""
    return Key(user_id, key, idempotency.request_hash(request.method, request.url.path, await request.body()))


def repeated(saved: Saved) -> Response:
    """Write a saved answer again, to the letter."""
    return Response(saved.body, saved.status, media_type="application/json" if saved.body else None)


async def _once(request: Request, text: str, handler: Handler) -> Response:
    running = await runtime(request)
    key = await key_of(request, (await running.identify(await bearer(request), "api")).user_id, text)
    async with running.db.tx(key.user_id) as conn:
        saved = await idempotency.find(conn, key.user_id, key.key, key.digest)
    if saved is not None:
        return repeated(saved)
    token = current_key.set(key)
    try:
        response = await handler(request)
    except Repeated as error:
        return repeated(error.saved)
    finally:
        current_key.reset(token)
    body = bytes(response.body).decode() or None
    async with running.db.tx(key.user_id) as conn:
        await idempotency.settle(conn, key.user_id, key.key, key.digest, Saved(response.status_code, body))
    return response
