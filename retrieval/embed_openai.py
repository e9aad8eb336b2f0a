"""Embeddings of an OpenAI-compatible service, cut to 384 numbers."""

from collections.abc import Sequence
from typing import Any

import httpx2
import numpy as np
from numpy.typing import NDArray

from core.errors import ModelFailed

DIMENSIONS = 384
_AT_ONCE = 64


class OpenAIEmbedder:
    """`POST {base_url}/embeddings`; the transport is a parameter so that tests need no network."""

    def __init__(
        self,
        api_key: str | None,
        base_url: str | None = None,
        name: str = "text-embedding-3-small",
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self.model = f"{name}-{DIMENSIONS}"
        self.dimensions = DIMENSIONS
        self._name = name
        self._client = httpx2.AsyncClient(
            base_url=(base_url or "https://api.openai.com/v1").rstrip("/") + "/",
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=20.0,
            transport=transport,
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give one unit vector per text; raise ModelFailed when the service does not give them."""
        parts = [await self._some(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE)]
        return np.concatenate(parts) if parts else np.zeros((0, DIMENSIONS), np.float32)

    async def _some(self, texts: Sequence[str]) -> NDArray[np.float32]:
        body = {"model": self._name, "input": list(texts), "dimensions": DIMENSIONS, "encoding_format": "float"}
        try:
            response = await self._client.post("embeddings", json=body)
            response.raise_for_status()
            rows: list[dict[str, Any]] = sorted(response.json()["data"], key=lambda row: row["index"])
            found = np.asarray([row["embedding"] for row in rows], np.float32)
        except (httpx2.HTTPError, KeyError, TypeError, ValueError) as problem:
            raise ModelFailed("The embedding service did not answer.") from problem
        if found.shape != (len(texts), DIMENSIONS):
            raise ModelFailed("The embedding service gave vectors of another size.")
        unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit
