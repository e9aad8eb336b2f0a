"""Reading PDFs and documents: two at once in a service, as each takes a process with much memory."""

import asyncio
from asyncio import AbstractEventLoop, Semaphore
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from core.errors import Unavailable

AT_ONCE = 2
PATIENCE = 90.0
_gates: WeakKeyDictionary[AbstractEventLoop, Semaphore] = WeakKeyDictionary()


@asynccontextmanager
async def place() -> AsyncIterator[None]:
    """Wait for one of the places to read a file in; raises Unavailable when none comes free in time."""
    gate = _gates.setdefault(asyncio.get_running_loop(), Semaphore(AT_ONCE))
    try:
        async with asyncio.timeout(PATIENCE):
            await gate.acquire()
    except TimeoutError:
        raise Unavailable("Too many files are being read just now; try again soon.") from None
    try:
        yield
    finally:
        gate.release()
