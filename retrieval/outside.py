"""Subjects that the library does not treat, as vectors: what a question is compared with before it is answered."""

import hashlib
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.notation import read_yaml
from core.protocols import Embedder
from retrieval.cache import VectorCache

SEED = Path(__file__).parent / "vectors"
_FILE = Path(__file__).with_suffix(".yaml")


@cache
def subjects() -> dict[str, str]:
    """Give the subjects by the hash of their text."""
    groups: dict[str, list[str]] = read_yaml(_FILE.read_text("utf-8"))
    return {hashlib.sha256(text.encode()).hexdigest(): text for group in groups.values() for text in group}


async def vectors(embedder: Embedder) -> NDArray[np.float32]:
    """Give one unit vector per subject: those that come with the library, or embedded now."""
    texts = subjects()
    known = VectorCache(SEED, embedder.model).find(list(texts))
    if len(known) == len(texts):
        return np.stack([known[sha256] for sha256 in texts])
    return await embedder.encode(list(texts.values()))
