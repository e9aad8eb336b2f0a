"""The library of lessons and terms: Markdown files with front matter, and their rows in Postgres."""

import hashlib
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray
from pgvector import HalfVector
from psycopg import AsyncConnection
from psycopg.types.json import Jsonb
from pydantic import Field, ValidationError

from core.errors import BadFile, NotFound
from core.models import Model
from core.notation import read_yaml
from data.queries import sql

LIBRARY = Path(__file__).parent / "library"
ASKED = "asked.yaml"
YEAR = 365
Conn = AsyncConnection[dict[str, Any]]


class Source(Model):
    """Where a lesson's statements can be looked up."""

    name: str
    section: str | None = None
    as_of: date | None = None


class Head(Model):
    """What is listed of a lesson or a term."""

    slug: str
    title: str
    kind: Literal["lesson", "term"] = "lesson"
    topic: str
    level: Literal["beginner", "intermediate", "advanced"] = "beginner"
    regions: tuple[str, ...] = ()
    updated: date
    sources: tuple[Source, ...] = ()
    related: tuple[str, ...] = ()


class Lesson(Head):
    """A lesson or a term with its text."""

    body: str


class Example(Model):
    """A worked example: `result` is `formula` over `inputs` and the `steps` before it."""

    inputs: dict[str, Any]
    steps: dict[str, str] = Field(default_factory=dict)
    formula: str
    result: float


class LessonFile(Lesson):
    """A lesson as its file holds it; `aliases` are other names of its subject, `asked` are ways in which people ask for it."""

    aliases: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    example: Example | None = None
    sha256: str

    @property
    def names(self) -> tuple[str, ...]:
        """Give every name of the subject, each once."""
        return tuple(dict.fromkeys((self.title, *self.aliases, *self.asked)))


def parse(text: str, path: Path) -> LessonFile:
    """Read one file of front matter and Markdown."""
    try:
        _, front, body = text.split("---\n", 2)
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        return LessonFile.model_validate({**read_yaml(front), "body": body.strip(), "sha256": sha256})
    except (ValueError, TypeError, yaml.YAMLError, ValidationError) as problem:
        raise BadFile(f"{path.name} is not a lesson: {problem}") from problem


def read(directory: Path = LIBRARY) -> list[LessonFile]:
    """Read all lessons and terms of a folder, ordered by their file names, with the ways to ask for them in asked.yaml."""
    path = directory / ASKED
    asked: dict[str, list[str]] = read_yaml(path.read_text("utf-8")) if path.exists() else {}
    lessons = [parse(path.read_text("utf-8"), path) for path in sorted(directory.rglob("*.md"))]
    return [lesson.model_copy(update={"asked": tuple(asked.get(lesson.slug, ()))}) for lesson in lessons]


def stale(lessons: Sequence[LessonFile], today: date) -> list[tuple[str, str, date]]:
    """List dated facts older than a year: the lesson, the source they rest on, and the day they were looked up."""
    return [
        (lesson.slug, source.name, source.as_of)
        for lesson in lessons
        for source in lesson.sources
        if source.as_of and (today - source.as_of).days > YEAR
    ]


class ChunkRow(NamedTuple):
    """A chunk as it is stored."""

    seq: int
    locator: str
    header: str
    body: str
    n_tokens: int
    sha256: str


async def lock(conn: Conn) -> None:
    """Let one process at a time change the library, until the transaction ends."""
    await conn.execute(sql("library.lock"))


async def loaded(conn: Conn) -> str | None:
    """Give the hash of the library that is stored, or None."""
    row = await (await conn.execute(sql("library.loaded"))).fetchone()
    return row["sha256"] if row else None


async def set_loaded(conn: Conn, sha256: str) -> None:
    """Remember the hash of the stored library."""
    await conn.execute(sql("library.set_loaded"), {"sha256": sha256})


async def hashes(conn: Conn) -> dict[str, str]:
    """Give the hash of each stored lesson by slug."""
    rows = await (await conn.execute(sql("library.lesson_hashes"))).fetchall()
    return {row["slug"]: row["sha256"] for row in rows}


async def put(conn: Conn, lesson: LessonFile, chunks: Sequence[ChunkRow], sha256: str) -> None:
    """Store a lesson with its chunks; a chunk whose text did not change keeps its row and so its vectors."""
    row = lesson.model_dump(mode="json", include=set(Lesson.model_fields))
    await conn.execute(sql("library.put_lesson"), {**row, "sources": Jsonb(row["sources"]), "sha256": sha256})
    await conn.execute(sql("library.set_chunks_aside"), {"slug": lesson.slug})
    for chunk in chunks:
        values = {"slug": lesson.slug, **chunk._asdict()}
        kept = await conn.execute(sql("library.keep_chunk"), values)
        if not kept.rowcount:
            await conn.execute(sql("library.add_chunk"), values)
    await conn.execute(sql("library.drop_chunks_aside"), {"slug": lesson.slug})
    await conn.execute(sql("library.forget_names"), {"slug": lesson.slug, "names": list(lesson.names)})
    async with conn.cursor() as cursor:
        await cursor.executemany(sql("library.add_name"), [_named(lesson.slug, name) for name in lesson.names])


def _named(slug: str, name: str) -> dict[str, str]:
    return {"slug": slug, "name": name, "sha256": hashlib.sha256(name.encode()).hexdigest()}


async def drop(conn: Conn, slugs: Sequence[str]) -> None:
    """Remove lessons that are no longer in the folder."""
    await conn.execute(sql("library.drop_lessons"), {"slugs": list(slugs)})


async def missing_vectors(conn: Conn, model: str, limit: int) -> list[dict[str, Any]]:
    """Give chunks (id, header, body, sha256) that have no vector of a model yet."""
    return await (await conn.execute(sql("library.missing_vectors"), {"model": model, "limit": limit})).fetchall()


async def put_vectors(conn: Conn, model: str, rows: Sequence[Mapping[str, Any]], vectors: NDArray[np.float32]) -> None:
    """Store vectors beside the chunks they were made of."""
    values = [
        {"chunk_id": row["id"], "sha256": row["sha256"], "model": model, "embedding": HalfVector(vector).to_text()}
        for row, vector in zip(rows, vectors, strict=True)
    ]
    async with conn.cursor() as cursor:
        await cursor.executemany(sql("library.put_vector"), values)


async def missing_names(conn: Conn, model: str, limit: int) -> list[dict[str, Any]]:
    """Give names (slug, name, sha256) that have no vector of a model yet."""
    return await (await conn.execute(sql("library.missing_names"), {"model": model, "limit": limit})).fetchall()


async def put_name_vectors(conn: Conn, model: str, rows: Sequence[Mapping[str, Any]], vectors: Sequence[NDArray[np.float32]]) -> None:
    """Store vectors beside the names they were made of."""
    values = [
        {"slug": row["slug"], "name": row["name"], "model": model, "embedding": HalfVector(vector).to_text()}
        for row, vector in zip(rows, vectors, strict=True)
    ]
    async with conn.cursor() as cursor:
        await cursor.executemany(sql("library.put_name_vector"), values)


async def names_wanting(conn: Conn, model: str) -> bool:
    """Tell whether a name has no vector of a model yet."""
    row = await (await conn.execute(sql("library.names_wanting"), {"model": model})).fetchone()
    return bool(row and row["wanting"])


async def named(conn: Conn, model: str) -> list[tuple[str, NDArray[np.float32]]]:
    """Give the vectors of the pages' names, in order of the page."""
    rows = await (await conn.execute(sql("library.named"), {"model": model})).fetchall()
    return [(row["slug"], row["embedding"].to_numpy().astype(np.float32)) for row in rows]


async def keep_only(conn: Conn, model: str) -> None:
    """Drop the vectors of all other models: the last step of a change of models."""
    await conn.execute(sql("library.drop_other_vectors"), {"model": model})


async def counts(conn: Conn, model: str) -> tuple[int, int]:
    """Count the chunks, and those of them that have a vector of a model."""
    row = await (await conn.execute(sql("library.counts"), {"model": model})).fetchone()
    return (row["chunks"], row["vectors"]) if row else (0, 0)


async def vocabulary(conn: Conn) -> dict[str, int]:
    """Give in how many chunks each lexeme stands."""
    rows = await (await conn.execute(sql("library.vocabulary"))).fetchall()
    return {row["word"]: row["ndoc"] for row in rows}


async def pages(conn: Conn) -> list[dict[str, Any]]:
    """Give of each lesson and term its slug, the pages it names as related, and the lexemes of each of its names."""
    return await (await conn.execute(sql("library.pages"))).fetchall()


async def texts(conn: Conn) -> list[str]:
    """Give header and body of all chunks."""
    rows = await (await conn.execute(sql("library.bodies"))).fetchall()
    return [f"{row['header']}\n{row['body']}" for row in rows]


async def hybrid(conn: Conn, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Search chunks by vector and words, fused by weighted reciprocal ranks; the vector may be None (words only)."""
    await conn.execute(sql("library.settings"))
    return await (await conn.execute(sql("library.hybrid"), query)).fetchall()


@asynccontextmanager
async def replaced(
    conn: Conn, rows: Sequence[Mapping[str, Any]], model: str, vectors: Sequence[NDArray[np.float32]]
) -> AsyncGenerator[None]:
    """Put other chunks in the library's place for this transaction alone; all of it is rolled back at the end."""
    async with conn.transaction(force_rollback=True):
        await conn.execute(sql("library.clear"))
        async with conn.cursor() as cursor:
            await cursor.executemany(
                sql("library.add_bare_lesson"), [{"slug": slug} for slug in dict.fromkeys(row["slug"] for row in rows)]
            )
            await cursor.executemany(sql("library.add_chunk"), rows)
        stored = await missing_vectors(conn, model, len(rows))
        await put_vectors(conn, model, stored, np.stack(vectors))
        yield


async def listing(conn: Conn, topic: str | None = None, kind: str | None = None) -> list[Head]:
    """List lessons and terms."""
    rows = await (await conn.execute(sql("library.lessons"), {"topic": topic, "kind": kind})).fetchall()
    return [Head.model_validate(row) for row in rows]


async def lesson(conn: Conn, slug: str) -> Lesson:
    """Give one lesson or term; raises NotFound."""
    row = await (await conn.execute(sql("library.lesson"), {"slug": slug})).fetchone()
    if row is None:
        raise NotFound
    return Lesson.model_validate(row)
