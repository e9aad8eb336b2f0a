"""The OpenAI-compatible embedder over a transport of our own."""

import json

import httpx2
import numpy as np
import pytest

from core.errors import BadInput, ModelFailed
from core.settings import load
from retrieval.embed_openai import OpenAIEmbedder
from retrieval.memo import embedder


def transport(width: int = 384, status: int = 200) -> httpx2.MockTransport:
    """Answer as the service does, the rows in reverse order."""

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        assert (request.url.path, asked["dimensions"], request.headers["authorization"]) == ("/v1/embeddings", 384, "Bearer key")
        rows = [{"index": at, "embedding": [float(len(text))] * width} for at, text in enumerate(asked["input"])]
        return httpx2.Response(status, json={"data": rows[::-1]})

    return httpx2.MockTransport(answer)


async def test_vectors_come_in_the_order_asked_and_of_length_one() -> None:
    service = OpenAIEmbedder("key", "https://models.example/v1", transport=transport())
    found = await service.encode(["x" * (1 + at) for at in range(70)])
    assert found.shape == (70, 384)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(70), abs=1e-5)


@pytest.mark.parametrize("broken", [transport(width=12), transport(status=500)])
async def test_a_broken_service_is_an_error_of_ours(broken: httpx2.MockTransport) -> None:
    service = OpenAIEmbedder("key", "https://models.example/v1/", transport=broken)
    with pytest.raises(ModelFailed):
        await service.encode(["beta"])


@pytest.mark.parametrize(
    ("named", "model"),
    [("minilm", "all-MiniLM-L6-v2-int8"), ("openai", "text-embedding-3-small-384"), ("openai:nomic", "nomic-384")],
)
def test_settings_choose_the_embedder(named: str, model: str) -> None:
    assert embedder(load({"COACH_EMBEDDINGS": named, "OPENAI_API_KEY": "key"})).model == model


def test_an_unknown_embedder_is_refused() -> None:
    with pytest.raises(BadInput, match="COACH_EMBEDDINGS"):
        embedder(load({"COACH_EMBEDDINGS": "word2vec"}))
