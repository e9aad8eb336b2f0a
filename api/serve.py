"""`coach serve`: bring everything up, serve until stopped, put everything down."""

import asyncio
import errno
import fcntl
import os
import socket
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn

from api.app import create_app
from api.build import fill, local_person, open_runtime
from api.runtime import Runtime
from api.store import database
from core.errors import Conflict, Unavailable
from core.settings import Settings
from data import tokens
from data.secrets import load_or_create, plainly

Say = Callable[[str], None]
BACKLOG = 512
MOST_AT_ONCE = 900


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the lock of this COACH_HOME; a second service says so and ends."""
    load_or_create(settings.home)
    with plainly(settings.home):
        handle = os.open(settings.home / "service.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(handle)
        raise Conflict(
            f"Portfolio Coach already runs here: http://{settings.host}:{settings.port} (COACH_HOME {settings.home})."
        ) from error
    try:
        yield
    finally:
        os.close(handle)


def listen(settings: Settings) -> socket.socket:
    """Take the port, or say that it is in use."""
    # Without the protocol's name asyncio leaves Nagle's algorithm on, and each answer waits 40 ms for the client's ACK.
    found = socket.socket(proto=socket.IPPROTO_TCP)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((settings.host, settings.port))
    except OSError as error:
        found.close()
        reason = "is in use by another program" if error.errno == errno.EADDRINUSE else f"can not be used ({error.strerror})"
        raise Unavailable(f"Port {settings.port} {reason}; set COACH_PORT to a free one.") from error
    return found


async def _greet(running: Runtime, say: Say) -> None:
    """Print where the page is; on the embedded set-up with a one-time sign-in link."""
    address = f"http://{running.settings.host}:{running.settings.port}"
    if running.settings.embedded:
        secret = await tokens.create_link(running.db, await local_person(running))
        say(f"Open {address}/#link={secret}")
        say("(this link signs you in once, within 15 minutes; Ctrl-C stops everything)")
    else:
        say(f"Serving on {address}")


class Server(uvicorn.Server):
    """The server, with a word as soon as it answers."""

    def __init__(self, config: uvicorn.Config, greet: Callable[[], Awaitable[None]]) -> None:
        super().__init__(config)
        self.greet = greet

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, and say so."""
        await super().startup(sockets)
        if self.started:
            await self.greet()


async def _serve(settings: Settings, app_url: str, sock: socket.socket, say: Say) -> None:
    running = await open_runtime(settings, app_url)
    try:
        await fill(running)
        config = uvicorn.Config(
            create_app(running),
            log_level="warning",
            backlog=BACKLOG,
            timeout_keep_alive=65,
            h11_max_incomplete_event_size=65536,
            proxy_headers=not settings.embedded,
            forwarded_allow_ips="*" if not settings.embedded else None,
            server_header=False,
            limit_concurrency=MOST_AT_ONCE,
            timeout_graceful_shutdown=10,
        )
        await Server(config, lambda: _greet(running, say)).serve(sockets=[sock])
    finally:
        await running.close()


def serve(settings: Settings, say: Say) -> None:
    """Serve until Ctrl-C or SIGTERM."""
    with alone(settings), listen(settings) as sock:
        say("Starting ...")
        with suppress(KeyboardInterrupt), database(settings) as app_url:
            asyncio.run(_serve(settings, app_url, sock, say))
    say("Stopped.")
