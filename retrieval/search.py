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
from retrieval import outside, own
from retrieval.calibrate import About, Calibration, Seen, see
from retrieval.chunk import merged
from retrieval.index import Status, status
from retrieval.named import Names, Near, nearest
from retrieval.passages import Found, Passage, quote
from retrieval.words import Vocabulary, english, telling

PER_LESSON = 2
# A word that stands in more chunks than this tells too little to be worth ranking all of them.
_COMMON = 2_000
_NO_PAGE: Mapping[str, Any] = {"related": (), "names": ()}


@dataclass(frozen=True, slots=True)
class Weights:
    """How the two rankings are fused: the sum of weight / (k + rank).

    `fetched` chunks come back, and the nearest chunk of each of the `named` pages whose names are nearest to the question.
    """

    dense: float = 3.0
    lexical: float = 1.0
    k: float = 10.0
    fetched: int = 32
    named: int = 30


@dataclass(slots=True)
class _Known:
    """What is remembered of one state of the library."""

    sha256: str | None = None
    ready: bool = False
    vocabulary: Vocabulary = field(default_factory=lambda: Vocabulary(()))
    pages: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    common: Sequence[str] = ()
    weight: Mapping[str, float] = field(default_factory=dict)
    unknown: float = 1.0
    outside: NDArray[np.float32] | None = None
    names: Names = field(default_factory=lambda: Names.of([]))


@dataclass(frozen=True, slots=True)
class Within:
    """What narrows and widens a search: a topic, the pages whose names are nearest, and words too common to be looked for."""

    topic: str | None = None
    named: Sequence[str] = ()
    common: Sequence[str] = ()


def arguments(text: str, vector: NDArray[np.float32] | None, model: str, weights: Weights, within: Within = Within()) -> dict[str, Any]:
    """Give the parameters of the fused search."""
    return {
        "text": text,
        "vector": None if vector is None else HalfVector(vector).to_text(),
        "model": model,
        "topic": within.topic,
        "common": list(within.common),
        "w_dense": weights.dense,
        "w_lexical": weights.lexical,
        "k": weights.k,
        "limit": weights.fetched,
        "named": list(within.named[: weights.named]),
    }


def common(frequency: Mapping[str, int]) -> list[str]:
    """Choose from in how many chunks each lexeme stands those that are not looked for; a small library has none."""
    return [word for word, seen in frequency.items() if seen > _COMMON]


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
        known = self._known if self._known.ready else await self._refreshed()
        rows, about = await self._rows(known, query, topic)
        if rows and rows[0]["loaded"] != known.sha256:
            known = await self._refreshed()
            rows, about = await self._rows(known, query, topic)
        ranked = self._calibration.ranked([see(row, known.weight, known.unknown) for row in rows])
        indexing = not known.ready
        if not ranked or self._calibration.answers(ranked, about) < self._calibration.least:
            return Found(abstained=True, indexing=indexing)
        shown = [(chance, seen.row) for chance, seen in ranked if chance >= self._calibration.shown]
        return Found(passages=_passages(shown, limit), abstained=not shown, indexing=indexing)

    async def wording(self, query: str) -> str:
        """Give a question as it is embedded: in English, its spelling mended."""
        known = self._known if self._known.ready else await self._refreshed()
        return known.vocabulary.mend(english(query))

    async def signals(self, query: str) -> tuple[list[tuple[float, Seen]], About]:
        """Give what a search weighs: its ranking, and what is known of the question."""
        known = self._known if self._known.ready else await self._refreshed()
        rows, about = await self._rows(known, query, None)
        return self._calibration.ranked([see(row, known.weight, known.unknown) for row in rows]), about

    async def _rows(self, known: _Known, query: str, topic: str | None) -> tuple[list[dict[str, Any]], About]:
        """Give the rows with their signals, and what is known of the question."""
        text = known.vocabulary.mend(english(query))
        vector = await self._vector(text) if known.ready else None
        near = Near() if vector is None else known.names.near(vector)
        within = Within(topic, list(near.pages), known.common)
        wanted = arguments(telling(text), vector, self._embedder.model, self._weights, within)
        async with self._db.shared() as conn:
            rows = await library.hybrid(conn, wanted)
        signalled = [_signalled(row, known.pages.get(row["slug"], _NO_PAGE), near.pages.get(row["slug"])) for row in rows]
        about = About(known.weight, known.unknown)
        if vector is not None and known.outside is not None:
            about = About(known.weight, known.unknown, nearest(known.outside, vector), near.many)
        return signalled, about

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
                self._known = _Known(sha256, weight=weight, unknown=math.log(1 + 2 * max(chunks, 1)))
                self._known.vocabulary = Vocabulary(await library.texts(conn))
                self._known.pages = {page["slug"]: page for page in await library.pages(conn)}
                self._known.common = common(frequency)
            self._known.ready = 0 < chunks == vectors and not await library.names_wanting(conn, self._embedder.model)
            if self._known.ready:
                self._known.names = Names.of(await library.named(conn, self._embedder.model))
        if self._known.ready and self._known.outside is None:
            self._known.outside = await self._outside()
        return self._known

    async def _outside(self) -> NDArray[np.float32] | None:
        """Give the vectors of what the library leaves out; None when the embedder is out of reach."""
        try:
            return await outside.vectors(self._embedder)
        except Unavailable:
            return None


def _signalled(row: Mapping[str, Any], page: Mapping[str, Any], heard: float | None) -> dict[str, Any]:
    """Give a row with the question's words that stand in it, and with what is remembered of its page."""
    matched, named = ([word for word in row["asked"] if word not in row[less]] for less in ("missing", "unnamed"))
    return {**row, "matched": matched, "named": named, "related": page["related"], "names": page["names"], "heard": heard}


Scored = tuple[float, dict[str, Any]]


def _passages(scored: Sequence[Scored], limit: int) -> tuple[Passage, ...]:
    """Keep at most two passages per lesson, join neighbours, and give the best."""
    kept: dict[str, list[Scored]] = {}
    for pair in scored:
        group = kept.setdefault(pair[1]["slug"], [])
        if len(group) < PER_LESSON:
            group.append(pair)
    found = sorted((pair for group in kept.values() for pair in _joined(group)), key=lambda pair: -pair[0])
    return tuple(_passage(row, chance) for chance, row in found[:limit])


def _joined(group: Sequence[Scored]) -> Sequence[Scored]:
    """Make one of two neighbouring chunks under one heading."""
    (_, first), *rest = sorted(group, key=lambda pair: pair[1]["seq"])
    if not rest or rest[0][1]["seq"] != first["seq"] + 1 or rest[0][1]["locator"] != first["locator"]:
        return group
    return [(group[0][0], {**first, "body": merged(first["body"], rest[0][1]["body"])})]


def _passage(row: Mapping[str, Any], chance: float) -> Passage:
    return Passage(
        id=f"{row['slug']}#{row['seq']}",
        title=row["title"],
        locator=row["locator"],
        quote=quote(row["body"], row["asked"]),
        text=row["body"],
        score=round(chance, 4),
        origin=row["kind"],
    )
