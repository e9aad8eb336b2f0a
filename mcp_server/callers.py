"""Who calls: an HTTP bearer token, or the context that the process set."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass

from mcp.server.auth.middleware.auth_context import get_access_token
from mcp.server.auth.provider import AccessToken, TokenVerifier
from mcp.server.auth.settings import AuthSettings

from core.errors import NotSignedIn
from tools.ctx import Ctx

current_ctx: ContextVar[Ctx | None] = ContextVar("current_ctx", default=None)


@dataclass(frozen=True, slots=True)
class HttpDoor:
    """How callers over HTTP are known: the verifier of their tokens, and the context that a token stands for."""

    verifier: TokenVerifier
    auth: AuthSettings
    caller: Callable[[AccessToken], Ctx]


def caller(door: HttpDoor | None) -> Callable[[], Ctx]:
    """Give the function that finds the caller of this request; it fails closed."""

    def current() -> Ctx:
        token = get_access_token()
        if token is not None and door is not None:
            return door.caller(token)
        ctx = current_ctx.get()
        if ctx is None:
            raise NotSignedIn
        return ctx

    return current
