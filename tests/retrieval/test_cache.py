"""Vectors by hash in a folder."""

from pathlib import Path

import numpy as np
import pytest

from data.library import read
from retrieval.cache import VectorCache
from retrieval.embed import MiniLM
from retrieval.index import SEED, chunks_of
from retrieval.seed import make
from tests.retrieval.stub import Hashing


def test_what_is_kept_is_found_by_another_process(tmp_path: Path) -> None:
    vectors = np.eye(3, 384, dtype=np.float32)
    VectorCache(tmp_path, "a/model").keep(["one", "two", "three"], vectors)
    found = VectorCache(tmp_path, "a/model").find(["two", "four"])
    assert list(found) == ["two"]
    assert found["two"] == pytest.approx(vectors[1])
    assert VectorCache(tmp_path, "other").find(["two"]) == {}


def test_the_seed_is_read_and_never_written(tmp_path: Path) -> None:
    seed, folder = tmp_path / "seed", tmp_path / "own"
    VectorCache(seed, "m").keep(["old"], np.ones((1, 384), np.float32))
    before = (seed / "m.npz").read_bytes()
    cache = VectorCache(folder, "m", seed=seed)
    cache.keep(["new"], np.zeros((1, 384), np.float32))
    assert set(cache.find(["old", "new"])) == {"old", "new"}
    assert (seed / "m.npz").read_bytes() == before


def test_a_broken_file_counts_as_empty(tmp_path: Path) -> None:
    (tmp_path / "m.npz").write_bytes(b"PK\x03\x04 cut short")
    assert VectorCache(tmp_path, "m").find(["one"]) == {}


async def test_the_library_comes_with_true_vectors() -> None:
    embedder = MiniLM()
    texts = {chunk.sha256: chunk.text for lesson in read() for chunk in chunks_of(lesson)}
    found = VectorCache(SEED, embedder.model).find(list(texts))
    assert set(found) == set(texts)
    some = sorted(texts)[::80]
    again = await embedder.encode([texts[sha256] for sha256 in some])
    assert [float(found[sha256] @ vector) for sha256, vector in zip(some, again, strict=True)] == pytest.approx([1.0] * len(some), abs=0.02)


async def test_a_seed_is_only_embedded_where_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "tea.md").write_text("---\nslug: tea\ntitle: Tea\ntopic: basics\nupdated: 2026-11-20\n---\n\nA drink.\n\n## Use\nHot.\n")
    assert [await make(Hashing(), tmp_path / "vectors", tmp_path) for _ in range(2)] == [3, 0]
