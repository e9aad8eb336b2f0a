"""Loading the sample market into the database, once per content of its files."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import LiteralString

from psycopg.types.json import Jsonb

from data.db import Conn, Database
from data.market.folder import Close, MarketFolder
from data.queries import sql

NAME = "market.sample"
SOURCE = "sample"
CHUNK = 20_000
Progress = Callable[[str], None]


def _quiet(_: str) -> None:
    """Report nothing."""


async def load(db: Database, sample_dir: Path, progress: Progress = _quiet) -> None:
    """Load instruments, closes and exchange rates in one transaction; nothing happens when these files are loaded already."""
    folder = MarketFolder(sample_dir)
    sha256 = await asyncio.to_thread(folder.sha256)
    async with db.shared() as conn:
        if await _loaded(conn) == sha256:
            return
        await conn.execute(sql("market.lock"), (NAME,))
        if await _loaded(conn) == sha256:
            return
        progress("Loading the sample market")
        await _fill(conn, folder)
        await conn.execute(sql("market.loaded"), (NAME, sha256))
    progress("The sample market is loaded")


async def _loaded(conn: Conn) -> str | None:
    rows = await (await conn.execute(sql("market.loads"))).fetchall()
    return next((row["sha256"] for row in rows if row["name"] == NAME), None)


async def _fill(conn: Conn, folder: MarketFolder) -> None:
    instruments = await asyncio.to_thread(folder.instruments)
    symbols = [each.symbol for each in instruments]
    await conn.execute(sql("market.drop_instruments"), {"source": SOURCE, "symbols": symbols})
    rows = [each.model_dump(mode="json") for each in instruments]
    await conn.execute(sql("market.put_instruments"), {"source": SOURCE, "rows": Jsonb(rows)})
    await conn.execute(sql("market.drop_prices"), (symbols,))
    await _copy(conn, sql("market.copy_prices"), ((*close, SOURCE) for close in folder.closes()))
    await conn.execute(sql("market.drop_rates"))
    await _copy(conn, sql("market.copy_rates"), folder.rates())


async def _copy(conn: Conn, statement: LiteralString, rows: Iterable[Close | tuple[str, str, str, str]]) -> None:
    """Send rows to a table; the files are read in a thread, part by part."""
    iterator = iter(rows)
    async with conn.cursor().copy(statement) as copy:
        while part := await asyncio.to_thread(_part, iterator):
            await copy.write(part)


def _part(rows: Iterator[tuple[str, ...]]) -> str:
    return "".join("\t".join(map(_escaped, row)) + "\n" for row in islice(rows, CHUNK))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ").replace("\r", " ")
