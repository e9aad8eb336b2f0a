"""Headers of what is a person's own: kept by no cache, taken for nothing else than it is."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OWN = ("/api/", "/v1/", "/mcp")


class Private:
    """Mark the answers of the API as private, where they do not say otherwise themselves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("cache-control", "no-store")
                headers.setdefault("x-content-type-options", "nosniff")
            await send(message)

        own = scope["type"] == "http" and scope["path"].startswith(OWN)
        await self.app(scope, receive, marked if own else send)
