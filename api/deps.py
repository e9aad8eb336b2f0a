"""Who asks: from a bearer token to a `Ctx`, counted against the limits."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from api.runtime import Runtime
from core.errors import NotFound, NotSignedIn
from tools.ctx import Ctx


def runtime(request: Request) -> Runtime:
    """Give the running service."""
    found: Runtime = request.app.state.runtime
    return found


Running = Annotated[Runtime, Depends(runtime)]


def bearer(request: Request) -> str:
    """Read the bearer token of a request."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    return token.strip()


async def caller(running: Running, token: Annotated[str, Depends(bearer)]) -> Ctx:
    """Verify the token for the REST door and count the request."""
    ctx = await running.identify(token, "api")
    await running.gate.request(str(ctx.user_id))
    return ctx


Caller = Annotated[Ctx, Depends(caller)]


def _scoped(scope: str) -> object:
    def check(ctx: Caller) -> Ctx:
        ctx.require(scope)
        return ctx

    return Depends(check)


Reader = Annotated[Ctx, _scoped("portfolio:read")]
Writer = Annotated[Ctx, _scoped("portfolio:write")]


async def asker(running: Running, ctx: Annotated[Ctx, _scoped("chat")]) -> Ctx:
    """Count one chat turn."""
    await running.gate.chat(str(ctx.user_id))
    return ctx


Asker = Annotated[Ctx, Depends(asker)]


def opaque(text: str) -> UUID:
    """Read an id from a path; anything that is not one of ours is simply not found."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error
