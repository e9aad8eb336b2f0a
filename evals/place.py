"""A fresh home with the sample portfolios and the agent loaded, so that nothing of a person is touched."""

import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

from api.build import index
from api.session import Session, session, with_agent
from api.store import database
from core.settings import ModelSettings, Settings, load


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def fresh_home(model: ModelSettings | None = None) -> Iterator[tuple[Settings, str]]:
    """Give settings and the address of a database of their own; the built-in model unless one is given."""
    with tempfile.TemporaryDirectory(prefix="coach-evals-") as folder:
        Path(folder).chmod(0o711)
        settings = replace(load({}), home=Path(folder), port=free_port(), db_port=free_port(), model=model or ModelSettings())
        with database(settings) as app_url:
            yield settings, app_url


@asynccontextmanager
async def coach(settings: Settings, app_url: str) -> AsyncIterator[Session]:
    """Open the service in this process with its agent and the library's vectors."""
    async with session(settings, app_url) as opened:
        await index(opened.running)
        async with with_agent(opened):
            if opened.running.loading is not None:
                await opened.running.loading
            yield opened
