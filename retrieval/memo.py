"""An embedder that remembers the vectors of its last questions, and the choice of the embedder."""

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput
from core.protocols import Embedder
from core.settings import Settings
from retrieval.cache import VectorCache, write
from retrieval.embed import MiniLM
from retrieval.embed_openai import OpenAIEmbedder
from retrieval.outside import SEED


class Remembering:
    """Keep the vectors of single texts; the router and the search of one turn embed the same question."""

    def __init__(self, inner: Embedder, size: int = 512) -> None:
        self.model = inner.model
        self.dimensions = inner.dimensions
        self._inner = inner
        self._size = size
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @property
    def spent(self) -> str:
        """Say what a service that is paid for has embedded; nothing where none is."""
        return str(getattr(self._inner, "spent", ""))

    async def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one unit vector per text; several texts at once are documents and not remembered."""
        if len(texts) != 1:
            return await self._inner.encode(texts)
        text = texts[0]
        if text in self._kept:
            self._kept.move_to_end(text)
        else:
            self._kept[text] = await self._inner.encode(texts)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return self._kept[text]


class Seeded:
    """Give the vectors that come with the program for texts known beforehand; all others are embedded."""

    def __init__(self, inner: Embedder, seed: Path = SEED) -> None:
        self.model = inner.model
        self.dimensions = inner.dimensions
        self._inner = inner
        self._seed = seed
        self._cache: VectorCache | None = None

    async def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one unit vector per text; a single text is a person's and not looked for."""
        if len(texts) <= 1:
            return await self._inner.encode(texts)
        self._cache = self._cache or VectorCache(self._seed, seed_name(self.model))
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        known = self._cache.find(hashes)
        fresh = {sha256: text for sha256, text in zip(hashes, texts, strict=True) if sha256 not in known}
        if fresh:
            known.update(zip(fresh, await self._inner.encode(list(fresh.values())), strict=True))
        return np.stack([known[sha256] for sha256 in hashes])


def seed_name(model: str) -> str:
    """Name the file of a model's vectors of questions known beforehand."""
    return f"questions-{model}"


async def make_seed(inner: Embedder, texts: Sequence[str], folder: Path = SEED) -> int:
    """Write the vectors of questions known beforehand; give how many had to be embedded."""
    wanted = {hashlib.sha256(text.encode()).hexdigest(): text for text in texts}
    cache = VectorCache(folder, seed_name(inner.model))
    known = cache.find(list(wanted))
    fresh = [sha256 for sha256 in wanted if sha256 not in known]
    if fresh:
        known.update(zip(fresh, await inner.encode([wanted[sha256] for sha256 in fresh]), strict=True))
    write(cache.path, {sha256: vector.astype(np.float16) for sha256, vector in known.items()})
    return len(fresh)


def embedder(settings: Settings) -> Remembering:
    """Build the embedder that the settings name: `minilm`, or `openai` with an optional model name after a colon."""
    kind, _, name = settings.embeddings.partition(":")
    if kind == "minilm":
        return Remembering(Seeded(MiniLM()))
    if kind == "openai":
        made = OpenAIEmbedder(settings.model.api_key, settings.model.base_url, name or "text-embedding-3-small")
        made.price = settings.embeddings_price
        return Remembering(made)
    raise BadInput(f"COACH_EMBEDDINGS must be minilm or openai; it is {settings.embeddings!r}.")
