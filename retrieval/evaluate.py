"""Measure ranking: own questions on the library, or any data set in the BEIR layout through our own chunker and SQL."""

import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from core.models import Model
from core.protocols import Embedder
from data import library
from data.db import Database
from retrieval import tokens
from retrieval.cache import VectorCache
from retrieval.chunk import split
from retrieval.search import Search, Weights, arguments

_PROSE = Weights(fetched=50, named=0)
KINDS = {"table": Weights(dense=1.0, lexical=3.0, fetched=50, named=0), "prose": _PROSE, "filing": _PROSE}
_BATCH = 64
Progress = Callable[[int, int], None]
Grades = Mapping[str, int]


def _quiet(_: int, __: int) -> None:
    """Report nothing."""


class Scores(Model):
    """What a ranking scored: means over all questions, and the time of one search."""

    ndcg_at_10: float
    recall_at_5: float
    recall_at_10: float
    mrr: float
    latency_ms_p50: float
    latency_ms_p95: float
    queries: int
    chunks: int
    kind: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, how well each document answers it (its grade), and what was found (best first) in how many milliseconds."""

    right: Grades
    found: tuple[str, ...]
    ms: float

    @property
    def needed(self) -> set[str]:
        """Give the documents of the best grade: those that recall counts."""
        best = max(self.right.values())
        return {name for name, grade in self.right.items() if grade == best}


def _gain(asked: Asked) -> float:
    best = sorted(asked.right.values(), reverse=True)
    return _discounted([asked.right.get(each, 0) for each in asked.found]) / _discounted(best)


def _discounted(grades: Sequence[int]) -> float:
    return sum((math.pow(2, grade) - 1) / math.log2(2 + at) for at, grade in enumerate(grades[:10]))


def _recall(asked: Asked, depth: int) -> float:
    return len(asked.needed & set(asked.found[:depth])) / len(asked.needed)


def _reciprocal(asked: Asked) -> float:
    return next((1 / (1 + at) for at, each in enumerate(asked.found) if each in asked.needed), 0.0)


def scores(asked: Sequence[Asked], chunks: int, kind: str) -> Scores:
    """Average over the questions."""
    times = sorted(each.ms for each in asked)

    def mean(values: Sequence[float]) -> float:
        return round(sum(values) / len(asked), 4)

    return Scores(
        ndcg_at_10=mean([_gain(each) for each in asked]),
        recall_at_5=mean([_recall(each, 5) for each in asked]),
        recall_at_10=mean([_recall(each, 10) for each in asked]),
        mrr=mean([_reciprocal(each) for each in asked]),
        latency_ms_p50=round(times[len(times) // 2], 2),
        latency_ms_p95=round(times[min(len(times) - 1, int(len(times) * 0.95))], 2),
        queries=len(asked),
        chunks=chunks,
        kind=kind,
    )


async def ask(search: Search, text: str, right: Grades) -> Asked:
    """Ask the library and note its pages in the order of their best passages."""
    start = time.perf_counter()
    found = await search.learn(text, 20)
    slugs = tuple(dict.fromkeys(passage.id.partition("#")[0] for passage in found.passages))
    return Asked(right, slugs, (time.perf_counter() - start) * 1000)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _right(path: Path) -> dict[str, dict[str, int]]:
    """Read how well documents answer questions (`query-id`, `corpus-id`, `score`, with a head line)."""
    right: dict[str, dict[str, int]] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        query, document, score = line.split("\t")
        if float(score) > 0:
            right.setdefault(query, {})[document] = math.ceil(float(score))
    return right


@dataclass(frozen=True, slots=True)
class Beir:
    """A data set in the BEIR layout: documents, questions, and which documents answer which question."""

    corpus: Path
    queries: Path
    qrels: Path
    kind: str | None = None
    limit: int | None = None

    @classmethod
    def of(cls, folder: Path, limit: int | None = None) -> Self:
        """Name the files of a folder: corpus.jsonl, queries.jsonl, and qrels.tsv or qrels/test.tsv."""
        flat = folder / "qrels.tsv"
        return cls(folder / "corpus.jsonl", folder / "queries.jsonl", flat if flat.exists() else folder / "qrels" / "test.tsv", limit=limit)

    def documents(self) -> list[dict[str, Any]]:
        """Read the documents."""
        return _lines(self.corpus)

    def questions(self) -> Sequence[tuple[str, Grades]]:
        """Read the questions that have an answer."""
        right = _right(self.qrels)
        found = [(each["text"], right[each["_id"]]) for each in _lines(self.queries) if each["_id"] in right]
        return found[: self.limit]


def kind_of(documents: Sequence[Mapping[str, Any]]) -> str:
    """Tell whether most documents hold a table, which words find better than meaning does."""
    tables = sum(" | " in document["text"] for document in documents)
    return "table" if tables * 2 > len(documents) else "prose"


async def beir(
    db: Database,
    embedder: Embedder,
    data: Beir,
    *,
    cache: VectorCache | None = None,
    progress: Progress = _quiet,
) -> Scores:
    """Score a data set that takes the library's place in one transaction, which is rolled back.

    No schema of its own is made: the application's role may not create one, the searches that run are those of the service to
    the letter, nobody else sees the rows, and a crash leaves nothing to be dropped.
    """
    documents = data.documents()
    kind = data.kind or kind_of(documents)
    rows = [
        {"slug": document["_id"], **_columns(chunk)}
        for document in documents
        for chunk in split(document.get("title") or "", document["text"], tokens.count)
    ]
    vectors = await _vectors(embedder, rows, cache, progress)
    asked = []
    async with db.shared() as conn, library.replaced(conn, rows, embedder.model, vectors):
        for text, right in data.questions():
            start = time.perf_counter()
            vector = (await embedder.encode([text]))[0]
            found = await library.hybrid(conn, arguments(text, vector, embedder.model, KINDS[kind]))
            slugs = tuple(dict.fromkeys(row["slug"] for row in found))
            asked.append(Asked(right, slugs, (time.perf_counter() - start) * 1000))
    return scores(asked, len(rows), kind)


def _columns(chunk: Any) -> Mapping[str, Any]:
    return {name: getattr(chunk, name) for name in ("seq", "locator", "header", "body", "n_tokens", "sha256")}


async def _vectors(embedder: Embedder, rows: Sequence[Mapping[str, Any]], cache: VectorCache | None, progress: Progress) -> list[Any]:
    """Embed the rows in batches, keeping what was made in the cache."""
    known: dict[str, Any] = dict(cache.find([row["sha256"] for row in rows])) if cache else {}
    fresh = [row for row in rows if row["sha256"] not in known]
    for start in range(0, len(fresh), _BATCH):
        batch = fresh[start : start + _BATCH]
        made = await embedder.encode([f"{row['header']}\n{row['body']}" for row in batch])
        hashes = [row["sha256"] for row in batch]
        known.update(zip(hashes, made, strict=True))
        if cache:
            cache.keep(hashes, made)
        progress(min(start + _BATCH, len(fresh)), len(fresh))
    return [known[row["sha256"]] for row in rows]
