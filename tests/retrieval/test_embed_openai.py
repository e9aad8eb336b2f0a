"""The OpenAI-compatible embedder over a transport of our own."""

import asyncio
import json
import time
from decimal import Decimal

import httpx2
import numpy as np
import pytest

from core.care import Limits
from core.errors import BadInput, ModelFailed
from core.settings import load
from retrieval.embed_openai import QUESTION, OpenAIEmbedder
from retrieval.memo import Remembering, embedder

QUICK = Limits(timeout=0.2, total=0.2, attempts=1, failures=3), Limits(timeout=1, total=2, attempts=4, pause=0.01)
MANY = ["beta"] * 5


class Service:
    """Answers as the service does, the rows in reverse order, with one status after the other, the last one for ever."""

    def __init__(self, *statuses: int, width: int = 384, headers: dict[str, str] | None = None, slow: float = 0.0) -> None:
        self.statuses, self.width, self.headers, self.slow = list(statuses), width, headers, slow
        self.seen: list[int] = []
        self.embedder = OpenAIEmbedder("key", "https://models.example/v1", transport=httpx2.MockTransport(self.answer), limits=QUICK)
        self.embedder.price = Decimal("0.02")

    async def answer(self, request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        assert (request.url.path, asked["dimensions"], request.headers["authorization"]) == ("/v1/embeddings", 384, "Bearer key")
        self.seen.append(len(asked["input"]))
        await asyncio.sleep(self.slow)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        rows = [{"index": at, "embedding": [float(len(text))] * self.width} for at, text in enumerate(asked["input"])]
        return httpx2.Response(status, json={"data": rows[::-1], "usage": {"total_tokens": 1_000 * len(rows)}}, headers=self.headers)


async def test_vectors_come_in_batches_in_the_order_asked_and_of_length_one() -> None:
    service = Service(200)
    found = await service.embedder.encode(["x" * (1 + at) for at in range(130)])
    assert (found.shape, service.seen) == ((130, 384), [64, 64, 2])
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(130), abs=1e-5)


async def test_what_was_embedded_is_told_in_tokens_and_money() -> None:
    service = Service(200)
    remembering = Remembering(service.embedder)
    assert remembering.spent == ""
    await remembering.encode(["beta"] * 130)
    assert remembering.spent == "130,000 tokens were embedded, which cost 0.0026."
    service.embedder.price = None
    assert remembering.spent == "130,000 tokens were embedded."


async def test_documents_are_asked_for_again_while_the_service_is_busy() -> None:
    service = Service(429, 500, 503, 200)
    assert (await service.embedder.encode(MANY)).shape == (5, 384)
    assert service.seen == [5, 5, 5, 5]


async def test_the_wait_that_the_service_tells_is_kept() -> None:
    began = time.monotonic()
    await Service(429, 200, headers={"Retry-After": "1"}).embedder.encode(MANY)
    assert time.monotonic() - began >= 1


@pytest.mark.parametrize(
    ("service", "tries", "says"),
    [
        (Service(429), 4, "answered 429"),
        (Service(429, headers={"Retry-After": "7"}), 1, "answered 429"),
        (Service(500), 4, "answered 500"),
        (Service(401), 1, "did not answer"),
        (Service(200, width=12), 1, "another size"),
    ],
)
async def test_a_broken_service_is_an_error_of_ours(service: Service, tries: int, says: str) -> None:
    with pytest.raises(ModelFailed, match=says):
        await service.embedder.encode(MANY)
    assert len(service.seen) == tries


@pytest.mark.parametrize("service", [Service(429, headers={"Retry-After": "1"}), Service(500), Service(200, slow=5)])
async def test_a_question_is_tried_once_and_soon_not_at_all(service: Service) -> None:
    began = time.monotonic()
    for _ in range(6):
        with pytest.raises(ModelFailed):
            await service.embedder.encode(["beta"])
    assert (len(service.seen), time.monotonic() - began < 1) == (3, True)


def test_a_question_leaves_a_turn_its_time() -> None:
    assert QUESTION.attempts * QUESTION.timeout <= 5


@pytest.mark.parametrize(
    ("named", "model"),
    [("minilm", "all-MiniLM-L6-v2-int8"), ("openai", "text-embedding-3-small-384"), ("openai:nomic", "nomic-384")],
)
def test_settings_choose_the_embedder(named: str, model: str) -> None:
    assert embedder(load({"COACH_EMBEDDINGS": named, "OPENAI_API_KEY": "key"})).model == model


def test_an_unknown_embedder_is_refused() -> None:
    with pytest.raises(BadInput, match="COACH_EMBEDDINGS"):
        embedder(load({"COACH_EMBEDDINGS": "word2vec"}))
