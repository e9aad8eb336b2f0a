"""Counters of the service in Prometheus' text form; labels are routes and statuses, never people."""

import time

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, Counter, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = Counter("coach_requests_total", "HTTP requests", ["method", "route", "status"])
SECONDS = Histogram("coach_request_seconds", "Seconds to the end of the answer", ["route"])


class Measured:
    """Count each request by its route."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request and count it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        started, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            route = getattr(scope.get("route"), "path", "other")
            REQUESTS.labels(scope["method"], route, str(status)).inc()
            SECONDS.labels(route).observe(time.perf_counter() - started)


def exposition() -> Response:
    """Write the counters."""
    return Response(generate_latest(REGISTRY), media_type=CONTENT_TYPE_LATEST)
