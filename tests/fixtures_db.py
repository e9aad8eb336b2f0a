"""Fixtures of a real Postgres: one server per session, one migrated template, a copy of it per test."""

import asyncio
import importlib
import shutil
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from core.settings import ROOT
from data.db import Database
from data.embedded import Embedded
from data.migrate import migrate
from data.queries import sql
from data.roles import APP, OWNER, as_role, create_database, drop_database, prepare
from data.secrets import Secrets, load_or_create

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "shared_buffers": "64MB", "autovacuum": "off"}
TEMPLATE = "coach_template"
SAMPLED = "coach_sampled"


@dataclass(frozen=True)
class Server:
    """The session's server and the passwords of its roles."""

    admin_url: str = field(repr=False)
    secrets: Secrets = field(repr=False)

    def url(self, database: str) -> str:
        return as_role(self.admin_url, APP, self.secrets.app, database)

    def owner_url(self, database: str) -> str:
        return as_role(self.admin_url, OWNER, self.secrets.owner, database)

    def admin(self, database: str) -> str:
        return as_role(self.admin_url, "postgres", self.secrets.superuser, database)

    @asynccontextmanager
    async def copy(self, template: str) -> AsyncIterator[Database]:
        """Open a fresh copy of a template and drop it afterwards."""
        name = f"t_{uuid4().hex[:12]}"
        await asyncio.to_thread(create_database, self.admin_url, name, template)
        opened = await Database.open(self.url(name), self.secrets.identity_key, size=4)
        try:
            yield opened
        finally:
            await opened.close()
            await asyncio.to_thread(drop_database, self.admin_url, name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a server of this session alone, with the migrated template in it."""
    home = Path(tempfile.mkdtemp(prefix="coach-test-"))
    home.chmod(0o711)  # the server's own user must reach it when the tests run as root
    embedded = Embedded(home, free_port(), FAST)
    started = Server(embedded.start().admin_url, load_or_create(home))
    try:
        create_database(started.admin_url, TEMPLATE)
        prepare(started.admin(TEMPLATE), started.secrets.owner, started.secrets.app)
        migrate(started.owner_url(TEMPLATE), started.secrets.identity_key)
        yield started
    finally:
        embedded.stop()
        shutil.rmtree(embedded.cluster.root, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
async def database(server: Server) -> AsyncIterator[Database]:
    """Give an empty database of this test alone."""
    async with server.copy(TEMPLATE) as copy:
        yield copy


async def add_person(database: Database, name: str) -> UUID:
    """Register somebody without a password."""
    async with database.shared() as conn:
        found = await (await conn.execute(sql("people.register"), (f"{name}@example.org", None, name, "member"))).fetchone()
        assert found is not None
        return UUID(str(found["id"]))


@pytest.fixture
async def two_people(database: Database) -> tuple[UUID, UUID]:
    """Give two people of the test's database."""
    return await add_person(database, "ana"), await add_person(database, "ben")


async def _fill(database: Database) -> None:
    market = importlib.import_module("data.market.sample")
    index = importlib.import_module("retrieval.index")
    await market.load(database, ROOT / "data" / "sample")
    await index.load_library(database, ROOT / "data" / "library")


@pytest.fixture(scope="session")
def sampled_template(server: Server) -> str:
    """Make a second template with the sample market and the library's text."""

    async def fill() -> None:
        opened = await Database.open(server.url(SAMPLED), server.secrets.identity_key, size=2)
        try:
            await _fill(opened)
        finally:
            await opened.close()

    create_database(server.admin_url, SAMPLED, TEMPLATE)
    asyncio.run(fill())
    return SAMPLED


@pytest.fixture
async def sampled(server: Server, sampled_template: str) -> AsyncIterator[Database]:
    """Give a database of this test alone with the sample market and the library in it."""
    async with server.copy(sampled_template) as copy:
        yield copy
