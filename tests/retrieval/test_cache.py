"""Vectors by hash in a folder."""

from pathlib import Path

import numpy as np
import pytest

from retrieval.cache import VectorCache


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
