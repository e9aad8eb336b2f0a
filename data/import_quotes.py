"""Prices that a transaction file states beside its transactions, for the person's own instruments only."""

from collections.abc import Sequence
from uuid import UUID

from core.models import plain
from data import price_rows
from data.db import Conn
from data.importers.model import Quote
from data.instruments import Names


def own(quotes: Sequence[Quote], known: Names) -> tuple[list[Quote], list[str]]:
    """Give the quotes of private instruments under the ledger's symbol, and a note; the market's own prices are left alone."""
    kept = []
    for quote in quotes:
        found = known.by_isin.get(quote.isin or "") or known.known(quote.symbol)
        if found is not None and found.own and found.currency in {"", quote.currency}:
            kept.append(quote.model_copy(update={"symbol": found.symbol}))
    if not kept:
        return [], []
    many = "1 price" if len(kept) == 1 else f"{len(kept):,} prices"
    return kept, [f"{many} of the file become prices of your own instruments, up to {max(quote.day for quote in kept)}."]


async def write(conn: Conn, user_id: UUID, import_id: str, quotes: Sequence[Quote]) -> None:
    """Write the quotes of days that have no price yet."""
    rows = [
        {"symbol": quote.symbol, "day": quote.day.isoformat(), "close": plain(quote.close), "currency": quote.currency} for quote in quotes
    ]
    if rows:
        await price_rows.write(conn, user_id, import_id, {"rows": rows, "instruments": []}, replace=False)
