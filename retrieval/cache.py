"""Vectors kept by the hash of their text, one file per model, so that nothing is embedded twice."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

_SIZE = 64


class VectorCache:
    """Vectors as half floats in `<folder>/<model>.npz`; a seed folder is read and never written."""

    def __init__(self, folder: Path, model: str, *, seed: Path | None = None) -> None:
        name = re.sub(r"[^A-Za-z0-9.-]", "_", model) + ".npz"
        self.path = folder / name
        self._kept: dict[str, NDArray[np.float16]] = {}
        self._seeded: dict[str, NDArray[np.float16]] = _read(seed / name) if seed else {}
        self._kept = _read(self.path)

    def find(self, hashes: Sequence[str]) -> dict[str, NDArray[np.float32]]:
        """Give the vectors that are known, by hash."""
        both: Mapping[str, NDArray[np.float16]] = {**self._seeded, **self._kept}
        return {sha256: both[sha256].astype(np.float32) for sha256 in hashes if sha256 in both}

    def keep(self, hashes: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Remember vectors; the file is replaced as a whole."""
        self._kept.update({sha256: vector.astype(np.float16) for sha256, vector in zip(hashes, vectors, strict=True)})
        write(self.path, self._kept)


def _read(path: Path) -> dict[str, NDArray[np.float16]]:
    """Read a file of vectors; one that is missing or broken counts as empty, since all of it can be made again."""
    try:
        with path.open("rb") as file, np.load(file) as stored:
            return {sha256.decode(): vector for sha256, vector in zip(stored["hashes"], stored["vectors"], strict=True)}
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return {}


def write(path: Path, vectors: Mapping[str, NDArray[np.float16]]) -> None:
    """Write a file of vectors, ordered by hash so that equal content gives equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    hashes = sorted(vectors)
    draft = path.with_name(f".{os.getpid()}-{path.name}")
    stacked = np.stack([vectors[sha256] for sha256 in hashes]) if hashes else np.zeros((0, 0), np.float16)
    np.savez(draft, hashes=np.asarray(hashes, dtype=f"S{_SIZE}"), vectors=stacked)
    draft.replace(path)
