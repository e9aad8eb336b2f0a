"""Many made rows at once, for benches and for tests of search at size; and the plain search that ours is measured beside."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import numpy as np
import psycopg
from numpy.typing import NDArray
from pgvector import HalfVector
from psycopg import AsyncConnection

from data import library
from data.queries import sql

Conn = AsyncConnection[dict[str, Any]]
Vectors = NDArray[np.float32]
_AT_ONCE, _COPIED = 1_000, 10_000


async def _copied(conn: Conn, name: str, rows: Iterable[Sequence[Any]]) -> None:
    async with conn.cursor() as cursor, cursor.copy(sql(name)) as copy:
        for row in rows:
            await copy.write_row(row)


def _text(vector: Vectors) -> str:
    """Write a vector as Postgres reads it."""
    return f"[{','.join(map('%.5g'.__mod__, vector.tolist()))}]"


def words(at: int) -> str:
    """Write a text of a few words that recur."""
    return f"topic{at % 900} word{at % 4000} share fund number{at} held since {2000 + at % 25}"


async def passages(conn: Conn, user_id: UUID, model: str, vectors: Vectors) -> None:
    """Store one passage per vector for a person."""
    for start in range(0, len(vectors), _AT_ONCE):
        some = range(start, min(start + _AT_ONCE, len(vectors)))
        values = {
            "user_id": user_id,
            "model": model,
            "seqs": list(some),
            "bodies": [words(at) for at in some],
            "embeddings": [_text(vectors[at]) for at in some],
        }
        await conn.execute(sql("crowd.add_passages"), values)


async def chunks(conn: Conn, model: str, vectors: Vectors) -> None:
    """Put one chunk per vector in the library's place, all of one lesson."""
    await conn.execute(sql("library.clear"))
    await conn.execute(sql("library.add_bare_lesson"), {"slug": "crowd"})
    for some in _parts(len(vectors)):
        await _copied(conn, "crowd.copy_chunks", (("crowd", at, "part", f"Subject {at % 900}", words(at), 20, str(at)) for at in some))
    stored = await (await conn.execute(sql("crowd.vectors_of_chunks"))).fetchall()
    for some in _parts(len(stored)):
        mine = (stored[at] for at in some)
        rows = ((row["id"], model, str(row["seq"]), _text(vectors[row["seq"]])) for row in mine)
        await _copied(conn, "crowd.copy_vectors", rows)
    await library.set_loaded(conn, "crowd")


def _parts(count: int) -> list[range]:
    return [range(start, min(start + _COPIED, count)) for start in range(0, count, _COPIED)]


def without_index(owner_url: str) -> None:
    """Drop the index of the shared vectors, so that many are stored quickly."""
    with psycopg.connect(owner_url, autocommit=True) as conn:
        conn.execute(sql("crowd.drop_index"))


def with_index(owner_url: str) -> None:
    """Make the index again over all that is stored."""
    with psycopg.connect(owner_url, autocommit=True) as conn:
        for name in ("roomy", "make_index", "analyse"):
            conn.execute(sql(f"crowd.{name}"))


async def plain(conn: Conn, text: str, vector: Vectors, model: str) -> list[str]:
    """Search as common stores do: all words required, cover density rank, both legs fused alike; gives lessons, best first."""
    values = {"text": text, "vector": HalfVector(vector).to_text(), "model": model}
    return [row["slug"] for row in await (await conn.execute(sql("crowd.plain"), values)).fetchall()]


async def nearest(conn: Conn, user_id: UUID, vector: Vectors, model: str) -> list[int]:
    """Give the numbers of a person's ten nearest passages."""
    values = {"user_id": user_id, "vector": HalfVector(vector).to_text(), "model": model}
    return [row["seq"] for row in await (await conn.execute(sql("crowd.nearest"), values)).fetchall()]
