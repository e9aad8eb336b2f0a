"""The order in which a ledger is read, and the rows that count."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from core.ledger import Transaction, TxType

_PHASE = {
    TxType.SPLIT: 0,
    TxType.BONUS: 0,
    TxType.MERGER: 0,
    TxType.DEMERGER: 0,
    TxType.DEPOSIT: 1,
    TxType.BUY: 2,
    TxType.RIGHTS: 2,
    TxType.TRANSFER_OUT: 3,
    TxType.TRANSFER_IN: 4,
    TxType.DIVIDEND: 5,
    TxType.INTEREST: 5,
    TxType.SELL: 6,
    TxType.BUYBACK: 6,
    TxType.FEE: 7,
    TxType.TAX: 7,
    TxType.WITHDRAWAL: 8,
}
_TRADES = {TxType.BUY, TxType.SELL}
_NEVER = datetime.min.replace(tzinfo=UTC)


def effective(transactions: Iterable[Transaction]) -> list[Transaction]:
    """Give the rows that count (neither reversed nor reversing), in reading order."""
    rows = list(transactions)
    reversed_ids = {row.reverses for row in rows if row.reverses is not None}
    return order([row for row in rows if row.reverses is None and row.id not in reversed_ids])


def order(transactions: Sequence[Transaction]) -> list[Transaction]:
    """Sort: day; corporate actions, cash in, buys, transfers, income, sales, fees, cash out.

    The buys and sells of an instrument on a day on which all of them have a time keep the order of their times. What
    is still equal is told apart by its content, never by the order in which it was imported.
    """
    untimed = {(row.day, row.symbol) for row in transactions if row.type in _TRADES and row.time is None}
    return sorted(transactions, key=lambda row: _key(row, timed=row.type in _TRADES and (row.day, row.symbol) not in untimed))


def _key(row: Transaction, *, timed: bool) -> tuple[object, ...]:
    phase = _PHASE[TxType.BUY] if timed else _PHASE[row.type]
    moment = _aware(row.time) if timed and row.time is not None else _NEVER
    record = row.source_record_id or ""
    content = (row.symbol or "", row.portfolio_id, row.account, row.type.value, len(record), record, row.quantity)
    return (row.day, phase, moment, *content, row.price or 0, row.amount or 0, row.seq)


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
