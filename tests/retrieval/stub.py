"""An embedder for tests that need vectors but no meaning: words are hashed into 384 places."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Hashing:
    """Bags of hashed words; `seen` lists what was embedded."""

    def __init__(self, model: str = "hashing") -> None:
        self.model = model
        self.dimensions = 384
        self.seen: list[str] = []

    async def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.seen += texts
        out = np.full((len(texts), self.dimensions), 1e-3, np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                out[row, int(hashlib.sha256(word.strip("?.,").encode()).hexdigest(), 16) % self.dimensions] += 1
        unit: NDArray[np.float32] = out / np.linalg.norm(out, axis=1, keepdims=True)
        return unit
