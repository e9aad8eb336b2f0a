"""A person's own passages: holdings, notes and documents, searched exactly and only by their owner."""

import asyncio
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector

from core.errors import BadInput
from core.protocols import Embedder
from data import passages
from data.db import Conn, Database
from data.documents.model import MARKDOWN, TEXT, Extract, Section
from data.passages import Document, NewDocument, Note, PassageRow
from retrieval import tokens
from retrieval.chunk import split
from retrieval.passages import Found, Passage, coverage, logistic, quote

MOST_NOTE = 4_000
MOST_DOCUMENT = 1_500_000
_AT_ONCE = 16
_FETCHED = 24
_LEAST = 0.5
# Invisible characters hide orders to a model in a text that a person sees as harmless.
_HIDDEN = re.compile(
    r"[\u00ad\u061c\u180e\ufff9-\ufffb\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    r"\U000e0000-\U000e007f\x00-\x08\x0b-\x1f\x7f]"
)


@dataclass(frozen=True, slots=True)
class OwnPassage:
    """A sentence about something of a person's: `source_id` names it (a symbol), `seq` counts its sentences."""

    source_id: str
    title: str
    locator: str
    body: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched: its telling words, and its vector (None: by words alone)."""

    words: str
    vector: NDArray[np.float32] | None
    model: str
    limit: int = 5
    origins: tuple[str, ...] | None = None


def visible(text: str) -> str:
    """Leave out characters that no reader sees."""
    return _HIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _row(each: OwnPassage) -> PassageRow:
    sha256 = hashlib.sha256(f"{each.title}\n{each.locator}\n{each.body}".encode()).hexdigest()
    return PassageRow(each.source_id, each.seq, each.title, each.locator, each.body, sha256)


async def refresh(db: Database, user_id: UUID, origin: str, own: Sequence[OwnPassage]) -> int:
    """Make a person's passages of one origin equal to `own`; unchanged ones keep their vectors. Give how many changed."""
    async with db.tx(user_id) as conn:
        return await passages.replace(conn, user_id, origin, [_row(each) for each in own])


async def embed_missing(db: Database, embedder: Embedder, user_id: UUID) -> int:
    """Embed a person's passages that have no vector of this model, a few at a time; give how many were stored."""
    stored = 0
    while True:
        async with db.tx(user_id) as conn:
            rows = await passages.missing_vectors(conn, user_id, embedder.model, _AT_ONCE)
        if not rows:
            return stored
        vectors = await embedder.encode([f"{row['title']}\n{row['body']}" for row in rows])
        async with db.tx(user_id) as conn:
            await passages.put_vectors(conn, user_id, embedder.model, rows, vectors)
        stored += len(rows)


async def refresh_holdings(db: Database, embedder: Embedder, user_id: UUID, sentences: Sequence[OwnPassage]) -> int:
    """Replace the sentences about a person's holdings that changed, and embed them."""
    changed = await refresh(db, user_id, "holding", sentences)
    await embed_missing(db, embedder, user_id)
    return changed


def _pieces(source_id: str, title: str, text: str) -> list[PassageRow]:
    return [_row(OwnPassage(source_id, title, each.locator, each.body, each.seq)) for each in split(title, text, tokens.count)]


async def keep_note(conn: Conn, user_id: UUID, target: str, text: str, note_id: str | None = None) -> Note:
    """Keep a note, or change one, and make it searchable by words at once; raises BadInput when it is empty or too long."""
    text, target = visible(text).strip(), visible(target).strip()
    if not text or len(text) > MOST_NOTE:
        raise BadInput(f"A note has between 1 and {MOST_NOTE} characters.")
    if note_id is None:
        note = await passages.add_note(conn, user_id, target, text)
    else:
        note = await passages.put_note(conn, user_id, note_id, target, text)
    await passages.replace(conn, user_id, "note", _pieces(note.id, f"Note on {target}" if target else "Note", text), source_id=note.id)
    return note


async def add_note(db: Database, user_id: UUID, target: str, text: str) -> Note:
    """Keep a note in a transaction of its own."""
    async with db.tx(user_id) as conn:
        return await keep_note(conn, user_id, target, text)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that is checked and cut into passages."""

    new: NewDocument
    rows: Sequence[PassageRow]


def prepare(file_name: str, found: Extract, title: str | None = None) -> Prepared:
    """Check the text read out of a document and cut it into passages that name their page; raises BadInput when it is too long."""
    sections = [(each.locator, visible(each.text).strip()) for each in found.sections]
    text = "\n\n".join(part for _, part in sections if part)
    if not text or len(text) > MOST_DOCUMENT:
        raise BadInput(f"A document has between 1 and {MOST_DOCUMENT:,} characters of text.")
    name = visible(title or _titled(file_name)).strip() or "Document"
    new = NewDocument(name, visible(file_name), hashlib.sha256(text.encode()).hexdigest(), found.kind, found.pages, text)
    rows = [row for locator, part in sections for row in _located(name, locator, part)]
    return Prepared(new, [row._replace(seq=at) for at, row in enumerate(rows)])


def _titled(file_name: str) -> str:
    """Give a file's name without its ending and with spaces, so that its words are found."""
    return re.sub(r"[_-]+", " ", file_name.rpartition(".")[0] or file_name)


def _located(title: str, locator: str, text: str) -> list[PassageRow]:
    """Cut one part of a document; its passages say where they stand."""
    rows = _pieces("", title, text)
    if not locator:
        return rows
    return [row._replace(locator=locator if row.locator == title else f"{locator}, {row.locator}") for row in rows]


def prepare_document(file_name: str, text: str, title: str | None = None) -> Prepared:
    """Cut a text that is a document as it stands; raises BadInput when it is empty or too long."""
    kind = MARKDOWN if file_name.lower().endswith((".md", ".markdown")) else TEXT
    return prepare(file_name, Extract(kind=kind, sections=(Section(locator="", text=text),)), title)


async def keep_document(conn: Conn, user_id: UUID, prepared: Prepared) -> Document:
    """Keep a document's text and make it searchable by words at once."""
    document = await passages.add_document(conn, user_id, prepared.new)
    mine = [row._replace(source_id=document.id) for row in prepared.rows]
    await passages.replace(conn, user_id, "document", mine, source_id=document.id)
    return document


async def add_document(db: Database, user_id: UUID, file_name: str, text: str, *, title: str | None = None) -> Document:
    """Prepare and keep a document in a transaction of its own."""
    prepared = await asyncio.to_thread(prepare_document, file_name, text, title)
    async with db.tx(user_id) as conn:
        return await keep_document(conn, user_id, prepared)


def _arguments(user_id: UUID, question: Question) -> dict[str, Any]:
    return {
        "user_id": user_id,
        "text": question.words,
        "vector": None if question.vector is None else HalfVector(question.vector).to_text(),
        "model": question.model,
        "origins": list(question.origins) if question.origins else None,
        # Holdings and identifiers are found by their words first.
        "w_dense": 1.0,
        "w_lexical": 3.0,
        "k": 10.0,
        "limit": _FETCHED,
    }


def _chance(row: Mapping[str, Any]) -> float:
    share = coverage(row["asked"], row["matched"], {}, 1.0)
    return logistic(7.0 * (row["cosine"] or 0.0) + 4.0 * share - 4.0)


async def search(db: Database, user_id: UUID, question: Question) -> Found:
    """Find a person's passages for a question; `indexing` tells that some have no vector yet."""
    async with db.tx(user_id) as conn:
        rows = await passages.hybrid(conn, _arguments(user_id, question))
    scored = sorted(((_chance(row), at, row) for at, row in enumerate(rows)), key=lambda each: (-each[0], each[1]))
    kept = [_passage(row, chance) for chance, _, row in scored if chance >= _LEAST][: question.limit]
    return Found(passages=tuple(kept), abstained=not kept, indexing=any(row["bare"] for row in rows))


def _passage(row: Mapping[str, Any], chance: float) -> Passage:
    return Passage(
        id=str(row["id"]),
        title=row["title"],
        locator=row["locator"],
        quote=quote(row["body"], row["asked"]),
        text=row["body"],
        score=round(chance, 4),
        origin=row["origin"],
    )
