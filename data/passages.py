"""A person's own passages, notes and documents, always filtered by their owner."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from psycopg import AsyncConnection

from core.errors import NotFound
from core.models import Model
from data.queries import sql

Conn = AsyncConnection[dict[str, Any]]


class PassageRow(NamedTuple):
    """One passage as it is stored; `source_id` and `seq` name it within its origin."""

    source_id: str
    seq: int
    title: str
    locator: str
    body: str
    sha256: str


class Note(Model):
    """What a person wrote beside something of theirs."""

    id: str
    target: str
    text: str
    created_at: datetime


class Document(Model):
    """A text that a person keeps; the text itself only where one document is asked for."""

    id: str
    title: str
    file_name: str
    kind: str
    pages: int | None = None
    characters: int
    created_at: datetime
    body: str | None = None


class NewDocument(NamedTuple):
    """A document that is not stored yet."""

    title: str
    file_name: str
    sha256: str
    kind: str
    pages: int | None
    body: str


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError as problem:
        raise NotFound from problem


async def replace(conn: Conn, user_id: UUID, origin: str, rows: Sequence[PassageRow], *, source_id: str | None = None) -> int:
    """Make the passages of an origin (or of one source in it) equal to `rows`; give how many changed."""
    stored = await (await conn.execute(sql("passages.stored"), {"user_id": user_id, "origin": origin})).fetchall()
    before = {(row["source_id"], row["seq"]): row["sha256"] for row in stored if source_id in {None, row["source_id"]}}
    wanted = {(row.source_id, row.seq): row for row in rows}
    changed = [row for key, row in wanted.items() if before.get(key) != row.sha256]
    gone = [key for key in before if key not in wanted]
    async with conn.cursor() as cursor:
        for row in changed:
            await cursor.execute(sql("passages.put"), {"user_id": user_id, "origin": origin, **row._asdict()})
        for source, seq in gone:
            await cursor.execute(sql("passages.drop"), {"user_id": user_id, "origin": origin, "source_id": source, "seq": seq})
    return len(changed) + len(gone)


async def missing_vectors(conn: Conn, user_id: UUID, model: str, limit: int) -> list[dict[str, Any]]:
    """Give passages (id, title, body, sha256) without a vector of a model."""
    values = {"user_id": user_id, "model": model, "limit": limit}
    return await (await conn.execute(sql("passages.missing_vectors"), values)).fetchall()


async def put_vectors(conn: Conn, user_id: UUID, model: str, rows: Sequence[Mapping[str, Any]], vectors: NDArray[np.float32]) -> None:
    """Store vectors beside the passages they were made of."""
    values = [
        {"user_id": user_id, "model": model, "id": row["id"], "sha256": row["sha256"], "embedding": HalfVector(vector).to_text()}
        for row, vector in zip(rows, vectors, strict=True)
    ]
    async with conn.cursor() as cursor:
        await cursor.executemany(sql("passages.put_vector"), values)


async def counts(conn: Conn, user_id: UUID, model: str) -> tuple[int, int]:
    """Count a person's passages, and those that have a vector of a model."""
    row = await (await conn.execute(sql("passages.counts"), {"user_id": user_id, "model": model})).fetchone()
    return (row["passages"], row["vectors"]) if row else (0, 0)


async def hybrid(conn: Conn, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Search one person's passages exactly, by vector and words."""
    return await (await conn.execute(sql("passages.hybrid"), query)).fetchall()


async def add_note(conn: Conn, user_id: UUID, target: str, text: str) -> Note:
    """Store a note."""
    row = await (await conn.execute(sql("passages.add_note"), {"user_id": user_id, "target": target, "text": text})).fetchone()
    return Note.model_validate({**(row or {}), "id": str((row or {})["id"])})


async def put_note(conn: Conn, user_id: UUID, note_id: str, target: str, text: str) -> Note:
    """Change a note; raises NotFound."""
    values = {"user_id": user_id, "id": _uuid(note_id), "target": target, "text": text}
    row = await (await conn.execute(sql("passages.put_note"), values)).fetchone()
    if row is None:
        raise NotFound
    return Note.model_validate({**row, "id": str(row["id"])})


async def notes(conn: Conn, user_id: UUID, target: str | None = None) -> list[Note]:
    """List a person's notes, oldest first."""
    rows = await (await conn.execute(sql("passages.notes"), {"user_id": user_id, "target": target})).fetchall()
    return [Note.model_validate({**row, "id": str(row["id"])}) for row in rows]


async def add_document(conn: Conn, user_id: UUID, new: NewDocument) -> Document:
    """Store a document's text."""
    row = await (await conn.execute(sql("passages.add_document"), {"user_id": user_id, **new._asdict()})).fetchone()
    return Document.model_validate({**(row or {}), "id": str((row or {})["id"])})


async def documents(conn: Conn, user_id: UUID, *, texts: bool = False) -> list[Document]:
    """List a person's documents, with their texts where these are asked for."""
    rows = await (await conn.execute(sql("passages.documents"), {"user_id": user_id, "texts": texts})).fetchall()
    return [Document.model_validate({**row, "id": str(row["id"])}) for row in rows]


async def document(conn: Conn, user_id: UUID, document_id: str) -> Document:
    """Give one document with its text; raises NotFound."""
    row = await (await conn.execute(sql("passages.document"), {"user_id": user_id, "id": _uuid(document_id)})).fetchone()
    if row is None:
        raise NotFound
    return Document.model_validate({**row, "id": str(row["id"])})


async def drop_note(conn: Conn, user_id: UUID, note_id: str) -> None:
    """Remove a note with its passages; raises NotFound."""
    await _drop(conn, user_id, "note", note_id)


async def drop_document(conn: Conn, user_id: UUID, document_id: str) -> None:
    """Remove a document with its passages; raises NotFound."""
    await _drop(conn, user_id, "document", document_id)


async def _drop(conn: Conn, user_id: UUID, origin: str, source_id: str) -> None:
    gone = await conn.execute(sql(f"passages.drop_{origin}"), {"user_id": user_id, "id": _uuid(source_id)})
    if not gone.rowcount:
        raise NotFound
    await conn.execute(sql("passages.drop_source"), {"user_id": user_id, "origin": origin, "source_id": str(_uuid(source_id))})
