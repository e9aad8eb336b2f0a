"""An embedder that remembers the vectors of its last questions, and the choice of the embedder."""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.errors import BadInput
from core.protocols import Embedder
from core.settings import Settings
from retrieval.embed import MiniLM
from retrieval.embed_openai import OpenAIEmbedder


class Remembering:
    """Keep the vectors of single texts; the router and the search of one turn embed the same question."""

    def __init__(self, inner: Embedder, size: int = 512) -> None:
        self.model = inner.model
        self.dimensions = inner.dimensions
        self._inner = inner
        self._size = size
        self._kept: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

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


def embedder(settings: Settings) -> Remembering:
    """Build the embedder that the settings name: `minilm`, or `openai` with an optional model name after a colon."""
    kind, _, name = settings.embeddings.partition(":")
    if kind == "minilm":
        return Remembering(MiniLM())
    if kind == "openai":
        return Remembering(OpenAIEmbedder(settings.model.api_key, settings.model.base_url, name or "text-embedding-3-small"))
    raise BadInput(f"COACH_EMBEDDINGS must be minilm or openai; it is {settings.embeddings!r}.")
