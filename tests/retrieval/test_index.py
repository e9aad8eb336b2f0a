"""The library in Postgres: idempotent, by hash, vectors after the text."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import ModelFailed
from data import library
from data.db import Database
from data.library import LIBRARY
from retrieval.cache import VectorCache
from retrieval.index import fill_vectors, load_library, status
from tests.retrieval.stub import Hashing

HEAD = "---\nslug: {slug}\ntitle: {title}\ntopic: basics\nupdated: 2026-11-20\n---\n\n"


def write(folder: Path, slug: str, body: str) -> None:
    (folder / f"{slug}.md").write_text(HEAD.format(slug=slug, title=slug.title()) + body, "utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, "beta", "## What it is\nA slope.\n\n## Pitfalls\nMany.\n")
    write(tmp_path, "gold", "## Use\nA metal.\n")
    return tmp_path


async def test_loading_twice_writes_once(database: Database, folder: Path) -> None:
    assert [await load_library(database, folder) for _ in range(2)] == [2, 0]
    async with database.shared() as conn:
        assert [head.slug for head in await library.listing(conn)] == ["beta", "gold"]
        assert (await library.lesson(conn, "beta")).body.startswith("## What it is")


async def test_only_changed_chunks_are_embedded_again(database: Database, folder: Path) -> None:
    embedder = Hashing()
    await load_library(database, folder)
    assert await fill_vectors(database, embedder) == 3
    write(folder, "beta", "## New\nFirst now.\n\n## What it is\nA slope.\n\n## Pitfalls\nSome.\n")
    embedder.seen.clear()
    assert await load_library(database, folder) == 1
    await fill_vectors(database, embedder)
    assert [text for text in embedder.seen if "\n" in text] == ["Beta - New\nFirst now.", "Beta - Pitfalls\nSome."]
    assert (await status(database, embedder)).state == "ready"


async def test_a_lesson_that_is_gone_leaves_nothing(database: Database, folder: Path) -> None:
    await load_library(database, folder)
    (folder / "gold.md").unlink()
    await load_library(database, folder)
    found = await status(database, Hashing())
    assert (found.state, found.chunks, found.vectors) == ("indexing", 2, 0)


async def test_models_are_never_mixed_and_the_one_before_stays_until_the_other_is_whole(database: Database, folder: Path) -> None:
    await load_library(database, folder)
    await fill_vectors(database, Hashing("one"))
    assert (await status(database, Hashing("two"))).state == "indexing"

    class Stopping(Hashing):
        async def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
            if "\n" not in texts[0]:
                raise ModelFailed
            return await super().encode(texts)

    with pytest.raises(ModelFailed):
        await fill_vectors(database, Stopping("two"))
    assert [(await status(database, Hashing(name))).state for name in ("one", "two")] == ["ready", "indexing"]
    await fill_vectors(database, Hashing("two"))
    assert [(await status(database, Hashing(name))).vectors for name in ("one", "two")] == [0, 3]


async def test_vectors_come_from_the_cache_and_progress_is_told(database: Database, folder: Path, tmp_path: Path) -> None:
    await load_library(database, folder)
    cache = VectorCache(tmp_path / "cache", "hashing")
    await fill_vectors(database, Hashing(), cache=cache)
    async with database.shared() as conn:
        await library.drop(conn, ["beta", "gold"])
        await library.set_loaded(conn, "")
    again, told = Hashing(), list[tuple[int, int]]()
    await load_library(database, folder)
    await fill_vectors(database, again, cache=VectorCache(tmp_path / "cache", "hashing"), progress=lambda *done: told.append(done))
    assert (again.seen, told) == ([], [(0, 3), (3, 3)])


async def test_the_library_loads(database: Database) -> None:
    assert await load_library(database) == len(library.read(LIBRARY))
