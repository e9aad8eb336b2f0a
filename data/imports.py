"""Importing a file: preview without a change, commit in one transaction, undo by reversing rows."""

import asyncio
import hashlib
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from core.errors import Conflict, NotFound
from core.ledger import Transaction
from core.models import Model
from core.settings import Limits
from data import import_deposits, import_openings, import_quotes, import_rows, ledger, positions, price_rows
from data.db import Conn
from data.extraction import place
from data.ids import as_id
from data.import_names import named
from data.import_rows import ImportPreview, Kept
from data.import_words import meanings
from data.importers.cas.pdf import is_pdf
from data.importers.formats import STATEMENTS
from data.importers.memory import collector
from data.importers.model import Holding, Options, Parsed, Row
from data.importers.read import read
from data.instruments import Names, drop_unused, keep_own, names
from data.queries import sql

MOST = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """An uploaded file, what the person says about it, the limits, and today."""

    name: str
    content: bytes
    format: str | None
    account: str | None
    limits: Limits
    today: date
    parsed: Parsed | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def options(self) -> Options:
        """Give what the readers of files need."""
        return Options(self.limits, self.format, (self.account or "").strip()[:MOST] or None, self.password)


class Done(Model):
    """How many rows an import wrote, how many it passed over, and how many deposits were added to them."""

    imported: int
    skipped: int
    deposits: int = 0


class Undone(Model):
    """How many rows were taken back."""

    undone: int


class Import(Model):
    """An import as it is listed."""

    id: str
    portfolio_id: str | None
    kind: str
    file_name: str
    format: str
    status: str
    preview: dict[str, Any]
    created_at: datetime
    committed_at: datetime | None


class Statement(Model):
    """The latest holdings statement of a portfolio by account and source."""

    import_id: str
    portfolio_id: str
    account: str | None
    format: str
    file_name: str
    committed_at: datetime
    holdings: list[Holding]


async def opened(asked: Asked) -> Asked:
    """Read the file ahead of the transaction, so that none is open while a large file is read; its password is dropped."""
    async with place() if is_pdf(asked.content) else nullcontext():
        with collector.seldom():
            return replace(asked, parsed=await asyncio.to_thread(read, asked.content, asked.options), password=None)


async def preview(conn: Conn, user_id: UUID, portfolio_id: str, asked: Asked) -> ImportPreview:
    """Read a file and say what it would do; nothing of the ledger changes."""
    with collector.seldom():
        return await _preview(conn, user_id, portfolio_id, asked)


async def _preview(conn: Conn, user_id: UUID, portfolio_id: str, asked: Asked) -> ImportPreview:
    book = await ledger.portfolio(conn, user_id, portfolio_id)
    parsed = asked.parsed
    if parsed is None:
        parsed = await asyncio.to_thread(read, asked.content, asked.options)
    if parsed.format in STATEMENTS:
        return await _preview_statement(conn, user_id, book.id, asked, parsed)
    import_rows.of_portfolio(parsed, book.name)
    drafts = [row.draft for row in parsed.rows]
    symbols = {symbol for draft in drafts for symbol in (draft.symbol, draft.into) if symbol}
    known = await names(conn, user_id, symbols, {draft.isin for draft in drafts if draft.isin})
    stored = await ledger.transactions(conn, user_id, book.id)
    rows = await asyncio.to_thread(named, parsed, known, book.base_currency, asked.today, stored)
    found = await _sorted(conn, user_id, book.id, rows, stored)
    made, kept = await asyncio.to_thread(_weighed, parsed, found, stored, known)
    await store(conn, user_id, asked, made, {"portfolio_id": as_id(book.id), "kind": "ledger", "rows": kept})
    return made


async def _sorted(conn: Conn, user_id: UUID, portfolio_id: str, rows: Sequence[Row], stored: Sequence[Transaction]) -> import_rows.Sorted:
    records = await ledger.known_records(conn, user_id, portfolio_id, [row.draft.source_record_id or "" for row in rows])
    found = await asyncio.to_thread(import_rows.separated, rows, records, stored)
    import_openings.settle(found, stored)
    return found


def _weighed(
    parsed: Parsed, found: import_rows.Sorted, stored: Sequence[Transaction], known: Names
) -> tuple[ImportPreview, dict[str, Any]]:
    """Take out what would be oversold, and say what the rest does."""
    effect = import_rows.without_oversold(found, stored)
    rows = sorted([*found.fresh, *found.duplicates], key=lambda row: row.line)
    quotes, said = import_quotes.own(parsed.quotes, known)
    missing = import_deposits.missing(stored, [row.draft for row in found.fresh])
    made = ImportPreview(
        id=str(uuid4()),
        format=parsed.format,
        rows=parsed.total,
        accepted=len(found.fresh),
        duplicates=len(found.duplicates),
        problems=sorted([*parsed.problems, *found.problems], key=lambda problem: problem.line),
        notes=[*map(import_deposits.note, missing), *parsed.notes, *found.notes, *said],
        effect=effect,
        lines=meanings(found.fresh, found.duplicates),
        missing_deposits=missing,
    )
    return made, Kept(rows=rows, instruments=list(known.new.values()), quotes=quotes).dumped()


async def _preview_statement(conn: Conn, user_id: UUID, portfolio_id: str, asked: Asked, parsed: Parsed) -> ImportPreview:
    made = ImportPreview(
        id=str(uuid4()),
        format=parsed.format,
        rows=parsed.total,
        accepted=len(parsed.holdings),
        problems=parsed.problems,
        notes=[*parsed.notes, "This is a statement of holdings: it adds no transactions, it is compared with the ledger."],
    )
    rows = {"holdings": [holding.model_dump(mode="json") for holding in parsed.holdings]}
    await store(conn, user_id, asked, made, {"portfolio_id": as_id(portfolio_id), "kind": "ledger", "rows": rows})
    return made


async def store(conn: Conn, user_id: UUID, asked: Asked, made: ImportPreview, more: dict[str, Any]) -> None:
    """Keep a preview until it is committed."""
    values = {
        "user_id": user_id,
        "id": as_id(made.id),
        "file_name": asked.name.replace("\x00", "")[:200],
        "file_sha256": hashlib.sha256(asked.content).hexdigest(),
        "format": made.format,
        "account": asked.options.account,
        "preview": Jsonb(made.model_dump(mode="json", exclude={"problems"}) | {"problems": len(made.problems)}),
    }
    await conn.execute(sql("imports.create"), values | more | {"rows": Jsonb(more["rows"])})


async def listed(conn: Conn, user_id: UUID, portfolio_id: str | None = None) -> list[dict[str, Any]]:
    """Give the person's imports, newest first."""
    values = {"user_id": user_id, "portfolio_id": as_id(portfolio_id) if portfolio_id else None, "limit": MOST}
    rows = await (await conn.execute(sql("imports.all"), values)).fetchall()
    return [Import.model_validate(row).model_dump(mode="json") for row in rows]


async def take(conn: Conn, user_id: UUID, import_id: str) -> dict[str, Any]:
    """Give an import and keep others from changing it; raises NotFound."""
    found = await (await conn.execute(sql("imports.take"), (user_id, as_id(import_id)))).fetchone()
    if found is None:
        raise NotFound
    return found


async def commit(conn: Conn, user_id: UUID, import_id: str, *, include_duplicates: bool = False, include_deposits: bool = False) -> Done:
    """Write a preview's rows, all in the caller's transaction; raises Conflict when it is not a preview any more.

    Where nothing is new the preview stays one: there is nothing to undo. `include_deposits` adds what must have been paid in.
    """
    found, extra = await take(conn, user_id, import_id), 0
    if found["status"] != "preview":
        raise Conflict(f"This import is {found['status']} already.")
    if found["kind"] == "prices":
        imported = await price_rows.write(conn, user_id, found["id"], found["rows"], replace=include_duplicates)
    elif "holdings" in found["rows"]:
        imported = len(found["rows"]["holdings"])
    else:
        with collector.seldom():
            imported, extra = await _write(conn, user_id, found, duplicates=include_duplicates, deposits=include_deposits)
    done = Done(imported=imported, skipped=found["preview"]["rows"] - imported, deposits=extra)
    if imported:
        await _finish(conn, user_id, found, "committed", done.model_dump())
    return done


async def _write(conn: Conn, user_id: UUID, found: dict[str, Any], *, duplicates: bool, deposits: bool) -> tuple[int, int]:
    """Write the rows that the ledger does not have by now, and their instruments; count rows and deposits."""
    kept, book = await asyncio.to_thread(Kept.model_validate, found["rows"]), found["portfolio_id"]
    await ledger.locked(conn, user_id, book)
    stored = await ledger.transactions(conn, user_id, book)
    parted = await _sorted(conn, user_id, book, kept.rows, stored)
    rows = parted.fresh
    if duplicates:
        rows = sorted([*rows, *import_rows.again(parted.duplicates, found["id"])], key=lambda row: row.line)
    drafts = [row.draft for row in rows]
    if not rows:
        return 0, 0
    ledger.refuse_oversold(await asyncio.to_thread(positions.check, stored, drafts), drafts, [row.line for row in rows])
    await keep_own(conn, user_id, kept.instruments)
    await import_quotes.write(conn, user_id, found["id"], kept.quotes)
    added = import_deposits.assumed(stored, drafts, str(found["id"])) if deposits else []
    origins = [*import_rows.origins(rows, found["file_sha256"]), *({} for _ in added)]
    await ledger.insert(conn, user_id, book, [*drafts, *added], (found["id"], origins))
    return len(rows), len(added)


async def _finish(conn: Conn, user_id: UUID, found: dict[str, Any], status: str, outcome: dict[str, Any]) -> None:
    """Close an import; a statement keeps its holdings, a ledger import the names of its instruments, prices what they replaced."""
    rows = {name: part for name, part in found["rows"].items() if name != "rows"}
    values = {"user_id": user_id, "id": as_id(found["id"]), "status": status, "rows": Jsonb(rows), "outcome": Jsonb(outcome)}
    await conn.execute(sql("imports.finish"), values)


async def undo(conn: Conn, user_id: UUID, import_id: str) -> Undone:
    """Take an import back; UndoRefused names the rows that depend on it. A preview is dropped, an undone import stays so."""
    found = await take(conn, user_id, import_id)
    count = 0
    if found["status"] == "committed":
        count = await (_undo_prices if found["kind"] == "prices" else _undo_rows)(conn, user_id, found)
    if found["status"] != "undone":
        await _finish(conn, user_id, found, "undone", {"undone": count})
    return Undone(undone=count)


async def _undo_rows(conn: Conn, user_id: UUID, found: dict[str, Any]) -> int:
    with collector.seldom():
        gone = await ledger.take_back(conn, user_id, found["portfolio_id"], lambda row: row.import_id == found["id"])
    await price_rows.take_back(conn, user_id, found["id"], {})
    await ledger.free_records(conn, user_id, gone)
    await drop_unused(conn, user_id, [each["symbol"] for each in found["rows"].get("instruments", [])])
    return len(gone)


async def _undo_prices(conn: Conn, user_id: UUID, found: dict[str, Any]) -> int:
    count = await price_rows.take_back(conn, user_id, found["id"], found["rows"])
    await drop_unused(conn, user_id, [each["symbol"] for each in found["rows"].get("instruments", [])])
    return count


async def statements(conn: Conn, user_id: UUID, portfolio_id: str | None = None) -> list[Statement]:
    """Give the latest holdings statements, one by portfolio, account and source."""
    values = {
        "user_id": user_id,
        "portfolio_id": as_id(portfolio_id) if portfolio_id else None,
        "formats": sorted(STATEMENTS),
    }
    rows = await (await conn.execute(sql("imports.latest_statements"), values)).fetchall()
    return [Statement.model_validate({"import_id": row.pop("id"), "holdings": row.pop("rows")["holdings"], **row}) for row in rows]
