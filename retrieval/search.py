"""Search the library, and a person's own passages, by meaning and by words together."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector

from core.errors import Unavailable
from core.protocols import Embedder
from data import library
from data.db import Database
from retrieval import own
from retrieval.chunk import merged
from retrieval.index import Status, status
from retrieval.passages import Found, Passage, coverage, logistic, quote
from retrieval.words import Vocabulary, english, telling

PER_LESSON = 2
_SUBJECT = 3


@dataclass(frozen=True, slots=True)
class Weights:
    """How the two rankings are fused: the sum of weight / (k + rank); `fetched` chunks come back."""

    dense: float = 3.0
    lexical: float = 1.0
    k: float = 10.0
    fetched: int = 24


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic curve over cosine and word coverage, chosen on the `fit` part of evals/retrieval/questions.jsonl.

    `named` weighs the question's words that stand in a chunk's header, `lead` the first chunk of a lesson when only a
    subject is asked for. Below `least` a search abstains; below `shown` a further passage is left out.
    """

    cosine: float = 6.5
    covered: float = 3.0
    named: float = 2.0
    lead: float = 0.8
    offset: float = -5.0
    bare: tuple[float, float, float] = (4.0, 2.5, -3.4)
    least: float = 0.45
    shown: float = 0.25

    def chance(self, cosine: float | None, covered: float, named: float, *, lead: bool = False) -> float:
        """Give the chance that a passage answers the question; without a cosine from the words alone."""
        first = self.lead if lead else 0.0
        if cosine is None:
            by_cover, by_name, offset = self.bare
            return logistic(by_cover * covered + by_name * named + first + offset)
        return logistic(self.cosine * cosine + self.covered * covered + self.named * named + first + self.offset)


@dataclass(slots=True)
class _Known:
    """What is remembered of one state of the library."""

    sha256: str | None = None
    ready: bool = False
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary(()))
    weight: Mapping[str, float] = field(default_factory=dict)
    unknown: float = 1.0


def arguments(text: str, vector: NDArray[np.float32] | None, model: str, weights: Weights, *, topic: str | None = None) -> dict[str, Any]:
    """Give the parameters of the fused search."""
    return {
        "text": text,
        "vector": None if vector is None else HalfVector(vector).to_text(),
        "model": model,
        "topic": topic,
        "w_dense": weights.dense,
        "w_lexical": weights.lexical,
        "k": weights.k,
        "limit": weights.fetched,
    }


class Search:
    """Search with one embedder; what it remembers follows the stored library by its hash."""

    def __init__(self, db: Database, embedder: Embedder, *, weights: Weights | None = None, calibration: Calibration | None = None) -> None:
        self._db = db
        self._embedder = embedder
        self._weights = weights or Weights()
        self._calibration = calibration or Calibration()
        self._known = _Known()

    async def status(self) -> Status:
        """Tell how far the library is indexed."""
        return await status(self._db, self._embedder)

    async def learn(self, query: str, limit: int = 5, topic: str | None = None) -> Found:
        """Find the passages of the library that answer a question; none, and `abstained`, when it does not."""
        known = await self._refreshed()
        text = known.vocabulary.mend(english(query))
        vector = await self._vector(text) if known.ready else None
        said = telling(text)
        async with self._db.shared() as conn:
            asked = await library.lexemes(conn, said)
            rows = await library.hybrid(conn, arguments(said, vector, self._embedder.model, self._weights, topic=topic))
        scored = [(row, self._chance(row, asked, known)) for row in rows]
        passages = _passages([pair for pair in scored if pair[1] >= self._calibration.shown], asked, limit)
        if not passages or passages[0].score < self._calibration.least:
            return Found(abstained=True, indexing=not known.ready)
        return Found(passages=passages, indexing=not known.ready)

    async def notes(self, user_id: UUID, query: str, limit: int = 5) -> Found:
        """Find passages of a person's own holdings, notes and documents."""
        text = english(query)
        vector = await self._vector(text)
        return await own.search(self._db, user_id, own.Question(telling(text), vector, self._embedder.model, limit))

    async def _vector(self, text: str) -> NDArray[np.float32] | None:
        """Embed a question; None when the embedder is out of reach, so that words alone are searched."""
        try:
            found: NDArray[np.float32] = (await self._embedder.encode([text]))[0]
        except Unavailable:
            return None
        return found

    def _chance(self, row: Mapping[str, Any], asked: Sequence[str], known: _Known) -> float:
        covered = coverage(asked, row["matched"], known.weight, known.unknown)
        named = coverage(asked, row["named"], known.weight, known.unknown)
        return self._calibration.chance(row["cosine"], covered, named, lead=row["seq"] == 0 and len(asked) <= _SUBJECT)

    async def _refreshed(self) -> _Known:
        """Give what is known of the library as it is stored now."""
        async with self._db.shared() as conn:
            sha256 = await library.loaded(conn)
            if sha256 == self._known.sha256 and self._known.ready:
                return self._known
            chunks, vectors = await library.counts(conn, self._embedder.model)
            if sha256 != self._known.sha256:
                frequency = await library.vocabulary(conn)
                weight = {word: math.log(1 + chunks / seen) for word, seen in frequency.items()}
                texts = await library.texts(conn)
                self._known = _Known(sha256, vocabulary=Vocabulary(texts), weight=weight, unknown=math.log(1 + 2 * max(chunks, 1)))
        self._known.ready = 0 < chunks == vectors
        return self._known


def _passages(scored: Sequence[tuple[dict[str, Any], float]], asked: Sequence[str], limit: int) -> tuple[Passage, ...]:
    """Keep at most two passages per lesson, join neighbours, and order by chance."""
    kept: dict[str, list[tuple[dict[str, Any], float]]] = {}
    for row, chance in sorted(scored, key=lambda pair: -pair[1]):
        group = kept.setdefault(row["slug"], [])
        if len(group) < PER_LESSON:
            group.append((row, chance))
    found = [passage for group in kept.values() for passage in _joined(group, asked)]
    return tuple(sorted(found, key=lambda passage: -passage.score)[:limit])


def _joined(group: list[tuple[dict[str, Any], float]], asked: Sequence[str]) -> list[Passage]:
    """Make the passages of one lesson; two neighbouring chunks under one heading become one passage."""
    first, *rest = sorted(group, key=lambda pair: pair[0]["seq"])
    if rest and rest[0][0]["seq"] == first[0]["seq"] + 1 and rest[0][0]["locator"] == first[0]["locator"]:
        row = {**first[0], "body": merged(first[0]["body"], rest[0][0]["body"])}
        return [_passage(row, max(first[1], rest[0][1]), asked)]
    return [_passage(row, chance, asked) for row, chance in group]


def _passage(row: Mapping[str, Any], chance: float, asked: Sequence[str]) -> Passage:
    return Passage(
        id=f"{row['slug']}#{row['seq']}",
        title=row["title"],
        locator=row["locator"],
        quote=quote(row["body"], asked),
        text=row["body"],
        score=round(chance, 4),
        origin=row["kind"],
    )
