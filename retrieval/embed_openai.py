"""Embeddings of an OpenAI-compatible service, cut to 384 numbers."""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import httpx2
import numpy as np
from numpy.typing import NDArray

from core.errors import ModelFailed

DIMENSIONS = 384
_AT_ONCE = 64
_TRIES, _FIRST_WAIT, _LONGEST_WAIT = 4, 0.5, 20.0
_LATER = {408, 409, 429, 500, 502, 503, 504}
_log = logging.getLogger(__name__)


class OpenAIEmbedder:
    """`POST {base_url}/embeddings`, again after a while when the service is busy; `tokens` counts what it has charged.

    The transport and the pause are parameters so that tests need neither network nor time.
    """

    def __init__(
        self,
        api_key: str | None,
        base_url: str | None = None,
        name: str = "text-embedding-3-small",
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.tokens = 0
        self._pause = pause
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
        if len(texts) > 1:
            _log.info("%s: %d texts embedded, %d tokens charged so far", self._name, len(texts), self.tokens)
        return np.concatenate(parts) if parts else np.zeros((0, DIMENSIONS), np.float32)

    async def _some(self, texts: Sequence[str]) -> NDArray[np.float32]:
        body = {"model": self._name, "input": list(texts), "dimensions": DIMENSIONS, "encoding_format": "float"}
        try:
            answer = (await self._asked(body)).raise_for_status().json()
            rows: list[dict[str, Any]] = sorted(answer["data"], key=lambda row: row["index"])
            found = np.asarray([row["embedding"] for row in rows], np.float32)
            self.tokens += int((answer.get("usage") or {}).get("total_tokens") or 0)
        except (httpx2.HTTPError, KeyError, TypeError, ValueError) as problem:
            raise ModelFailed("The embedding service did not answer.") from problem
        if found.shape != (len(texts), DIMENSIONS):
            raise ModelFailed("The embedding service gave vectors of another size.")
        unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit

    async def _asked(self, body: dict[str, Any]) -> httpx2.Response:
        """Send a request, again where another try may help."""
        for at in range(_TRIES - 1):
            try:
                response = await self._client.post("embeddings", json=body)
            except httpx2.TransportError:
                await self._pause(_wait(at))
                continue
            if response.status_code not in _LATER:
                return response
            await self._pause(_wait(at, response.headers.get("retry-after", "")))
        return await self._client.post("embeddings", json=body)


def _wait(at: int, told: str = "") -> float:
    """Give seconds to wait before the next try: those the service tells, or twice as many each time, spread by chance."""
    if told.isdecimal():
        return min(float(told), _LONGEST_WAIT)
    return _FIRST_WAIT * 2.0**at * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, guards nothing
