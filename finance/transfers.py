"""Which transfers are two ends of one movement between a person's own books."""

from collections.abc import Sequence
from decimal import Decimal

from core.ledger import Transaction, TxType
from finance.amounts import charges_of, effect

Book = tuple[str, str]
NEAR = 31


def book_of(row: Transaction) -> Book:
    """Give the book a row is in: its portfolio and account."""
    return row.portfolio_id, row.account


def pairs(rows: Sequence[Transaction]) -> dict[str, Transaction]:
    """Give the other end by transaction id, for both ends; a transfer to or from outside is left out.

    Shares match when symbol and quantity are equal, the books differ and the days are at most a month apart; the nearest
    day wins. Cash matches on the same day: an equal amount in another book, or another currency in the same portfolio
    (money that was exchanged).
    """
    arrivals = [row for row in rows if row.type is TxType.TRANSFER_IN]
    found: dict[str, Transaction] = {}
    for out in (row for row in rows if row.type is TxType.TRANSFER_OUT):
        fitting = [row for row in arrivals if row.id not in found and _fits(out, row)]
        if fitting:
            best = min(fitting, key=lambda row: (row.currency != out.currency, abs((row.day - out.day).days), row.day, row.account))
            found[out.id], found[best.id] = best, out
    return found


def _fits(out: Transaction, into: Transaction) -> bool:
    if out.symbol != into.symbol:
        return False
    if out.symbol is None:
        return out.day == into.day and (_exchanged(out, into) or (_apart(out, into) and _moved(out) == -_moved(into)))
    return _apart(out, into) and out.quantity == into.quantity and abs((out.day - into.day).days) <= NEAR


def _apart(out: Transaction, into: Transaction) -> bool:
    return book_of(out) != book_of(into) and out.currency == into.currency


def _exchanged(out: Transaction, into: Transaction) -> bool:
    return out.portfolio_id == into.portfolio_id and out.currency != into.currency


def _moved(row: Transaction) -> Decimal:
    return effect(row) + charges_of(row)
