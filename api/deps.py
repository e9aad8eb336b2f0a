"""Who asks: from a bearer token to a `Ctx`, counted against the limits."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from api.runtime import Runtime
from core.errors import NotAllowed, NotSignedIn
from data.tokens import ACCESS_PREFIX
from tools.ctx import Ctx


async def runtime(request: Request) -> Runtime:
    """Give the running service."""
    found: Runtime = request.app.state.runtime
    return found


Running = Annotated[Runtime, Depends(runtime)]


published = HTTPBearer(auto_error=False, description="An access token of a login, or a personal access token.")


async def bearer(request: Request) -> str:
    """Read the bearer token of a request."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    return token.strip()


async def caller(running: Running, token: Annotated[str, Depends(bearer)], _: Annotated[object, Depends(published)]) -> Ctx:
    """Verify the token for the REST door and count the request."""
    ctx = await running.identify(token, "api")
    await running.gate.request(str(ctx.user_id))
    return ctx


Caller = Annotated[Ctx, Depends(caller)]


def _scoped(scope: str) -> object:
    async def check(ctx: Caller) -> Ctx:
        ctx.require(scope)
        return ctx

    return Depends(check)


Reader = Annotated[Ctx, _scoped("portfolio:read")]
Writer = Annotated[Ctx, _scoped("portfolio:write")]
Talker = Annotated[Ctx, _scoped("chat")]


def _amounts(ctx: Ctx) -> Ctx:
    if ctx.privacy != "full":
        raise NotAllowed("This token shows no amounts.")
    return ctx


async def _seer(ctx: Reader) -> Ctx:
    return _amounts(ctx)


async def _remembering(ctx: Talker) -> Ctx:
    return _amounts(ctx)


async def _owner(ctx: Caller, token: Annotated[str, Depends(bearer)]) -> Ctx:
    if token.startswith(ACCESS_PREFIX):
        raise NotAllowed("Sign in for this; a personal access token can not do it.")
    return ctx


Seer = Annotated[Ctx, Depends(_seer)]  # reads what shows amounts
Remembering = Annotated[Ctx, Depends(_remembering)]  # reads earlier answers, which show amounts
Owner = Annotated[Ctx, Depends(_owner)]  # is signed in, not a token's bearer


async def asker(running: Running, ctx: Talker) -> Ctx:
    """Count one chat turn."""
    await running.gate.chat(str(ctx.user_id))
    return ctx


Asker = Annotated[Ctx, Depends(asker)]
