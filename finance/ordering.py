"""The rows of a ledger that count, in the order in which they are read."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from core.ledger import Transaction, reading_key


class Ordered(list[Transaction]):
    """Rows that count and are in reading order already; nothing is changed in it."""


def effective(transactions: Iterable[Transaction]) -> Ordered:
    """Give the rows that count (neither reversed nor reversing), in reading order."""
    if isinstance(transactions, Ordered):
        return transactions
    rows = list(transactions)
    reversed_ids = {row.reverses for row in rows if row.reverses is not None}
    return order([row for row in rows if row.reverses is None and row.id not in reversed_ids])


def order(transactions: Sequence[Transaction]) -> Ordered:
    """Sort into reading order (`core.ledger.reading_key`); equal rows by portfolio, then as they were stored."""
    key = reading_key(transactions)
    return Ordered(sorted(transactions, key=lambda row: (key(row), row.portfolio_id, row.seq)))


def inserted(rows: Ordered, new: Sequence[Transaction]) -> Ordered:
    """Put new rows that count among ordered ones; only the days from the first of them on are sorted again."""
    if not new:
        return rows
    at = bisect_left(rows, min(row.day for row in new), key=lambda row: row.day)
    return Ordered([*rows[:at], *order([*rows[at:], *new])])
