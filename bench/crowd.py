"""People and passages in numbers, and plain search, for bench/retrieval.py."""

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from api.session import Session
from data import crowd, library, people
from data.db import Database
from retrieval.evaluate import Asked

Vectors = NDArray[np.float32]


def unit(count: int, seed: int = 0) -> Vectors:
    """Give random vectors of length one."""
    found = np.random.default_rng(seed).normal(size=(count, 384)).astype(np.float32)
    return _normal(found)


def _normal(some: Vectors) -> Vectors:
    found: Vectors = some / np.linalg.norm(some, axis=1, keepdims=True)
    return found


def near(vectors: Vectors, count: int) -> Vectors:
    """Give questions that lie near to some of the vectors."""
    some = vectors[np.linspace(0, len(vectors) - 1, count).astype(int)] + 0.5 * unit(count, 7)
    return _normal(some)


async def disturbed(db: Database, model: str, count: int, by: float = 0.5) -> Vectors:
    """Give many vectors that lie about as the names of the library do."""
    async with db.shared() as conn:
        real = np.stack([vector for _, vector in await library.named(conn, model)])
    return _normal(real[np.arange(count) % len(real)] + by * unit(count))


async def frequency(db: Database) -> Mapping[str, int]:
    """Give in how many chunks each word stands."""
    async with db.shared() as conn:
        return await library.vocabulary(conn)


async def fill_library(db: Database, owner_url: str, model: str, vectors: Vectors) -> None:
    """Put a large collection in the library's place, its index made at the end."""
    await asyncio.to_thread(crowd.without_index, owner_url)
    async with db.shared() as conn:
        await crowd.chunks(conn, model, vectors)
    await asyncio.to_thread(crowd.with_index, owner_url)


async def fill_people(db: Database, model: str, count: int, each: int, many: int) -> list[tuple[UUID, Vectors]]:
    """Register people with their passages, the first of them with many."""
    found = []
    for at in range(count):
        who = await people.demo_person(db)
        mine = unit(many if at == 0 else each, at)
        async with db.tx(who) as conn:
            await crowd.passages(conn, who, model, mine)
        found.append((who, mine))
    return found


async def nearest(db: Database, who: UUID, vector: Vectors, model: str) -> list[int]:
    """Give a person's nearest passages."""
    async with db.tx(who) as conn:
        return await crowd.nearest(conn, who, vector, model)


async def hybrid(db: Database, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Run our search."""
    async with db.shared() as conn:
        return await library.hybrid(conn, query)


async def plain_by(db: Database, text: str, vector: Vectors, model: str) -> list[str]:
    """Run plain search."""
    async with db.shared() as conn:
        return await crowd.plain(conn, text, vector, model)


async def plain(opened: Session, text: str) -> list[str]:
    """Run plain search on a question, embedding included."""
    vector = (await opened.running.embedder.encode([text]))[0]
    return await plain_by(opened.running.db, text, vector, opened.running.embedder.model)


async def asked(opened: Session, question: Mapping[str, Any]) -> Asked:
    """Ask plain search one of the library's questions."""
    began = time.perf_counter()
    found = await plain(opened, question["text"])
    return Asked(question["grades"], tuple(found), (time.perf_counter() - began) * 1000)
