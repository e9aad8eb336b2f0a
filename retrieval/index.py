"""Bring the library into Postgres: text and words at once, vectors after that."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from core.models import Model
from core.protocols import Embedder
from data import library
from data.db import Database
from data.library import LIBRARY, ChunkRow, LessonFile
from retrieval import tokens
from retrieval.cache import VectorCache
from retrieval.chunk import OVERLAP, TOKENS, WORDS, Chunk, split

SEED = Path(__file__).parent / "vectors"
_AT_ONCE = 16
_NAMES_AT_ONCE = 128
_RULES = f"{WORDS}/{OVERLAP}/{TOKENS}"

Progress = Callable[[int, int], None]


class Status(Model):
    """How far the library is indexed for one model."""

    state: str
    chunks: int
    vectors: int


def chunks_of(lesson: LessonFile) -> list[Chunk]:
    """Cut a lesson into chunks whose header carries the subject's other names."""
    return split(lesson.title, lesson.body, tokens.count, context=", ".join(lesson.aliases))


def _stamp(lesson: LessonFile) -> str:
    """Give a hash that changes with the file, with the ways to ask for it and with the rules of cutting."""
    return hashlib.sha256(f"{lesson.sha256} {_RULES} {lesson.asked}".encode()).hexdigest()


def _rows(chunks: Sequence[Chunk]) -> list[ChunkRow]:
    return [ChunkRow(each.seq, each.locator, each.header, each.body, each.n_tokens, each.sha256) for each in chunks]


async def load_library(db: Database, directory: Path = LIBRARY) -> int:
    """Store new and changed lessons, remove those that are gone; give how many lessons were written."""
    lessons = library.read(directory)
    stamps = {lesson.slug: _stamp(lesson) for lesson in lessons}
    whole = hashlib.sha256(repr(sorted(stamps.items())).encode()).hexdigest()
    async with db.shared() as conn:
        await library.lock(conn)
        if await library.loaded(conn) == whole:
            return 0
        stored = await library.hashes(conn)
        changed = [lesson for lesson in lessons if stored.get(lesson.slug) != stamps[lesson.slug]]
        await library.drop(conn, [slug for slug in stored if slug not in stamps])
        for lesson in changed:
            await library.put(conn, lesson, _rows(chunks_of(lesson)), stamps[lesson.slug])
        await library.set_loaded(conn, whole)
    return len(changed)


async def fill_vectors(db: Database, embedder: Embedder, *, cache: VectorCache | None = None, progress: Progress | None = None) -> int:
    """Embed what has no vector of this model, a few at a time; give how many chunks were stored.

    Until all is there, the vectors of the model before stay; then they are dropped.
    """
    stored = await _fill_chunks(db, embedder, cache, progress)
    fresh = await _fill_names(db, embedder, cache)
    if stored or fresh:
        async with db.shared() as conn:
            await library.keep_only(conn, embedder.model)
    return stored


async def _fill_chunks(db: Database, embedder: Embedder, cache: VectorCache | None, progress: Progress | None) -> int:
    stored = 0
    while True:
        async with db.shared() as conn:
            rows = await library.missing_vectors(conn, embedder.model, _AT_ONCE)
            total, done = await library.counts(conn, embedder.model)
        if progress:
            progress(done, total)
        if not rows:
            return stored
        vectors = await _vectors(rows, embedder, cache)
        async with db.shared() as conn:
            await library.put_vectors(conn, embedder.model, rows, vectors)
        stored += len(rows)


async def _fill_names(db: Database, embedder: Embedder, cache: VectorCache | None) -> int:
    """Embed the names of lessons and terms."""
    stored = 0
    while True:
        async with db.shared() as conn:
            rows = await library.missing_names(conn, embedder.model, _NAMES_AT_ONCE)
        if not rows:
            return stored
        vectors = await _vectors(rows, embedder, cache)
        async with db.shared() as conn:
            await library.put_name_vectors(conn, embedder.model, rows, vectors)
        stored += len(rows)


def _text(row: Mapping[str, Any]) -> str:
    """Give what is embedded of a chunk or a name."""
    return str(row["name"]) if "name" in row else f"{row['header']}\n{row['body']}"


async def _vectors(rows: Sequence[dict[str, Any]], embedder: Embedder, cache: VectorCache | None) -> Any:
    """Give the rows' vectors, from the cache where it has them."""
    known = cache.find([row["sha256"] for row in rows]) if cache else {}
    fresh = [row for row in rows if row["sha256"] not in known]
    if fresh:
        made = await embedder.encode([_text(row) for row in fresh])
        hashes = [row["sha256"] for row in fresh]
        known.update(zip(hashes, made, strict=True))
        if cache:
            cache.keep(hashes, made)
    return [known[row["sha256"]] for row in rows]


def cache_for(embedder: Embedder, folder: Path) -> VectorCache:
    """Open the cache of vectors in a folder, seeded with the vectors that come with the library."""
    return VectorCache(folder, embedder.model, seed=SEED)


async def status(db: Database, embedder: Embedder) -> Status:
    """Tell whether every chunk and every name has its vector."""
    async with db.shared() as conn:
        chunks, vectors = await library.counts(conn, embedder.model)
        wanting = chunks != vectors or await library.names_wanting(conn, embedder.model)
    return Status(state="indexing" if wanting else "ready", chunks=chunks, vectors=vectors)
