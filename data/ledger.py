"""The append-only ledger: recording, reversing and correcting transactions, and reading those that count."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb
from pydantic import TypeAdapter

from core.errors import BadInput, Conflict, LedgerConflict, NotFound, Oversold, UndoRefused
from core.ledger import Draft, Transaction
from core.progress import report
from data import positions
from data.currencies import PENCE
from data.db import Conn
from data.ids import as_id
from data.instruments import Named, Names, keep_own, names
from data.ledger_rules import completed, faults, settled
from data.portfolios import (
    Changes,
    Portfolio,
    changed,
    create_portfolio,
    delete_portfolio,
    locked,
    portfolio,
    portfolios,
    update_portfolio,
)
from data.queries import sql

CHUNK = 5_000
MOST = 100
_ROWS = TypeAdapter(list[Transaction])


class Wanted(TypedDict, total=False):
    """Which transactions of a list are wanted; `cursor` is that of the page before, `limit` is at most 100."""

    limit: int
    cursor: str | None
    symbol: str | None
    type: str | None
    start: date | None
    end: date | None


async def transactions(conn: Conn, user_id: UUID, portfolio_id: str | None = None) -> list[Transaction]:
    """Give the rows that count, oldest first: without those taken back and those that take back."""
    values = {"user_id": user_id, "portfolio_id": as_id(portfolio_id) if portfolio_id else None}
    return _read(await (await conn.execute(sql("ledger.transactions"), values)).fetchall())


async def added(conn: Conn, user_id: UUID, portfolio_id: str | None, through: int) -> list[Transaction]:
    """Give all rows that were written after a row, oldest first, with those that take others back."""
    values = {"user_id": user_id, "portfolio_id": as_id(portfolio_id) if portfolio_id else None, "through": through}
    return _read(await (await conn.execute(sql("ledger.since"), values)).fetchall())


def _read(rows: list[dict[str, Any]]) -> list[Transaction]:
    for row in rows:
        row["lots"] = row["lots"] or ()
    return _ROWS.validate_python(rows)


async def page(
    conn: Conn, user_id: UUID, portfolio_id: str | None = None, **wanted: Unpack[Wanted]
) -> tuple[list[Transaction], str | None]:
    """Give one page of the rows that count, newest first, and the cursor of the next."""
    limit = max(1, min(wanted.get("limit", MOST), MOST))
    day, seq = _after(wanted.get("cursor"))
    values = {name: wanted.get(name) for name in ("symbol", "type", "start", "end")} | {
        "user_id": user_id,
        "portfolio_id": as_id(portfolio_id) if portfolio_id else None,
        "before_day": day,
        "before_seq": seq,
        "limit": limit + 1,
    }
    rows = _read(await (await conn.execute(sql("ledger.page"), values)).fetchall())
    return rows[:limit], _cursor(rows[limit - 1]) if len(rows) > limit else None


def _cursor(row: Transaction) -> str:
    return base64.urlsafe_b64encode(f"{row.day}|{row.seq}".encode()).decode()


def _after(cursor: str | None) -> tuple[date | None, int | None]:
    if not cursor:
        return None, None
    try:
        day, _, seq = base64.urlsafe_b64decode(cursor).decode().partition("|")
        return date.fromisoformat(day), int(seq)
    except (ValueError, binascii.Error):
        raise BadInput("The cursor is not one that was given out.", detail={"field": "cursor"}) from None


async def transaction(conn: Conn, user_id: UUID, transaction_id: str) -> Transaction:
    """Give one row that counts; raises NotFound."""
    return (await _pick(conn, user_id, [transaction_id]))[0]


async def raw(conn: Conn, user_id: UUID, transaction_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Give what each transaction was read from: file hash, line and cells; empty for one recorded by hand."""
    ids = [as_id(each) for each in transaction_ids]
    rows = await (await conn.execute(sql("ledger.raw"), (user_id, ids))).fetchall()
    return {row["id"]: row["raw"] or {} for row in rows}


async def record(conn: Conn, user_id: UUID, portfolio_id: str, drafts: Sequence[Draft], today: date | None = None) -> list[str]:
    """Add transactions to a portfolio, all or none; raises BadInput for incomplete rows, Oversold, Conflict for a used record id."""
    await locked(conn, user_id, portfolio_id)
    rows, known = await prepare(conn, user_id, [completed(draft) for draft in drafts])
    _refuse_faults(rows, today)
    stored = await transactions(conn, user_id, portfolio_id)
    refuse_oversold(positions.check(stored, rows), rows)
    await _refuse_used(conn, user_id, portfolio_id, rows)
    await keep_own(conn, user_id, list(known.new.values()))
    return await insert(conn, user_id, portfolio_id, rows)


async def prepare(conn: Conn, user_id: UUID, drafts: Sequence[Draft]) -> tuple[list[Draft], Names]:
    """Settle drafts and give them the symbols of the instruments that they mean."""
    symbols = [symbol for draft in drafts for symbol in (draft.symbol, draft.into) if symbol]
    known = await names(conn, user_id, symbols, [draft.isin for draft in drafts if draft.isin])
    return [resolved(draft, known) for draft in drafts], known


def resolved(draft: Draft, known: Names, exchange: str | None = None, name: str | None = None, asset_class: str | None = None) -> Draft:
    """Settle a draft and give it the symbol of the instrument that it means, and that instrument's currency if it has none."""
    currency = PENCE.get(draft.currency, draft.currency.strip().upper())
    found = known.meant(Named(draft.symbol, draft.isin, exchange, currency, name, asset_class))
    into = known.meant(Named(symbol=draft.into, currency=currency)) if draft.into else None
    names_of = {"symbol": found.symbol if found else None, "isin": found.isin if found else None, "into": into.symbol if into else None}
    return settled(draft, **names_of) if currency or found is None else settled(draft, **names_of, currency=found.currency)


def _refuse_faults(rows: Sequence[Draft], today: date | None) -> None:
    found = [(at, fault) for at, row in enumerate(rows) for fault in faults(row, today)]
    if found:
        detail = [{"row": at, "column": fault.column, "code": fault.code, "message": fault.message} for at, fault in found]
        raise BadInput(found[0][1].message, detail=detail)


def refuse_oversold(refused: Mapping[int, str], rows: Sequence[Draft], lines: Sequence[int] | None = None) -> None:
    """Raise Oversold with every refused row named."""
    if refused:
        detail = [
            {"row": at if lines is None else lines[at], "symbol": rows[at].symbol, "date": rows[at].day.isoformat(), "message": reason}
            for at, reason in sorted(refused.items())
        ]
        raise Oversold(next(iter(refused.values())), detail=detail)


async def _refuse_used(conn: Conn, user_id: UUID, portfolio_id: str, rows: Sequence[Draft]) -> None:
    keys = [(row.account, row.source, row.source_record_id) for row in rows if row.source_record_id]
    used = set(keys) & await known_records(conn, user_id, portfolio_id, [key[2] for key in keys if key[2]])
    if used or len(set(keys)) < len(keys):
        raise Conflict("A source record id is used already.", detail=sorted(str(key[2]) for key in used))


async def known_records(conn: Conn, user_id: UUID, portfolio_id: str, ids: Sequence[str]) -> set[tuple[str, str, str | None]]:
    """Give which source record ids are in the ledger, each with account and source."""
    found = await (await conn.execute(sql("ledger.known_records"), (user_id, as_id(portfolio_id), list(ids)))).fetchall()
    return {(row["account"], row["source"], row["source_record_id"]) for row in found}


async def insert(
    conn: Conn, user_id: UUID, portfolio_id: str, rows: Sequence[Draft], origin: tuple[str, Sequence[Mapping[str, Any]]] | None = None
) -> list[str]:
    """Write checked rows and count the change; `origin` is the import's id with what each row was read from."""
    import_id, sources = origin or (None, [])
    ids = [str(uuid4()) for _ in rows]
    for start in range(0, len(rows), CHUNK):
        part = [
            draft.model_dump(mode="json") | {"id": ids[at], "raw": sources[at] if sources else None}
            for at, draft in enumerate(rows[start : start + CHUNK], start)
        ]
        report("Writing rows", start, len(rows))
        values = {"user_id": user_id, "portfolio_id": as_id(portfolio_id), "import_id": as_id(import_id) if import_id else None}
        await conn.execute(sql("ledger.insert"), values | {"rows": Jsonb(part)})
    if rows:
        await changed(conn, user_id, [portfolio_id])
    return ids


async def reverse(conn: Conn, user_id: UUID, transaction_ids: Sequence[str]) -> None:
    """Take transactions back; raises NotFound, and LedgerConflict where later sales depend on them."""
    picked = await _pick(conn, user_id, transaction_ids)
    gone = {row.id for row in picked}
    taken = [
        each
        for book in sorted({row.portfolio_id for row in picked})
        for each in await take_back(conn, user_id, book, lambda row: row.id in gone, LedgerConflict)
    ]
    if len(taken) < len(gone):
        raise Conflict("These transactions were taken back already.")
    # What a file brought stays known as taken back, so that the same file does not bring it again.
    await free_records(conn, user_id, [row.id for row in picked if row.import_id is None])


async def correct(conn: Conn, user_id: UUID, transaction_id: str, draft: Draft, today: date | None = None) -> str:
    """Replace a transaction by another, which takes over its source record id; gives the new id."""
    old = await transaction(conn, user_id, transaction_id)
    await locked(conn, user_id, old.portfolio_id)
    kept = {"source": old.source, "source_record_id": old.source_record_id}
    rows, known = await prepare(conn, user_id, [completed(draft).model_copy(update=kept)])
    _refuse_faults(rows, today)
    rest = [row for row in await transactions(conn, user_id, old.portfolio_id) if row.id != old.id]
    refuse_oversold(positions.check(rest, rows), rows)
    if left := positions.short([*rest, *(_as_stored(row, old) for row in rows)]):
        raise LedgerConflict(left[0][1], detail=_named(left))
    await keep_own(conn, user_id, list(known.new.values()))
    await _write_reversal(conn, user_id, [old.id])
    await free_records(conn, user_id, [old.id])
    origin = (old.import_id, [(await raw(conn, user_id, [old.id]))[old.id]]) if old.import_id else None
    return (await insert(conn, user_id, old.portfolio_id, rows, origin))[0]


def _as_stored(draft: Draft, old: Transaction) -> Transaction:
    return Transaction(**draft.model_dump(), id=old.id, portfolio_id=old.portfolio_id, seq=old.seq)


async def _pick(conn: Conn, user_id: UUID, transaction_ids: Sequence[str]) -> list[Transaction]:
    wanted = {str(as_id(each)) for each in transaction_ids}
    found = [row for row in await transactions(conn, user_id) if row.id in wanted]
    if len(found) < len(wanted):
        raise NotFound
    return found


async def take_back(
    conn: Conn, user_id: UUID, portfolio_id: str, chosen: Callable[[Transaction], bool], refusal: type[LedgerConflict] = UndoRefused
) -> list[str]:
    """Write the reversing rows of the chosen rows and give their ids; refuse where a row that stays depends on them."""
    await locked(conn, user_id, portfolio_id)
    rest: list[Transaction] = []
    gone: list[str] = []
    for row in await transactions(conn, user_id, portfolio_id):
        if chosen(row):
            gone.append(row.id)
        else:
            rest.append(row)
    if left := positions.short(rest):
        raise refusal(f"A later transaction depends on this: {left[0][1]}", detail=_named(left))
    if gone:
        await _write_reversal(conn, user_id, gone)
        await changed(conn, user_id, [portfolio_id])
    return gone


async def free_records(conn: Conn, user_id: UUID, ids: Sequence[str]) -> None:
    """Give up the source record ids of rows that were taken back, so that they can be imported again."""
    await conn.execute(sql("ledger.free_records"), (user_id, list(ids)))


async def _write_reversal(conn: Conn, user_id: UUID, ids: Sequence[str]) -> None:
    await conn.execute(sql("ledger.reverse"), (user_id, list(ids)))


def _named(left: Sequence[tuple[Transaction, str]]) -> list[dict[str, str | None]]:
    return [{"id": row.id, "symbol": row.symbol, "date": row.day.isoformat(), "message": reason} for row, reason in left]


__all__ = [
    "Changes",
    "Portfolio",
    "Wanted",
    "added",
    "completed",
    "correct",
    "create_portfolio",
    "delete_portfolio",
    "free_records",
    "insert",
    "known_records",
    "locked",
    "page",
    "portfolio",
    "portfolios",
    "prepare",
    "raw",
    "record",
    "refuse_oversold",
    "resolved",
    "reverse",
    "take_back",
    "transaction",
    "transactions",
    "update_portfolio",
]
