"""Importing a file: preview without a change, commit in one transaction, undo by reversing rows."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from core.errors import Conflict, NotFound
from core.ledger import Transaction
from core.models import Model
from core.settings import Limits
from data import import_rows, ledger, positions, price_rows
from data.db import Conn
from data.ids import as_id
from data.import_rows import ImportPreview, Kept
from data.importers.formats import STATEMENTS
from data.importers.model import Holding, Options, Parsed
from data.importers.read import read
from data.instruments import drop_unused, keep_own, names
from data.queries import sql

SHOWN_PROBLEMS = 1_000
MOST = 100


class File(Model):
    """An uploaded file and what the person says about it."""

    name: str
    content: bytes
    format: str | None = None
    account: str | None = None


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


async def preview(conn: Conn, user_id: UUID, portfolio_id: str, file: File, scope: tuple[Limits, date]) -> ImportPreview:
    """Read a file and say what it would do; `scope` is the limits and today. Nothing of the ledger changes."""
    limits, today = scope
    book = await ledger.portfolio(conn, user_id, portfolio_id)
    account = (file.account or "").strip()[:100] or None
    options = Options(limits, file.format, account, book.base_currency)
    parsed = await asyncio.to_thread(read, file.content, options)
    if parsed.format in STATEMENTS:
        return await _keep_statement(conn, user_id, book.id, file, parsed)
    drafts = [row.draft for row in parsed.rows]
    symbols = [symbol for draft in drafts for symbol in (draft.symbol, draft.into) if symbol]
    known = await names(conn, user_id, symbols, [draft.isin for draft in drafts if draft.isin])
    rows = await asyncio.to_thread(import_rows.named, parsed, known, book.base_currency, today)
    records = await _records(conn, user_id, book.id, rows)
    stored = await ledger.transactions(conn, user_id, book.id)
    found = import_rows.separated(rows, records, stored)
    import_rows.without_oversold(found, stored)
    made = ImportPreview(
        id=str(uuid4()),
        format=parsed.format,
        rows=parsed.total,
        accepted=len(found.fresh),
        duplicates=len(found.duplicates),
        problems=sorted([*parsed.problems, *found.problems], key=lambda problem: problem.line),
        notes=[*parsed.notes, *found.notes],
        effect=import_rows.effect(stored, found.fresh),
    )
    kept = Kept(rows=sorted([*found.fresh, *found.duplicates], key=lambda row: row.line), instruments=list(known.new.values()))
    await store(conn, user_id, file, made, {"portfolio_id": as_id(book.id), "kind": "ledger", "rows": kept.model_dump(mode="json")})
    return made


async def _records(conn: Conn, user_id: UUID, portfolio_id: str, rows: Sequence[import_rows.Row]) -> set[import_rows.Key]:
    return await ledger.known_records(conn, user_id, portfolio_id, [row.draft.source_record_id or "" for row in rows])


async def _keep_statement(conn: Conn, user_id: UUID, portfolio_id: str, file: File, parsed: Parsed) -> ImportPreview:
    made = ImportPreview(
        id=str(uuid4()),
        format=parsed.format,
        rows=parsed.total,
        accepted=len(parsed.holdings),
        duplicates=0,
        problems=parsed.problems,
        notes=[*parsed.notes, "This is a statement of holdings: it adds no transactions, it is compared with the ledger."],
        effect=[],
    )
    rows = {"holdings": [holding.model_dump(mode="json") for holding in parsed.holdings]}
    await store(conn, user_id, file, made, {"portfolio_id": as_id(portfolio_id), "kind": "ledger", "rows": rows})
    return made


async def store(conn: Conn, user_id: UUID, file: File, made: ImportPreview, more: dict[str, Any]) -> None:
    """Keep a preview until it is committed."""
    values = {
        "user_id": user_id,
        "id": as_id(made.id),
        "file_name": file.name.replace("\x00", "")[:200],
        "file_sha256": hashlib.sha256(file.content).hexdigest(),
        "format": made.format,
        "account": file.account,
        "preview": Jsonb(made.model_dump(mode="json", exclude={"problems"})),
    }
    await conn.execute(sql("imports.create"), values | more | {"rows": Jsonb(more["rows"])})
