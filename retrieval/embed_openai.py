"""Embeddings of an OpenAI-compatible service, cut to 384 numbers."""

from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Any

import httpx2
import numpy as np
from numpy.typing import NDArray

from core.care import Care, Limits, TryAgain, told
from core.errors import ModelFailed

DIMENSIONS = 384
_AT_ONCE = 64
_MILLION = 1_000_000
_LATER = {408, 409, 429, 500, 502, 503, 504}
# A person waits for the vectors of a question, and words alone are searched without them; so few texts are tried once.
_FEW = 4
_QUOTA = 3_000
QUESTION = Limits(timeout=5.0, total=5.0, attempts=1, quota=_QUOTA)
DOCUMENTS = Limits(timeout=20.0, total=60.0, attempts=4, pause=0.5, quota=_QUOTA)


class OpenAIEmbedder:
    """`POST {base_url}/embeddings`; many texts are asked for again when the service is busy, and it is left alone while it fails.

    The transport and the limits of a question and of documents are parameters so that tests need neither network nor time.
    """

    def __init__(
        self,
        api_key: str | None,
        base_url: str | None = None,
        name: str = "text-embedding-3-small",
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        limits: tuple[Limits, Limits] = (QUESTION, DOCUMENTS),
    ) -> None:
        self.model = f"{name}-{DIMENSIONS}"
        self.dimensions = DIMENSIONS
        self.tokens = 0
        self.price: Decimal | None = None
        self._name = name
        self._question, self._documents = (Care("The embedding service", each, ModelFailed) for each in limits)
        self._client = httpx2.AsyncClient(
            base_url=(base_url or "https://api.openai.com/v1").rstrip("/") + "/",
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=limits[1].timeout,
            transport=transport,
        )

    @property
    def spent(self) -> str:
        """Say what was embedded so far, in tokens, and in money where the price of a million tokens is known."""
        cost = "" if self.price is None else f", which cost {self.tokens * self.price / _MILLION}"
        return f"{self.tokens:,} tokens were embedded{cost}." if self.tokens else ""

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one unit vector per text; raise ModelFailed when the service does not give them."""
        care = self._question if len(texts) <= _FEW else self._documents
        parts = [texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE)]
        found = [await care.call(partial(self._some, part)) for part in parts]
        return np.concatenate(found) if found else np.zeros((0, DIMENSIONS), np.float32)

    async def _some(self, texts: Sequence[str]) -> NDArray[np.float32]:
        body = {"model": self._name, "input": list(texts), "dimensions": DIMENSIONS, "encoding_format": "float"}
        try:
            response = await self._client.post("embeddings", json=body)
        except httpx2.TransportError as problem:
            raise TryAgain("the connection failed") from problem
        if response.status_code in _LATER:
            raise TryAgain(f"it answered {response.status_code}", told(response.headers.get("retry-after", "0")))
        try:
            given = response.raise_for_status().json()
            rows: list[dict[str, Any]] = sorted(given["data"], key=lambda row: row["index"])
            self.tokens += int((given.get("usage") or {}).get("total_tokens") or 0)
            found = np.asarray([row["embedding"] for row in rows], np.float32)
        except (httpx2.HTTPError, AttributeError, KeyError, TypeError, ValueError) as problem:
            raise ModelFailed("The embedding service did not answer.") from problem
        if found.shape != (len(texts), DIMENSIONS):
            raise ModelFailed("The embedding service gave vectors of another size.")
        unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit
