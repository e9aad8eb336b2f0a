"""A database with the library and its real vectors, made once and copied per test."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from data.db import Database
from data.roles import create_database
from retrieval.embed import MiniLM
from retrieval.index import cache_for, fill_vectors, load_library
from retrieval.memo import Remembering
from retrieval.search import Search
from tests.fixtures_db import TEMPLATE, Server

INDEXED = "coach_indexed"


@pytest.fixture(scope="session")
def embedder() -> Remembering:
    return Remembering(MiniLM())


@pytest.fixture(scope="session")
def indexed_template(server: Server, embedder: Remembering, tmp_path_factory: pytest.TempPathFactory) -> str:
    async def fill(folder: Path) -> None:
        opened = await Database.open(server.url(INDEXED), server.secrets.identity_key, size=2)
        try:
            await load_library(opened)
            await fill_vectors(opened, embedder, cache=cache_for(embedder, folder))
        finally:
            await opened.close()

    create_database(server.admin_url, INDEXED, TEMPLATE)
    asyncio.run(fill(tmp_path_factory.mktemp("vectors")))
    return INDEXED


@pytest.fixture
async def indexed(server: Server, indexed_template: str) -> AsyncIterator[Database]:
    async with server.copy(indexed_template) as copy:
        yield copy


@pytest.fixture
async def search(server: Server, indexed_template: str, embedder: Remembering) -> AsyncIterator[Search]:
    """Search the template itself; a test that writes takes `indexed`."""
    opened = await Database.open(server.url(indexed_template), server.secrets.identity_key, size=2)
    yield Search(opened, embedder)
    await opened.close()
