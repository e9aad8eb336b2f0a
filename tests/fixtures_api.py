"""The application in this process over a real database: a client per person, one embedder for the session."""

import asyncio
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
import pytest_asyncio
from fastapi import FastAPI

from api.app import create_app
from api.build import fill, open_runtime
from api.runtime import Runtime
from core.log import configure
from core.settings import Limits, Settings
from data.roles import create_database, drop_database
from retrieval.embed import MiniLM
from tests.fixtures_db import Server

PLENTY = Limits(chat_per_minute=100_000, requests_per_minute=100_000, registrations_per_minute=100_000)
BASE = "http://127.0.0.1:9854"
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Signed:
    """A signed-in person: their client, tokens and id."""

    client: httpx2.AsyncClient
    id: UUID
    email: str
    tokens: dict[str, Any] = field(repr=False)

    async def json(self, method: str, path: str, **more: Any) -> Any:
        """Ask and give the answer's JSON; anything but success fails."""
        answer = await self.client.request(method, path, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


@dataclass(frozen=True)
class Served:
    """The application and its parts, open."""

    app: FastAPI
    running: Runtime

    def client(self, token: str | None = None) -> httpx2.AsyncClient:
        """Give a client, with a bearer token or without."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self.app, raise_app_exceptions=False), base_url=BASE, headers=headers)

    async def register(self, name: str = "") -> Signed:
        """Register a new person and sign them in."""
        email = f"{name or 'someone'}-{uuid4().hex[:8]}@example.org"
        async with self.client() as nobody:
            answer = await nobody.post("/api/v1/auth/register", json={"email": email, "password": PASSWORD, "name": name})
        assert answer.status_code == 201, answer.text
        tokens = answer.json()
        return Signed(self.client(tokens["access_token"]), UUID(tokens["id"]), email, tokens)

    async def with_samples(self, name: str) -> Signed:
        """Register a person and give them the sample portfolios."""
        made = await self.register(name)
        await self.running.give_samples(made.id)
        return made


@pytest.fixture(scope="session")
def embedder() -> MiniLM:
    """Give the built-in embedder, loaded once."""
    return MiniLM()


@pytest.fixture(scope="session")
def question_vectors(request: pytest.FixtureRequest) -> Path:
    """Give a folder that keeps the vectors of the model's example questions from one run of the tests to the next."""
    assert request.config.cache is not None
    return Path(request.config.cache.mkdir("coach-vectors"))


@pytest.fixture(scope="session")
def api_home(server: Server, question_vectors: Path) -> Iterator[Path]:
    """Make a home with the secrets of the session's server."""
    home = Path(tempfile.mkdtemp(prefix="coach-api-"))
    (home / "vectors").symlink_to(question_vectors)
    folder = home / "secrets"
    folder.mkdir(mode=0o700)
    kept = server.secrets
    for name, value in {
        "database-superuser": kept.superuser.encode(),
        "database-owner": kept.owner.encode(),
        "database-app": kept.app.encode(),
        "identity-key": kept.identity_key,
        "signing-seed": kept.signing_seed,
    }.items():
        (folder / name).write_bytes(value)
    yield home
    shutil.rmtree(home, ignore_errors=True)


@asynccontextmanager
async def in_one_task(context: AbstractAsyncContextManager[Any]) -> AsyncIterator[None]:
    """Enter and leave a context in one task, as anyio wants it: a fixture is set up and torn down in two."""
    entered, stop = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with context:
            entered.set()
            await stop.wait()

    task = asyncio.create_task(hold())
    waiting = asyncio.create_task(entered.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if not entered.is_set():
        waiting.cancel()
        await task
    try:
        yield
    finally:
        stop.set()
        await task


@asynccontextmanager
async def opened(settings: Settings, url: str, embedder: MiniLM) -> AsyncIterator[Served]:
    """Open the application over a database, with its agent loaded."""
    running = await open_runtime(settings, url, embedder)
    try:
        await fill(running)
        app = create_app(running)
        async with in_one_task(app.router.lifespan_context(app)):
            assert running.loading is not None
            await running.loading
            yield Served(app, running)
    finally:
        await running.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served(server: Server, sampled_template: str, api_home: Path, embedder: MiniLM) -> AsyncIterator[Served]:
    """Open the application once for all tests; they make people of their own."""
    configure()
    name = f"t_api_{uuid4().hex[:12]}"
    await asyncio.to_thread(create_database, server.admin_url, name, sampled_template)
    try:
        async with opened(Settings(home=api_home, limits=PLENTY), server.url(name), embedder) as found:
            yield found
    finally:
        await asyncio.to_thread(drop_database, server.admin_url, name)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def ann(served: Served) -> AsyncIterator[Signed]:
    """Give a person with the sample portfolios, for tests that only read."""
    found = await served.with_samples("ann")
    async with found.client:
        yield found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def bob(served: Served) -> AsyncIterator[Signed]:
    """Give another person with the sample portfolios, for tests that only read."""
    found = await served.with_samples("bob")
    async with found.client:
        yield found


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(served: Served) -> AsyncIterator[Signed]:
    """Give a fresh person with nothing."""
    found = await served.register("newcomer")
    async with found.client:
        yield found
