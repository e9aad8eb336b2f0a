"""The built-in embedder against known values of its upstream model."""

from pathlib import Path

import numpy as np
import pytest

from core.errors import Unavailable
from retrieval.embed import MiniLM
from retrieval.memo import Remembering, Seeded, make_seed
from retrieval.tokens import TOKENIZER, common, count, verified
from tests.retrieval.stub import Hashing

WEATHER = ["The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium."]


async def test_similarities_are_those_of_the_upstream_model() -> None:
    vectors = await MiniLM().encode(WEATHER)
    near = vectors @ vectors.T
    assert [near[0, 1], near[0, 2], near[1, 2]] == pytest.approx([0.6684, 0.1055, 0.1404], abs=0.01)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


async def test_batches_and_order_do_not_mix_texts() -> None:
    embedder = MiniLM(batch=2)
    texts = ["a share", "a much longer text about the dividends of a company", "tax", "bond", "gold and silver"]
    together = await embedder.encode(texts)
    alone = np.vstack([await embedder.encode([text]) for text in texts])
    assert (together * alone).sum(axis=1) == pytest.approx(np.ones(5), abs=0.01)


async def test_no_texts_give_no_vectors() -> None:
    assert (await MiniLM().encode([])).shape == (0, 384)


def test_counting_does_not_stop_at_the_window() -> None:
    assert count("share " * 700) == 702


@pytest.mark.parametrize(("word", "known"), [("market", True), ("kitten", True), ("volatilty", False), ("divident", False)])
def test_common_words_are_told_from_misspelt_ones(word: str, *, known: bool) -> None:
    assert common(word) is known


def test_another_file_is_refused() -> None:
    with pytest.raises(Unavailable, match="not the pinned file"):
        verified(TOKENIZER, "0" * 64)


async def test_a_question_is_embedded_once() -> None:
    inner = Hashing()
    embedder = Remembering(inner, size=2)
    for text in ("beta", "beta", "alpha", "gamma", "beta"):
        await embedder.encode([text])
    assert inner.seen == ["beta", "alpha", "gamma", "beta"]


async def test_a_seed_is_used_where_it_knows_a_text_and_the_rest_is_embedded(tmp_path: Path) -> None:
    assert [await make_seed(Hashing(), ["beta", "alpha"], tmp_path) for _ in range(2)] == [2, 0]
    inner = Hashing()
    found = await Seeded(inner, tmp_path).encode(["alpha", "gamma", "beta", "gamma"])
    assert inner.seen == ["gamma"]
    assert found == pytest.approx(await Hashing().encode(["alpha", "gamma", "beta", "gamma"]), abs=1e-3)
