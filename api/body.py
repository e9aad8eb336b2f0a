"""A bound on request bodies, checked before and while they are read."""

import json
from dataclasses import dataclass

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors import TooLarge
from core.settings import Limits

OVERHEAD = 64_000


class _Passed(HTTPException):
    """The bound was passed while reading; the framework lets its own kind of error through, whoever reads the body."""

    def __init__(self) -> None:
        super().__init__(TooLarge.status)


class BodyLimit:
    """Answer 413 to bodies over the bound: files by their own, everything else by `body_bytes`."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app, self.limits = app, limits

    def bound(self, path: str) -> int:
        """Give the bound of a path in bytes."""
        if path.endswith("/imports") or path == "/api/v1/documents":
            return self.limits.import_bytes + OVERHEAD
        return self.limits.body_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request within its bound."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        bound = self.bound(scope["path"])
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > bound:
            await _refuse(send, bound)
            return
        request = _Bounded(bound, receive, send)
        try:
            await self.app(scope, request.receive, request.send)
        except _Passed:
            await request.refuse()


@dataclass(slots=True)
class _Bounded:
    """One request: counts its body, and answers 413 in the place of whatever else would be answered once it is too much."""

    bound: int
    _receive: Receive
    _send: Send
    seen: int = 0
    started: bool = False

    async def receive(self) -> Message:
        message = await self._receive()
        self.seen += len(message.get("body", b""))
        if self.seen > self.bound:
            raise _Passed
        return message

    async def send(self, message: Message) -> None:
        if self.seen > self.bound:
            await self.refuse()
        else:
            self.started = True
            await self._send(message)

    async def refuse(self) -> None:
        if not self.started:
            self.started = True
            await _refuse(self._send, self.bound)


async def _refuse(send: Send, bound: int) -> None:
    refusal = TooLarge(f"The body is larger than the {bound:,} bytes allowed here.").body()
    body = json.dumps(refusal).encode()
    await send(
        {
            "type": "http.response.start",
            "status": TooLarge.status,
            "headers": [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), (b"connection", b"close")],
        }
    )
    await send({"type": "http.response.body", "body": body})
