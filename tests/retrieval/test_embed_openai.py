"""The OpenAI-compatible embedder over a transport of our own."""

import asyncio
import json
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx2
import numpy as np
import pytest

from core.errors import BadInput, ModelFailed
from core.settings import load
from retrieval.embed_openai import OpenAIEmbedder
from retrieval.memo import embedder


def transport() -> httpx2.MockTransport:
    """Answer as the service does, the rows in reverse order."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        assert (request.url.path, asked["dimensions"], request.headers["authorization"]) == ("/v1/embeddings", 384, "Bearer key")
        rows = [{"index": at, "embedding": [float(len(text))] * 384} for at, text in enumerate(asked["input"])]
        return httpx2.Response(200, json={"data": rows[::-1]})

    return httpx2.MockTransport(answer)


async def test_vectors_come_in_the_order_asked_and_of_length_one() -> None:
    service = OpenAIEmbedder("key", "https://models.example/v1", transport=transport())
    found = await service.encode(["x" * (1 + at) for at in range(70)])
    assert found.shape == (70, 384)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(70), abs=1e-5)


class Scripted:
    """A server on loopback that answers with one status after the other, the last one for ever; `seen` counts the texts of each call."""

    def __init__(self, *statuses: int, width: int = 384, headers: str = "") -> None:
        self.statuses, self.width, self.headers = list(statuses), width, headers
        self.seen: list[int] = []
        self.pauses: list[float] = []

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(re.findall(r"content-length: (\d+)", head)[0])
        texts = json.loads(await reader.readexactly(length))["input"]
        self.seen.append(len(texts))
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        rows = [{"index": at, "embedding": [1.0] * self.width} for at in range(len(texts))]
        body = json.dumps({"data": rows, "usage": {"total_tokens": 1000 * len(texts)}})
        writer.write(f"HTTP/1.1 {status} X\r\nConnection: close\r\n{self.headers}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    @asynccontextmanager
    async def embedder(self) -> AsyncGenerator[OpenAIEmbedder]:
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        async with server:
            service = OpenAIEmbedder("key", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1", pause=self.pause)
            yield service
            await service.close()


async def test_a_busy_service_is_asked_again_later_each_time() -> None:
    script = Scripted(429, 500, 503, 200)
    async with script.embedder() as service:
        assert (await service.encode(["beta"])).shape == (1, 384)
    assert script.seen == [1, 1, 1, 1]
    assert [0.5 * 2**at * 0.5 <= pause <= 0.5 * 2**at for at, pause in enumerate(script.pauses)] == [True] * 3


async def test_the_wait_that_the_service_tells_is_kept() -> None:
    script = Scripted(429, 200, headers="Retry-After: 7\r\n")
    async with script.embedder() as service:
        await service.encode(["beta"])
    assert script.pauses == [7.0]


@pytest.mark.parametrize(
    ("script", "tries", "says"),
    [
        (Scripted(429), 4, "did not answer"),
        (Scripted(500), 4, "did not answer"),
        (Scripted(401), 1, "did not answer"),
        (Scripted(200, width=12), 1, "another size"),
    ],
)
async def test_a_broken_service_is_an_error_of_ours(script: Scripted, tries: int, says: str) -> None:
    async with script.embedder() as service:
        with pytest.raises(ModelFailed, match=says):
            await service.encode(["beta"])
    assert len(script.seen) == tries


async def test_many_texts_go_in_batches_and_their_tokens_are_counted() -> None:
    script = Scripted(200)
    async with script.embedder() as service:
        await service.encode(["beta"] * 130)
        assert (script.seen, service.tokens) == ([64, 64, 2], 130_000)


@pytest.mark.parametrize(
    ("named", "model"),
    [("minilm", "all-MiniLM-L6-v2-int8"), ("openai", "text-embedding-3-small-384"), ("openai:nomic", "nomic-384")],
)
def test_settings_choose_the_embedder(named: str, model: str) -> None:
    assert embedder(load({"COACH_EMBEDDINGS": named, "OPENAI_API_KEY": "key"})).model == model


def test_an_unknown_embedder_is_refused() -> None:
    with pytest.raises(BadInput, match="COACH_EMBEDDINGS"):
        embedder(load({"COACH_EMBEDDINGS": "word2vec"}))
