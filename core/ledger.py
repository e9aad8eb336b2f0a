"""The words of the ledger: transaction types, the append-only transaction row, and the order in which rows are read."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

from core.models import Model

ZERO = Decimal(0)


class TxType(StrEnum):
    """What a transaction is."""

    BUY = "buy"
    SELL = "sell"
    DIVIDEND = "dividend"
    INTEREST = "interest"
    FEE = "fee"
    TAX = "tax"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"
    SPLIT = "split"
    BONUS = "bonus"
    RIGHTS = "rights"
    MERGER = "merger"
    DEMERGER = "demerger"
    BUYBACK = "buyback"
    TRANSFER_IN = "transfer_in"
    TRANSFER_OUT = "transfer_out"


class LotPick(Model):
    """A share of an earlier purchase that a sale names (method `specific`)."""

    trade_id: str
    quantity: Decimal


class Draft(Model):
    """A transaction that is not stored yet.

    `quantity`, `price`, `fee` and `tax` are never negative; the type gives the sign. For SPLIT `ratio` is new shares per
    old share (10:1 is 10); for BONUS it is bonus shares per held share (1:2 is 0.5). `amount` is the signed effect on
    cash in `currency` (buy negative, sell, dividend, deposit positive), after fee and tax; None when there is none
    (split, bonus, transfer in kind). `fx_rate` is units of the portfolio's base currency per unit of `currency`; None
    means the market's rate of the day. For MERGER and DEMERGER `into` names the other instrument, `ratio` new shares
    per old share and `cost_share` the fraction of cost that moves.
    """

    day: date
    time: datetime | None = None
    type: TxType
    symbol: str | None = None
    isin: str | None = None
    quantity: Decimal = ZERO
    price: Decimal | None = None
    currency: str
    fee: Decimal = ZERO
    tax: Decimal = ZERO
    amount: Decimal | None = None
    fx_rate: Decimal | None = None
    ratio: Decimal | None = None
    into: str | None = None
    cost_share: Decimal | None = None
    account: str = "main"
    lots: tuple[LotPick, ...] = ()
    source: str = "manual"
    source_record_id: str | None = None
    note: str | None = None


class Transaction(Draft):
    """A stored transaction; `reverses` names the row that this row takes back."""

    id: str
    portfolio_id: str
    seq: int
    reverses: str | None = None
    import_id: str | None = None


class Basis(StrEnum):
    """What a price series has been adjusted for."""

    AS_TRADED = "as_traded"
    SPLIT_ADJUSTED = "split_adjusted"
    TOTAL_RETURN = "total_return"
    PRICE_INDEX = "price_index"


PHASES = {
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
_TRADES = frozenset({TxType.BUY, TxType.SELL})
_NEVER = datetime.min.replace(tzinfo=UTC)


def reading_key(rows: Iterable[Draft]) -> Callable[[Draft], tuple[object, ...]]:
    """Give the sort key of some rows: day; corporate actions, cash in, buys, transfers, income, sales, fees, cash out.

    The buys and sells of an instrument on a day on which all of them have a time keep the order of their times. What is
    still equal is told apart by its content, never by the order in which it was imported.
    """
    untimed = {(row.day, row.symbol) for row in rows if row.time is None and row.type in _TRADES}

    def key(row: Draft) -> tuple[object, ...]:
        phase, moment, record = PHASES[row.type], _NEVER, row.source_record_id or ""
        if row.time is not None and row.type in _TRADES and (row.day, row.symbol) not in untimed:
            phase = PHASES[TxType.BUY]
            moment = row.time if row.time.tzinfo is not None else row.time.replace(tzinfo=UTC)
        content = (row.symbol or "", row.account, len(record), record, row.quantity, row.price or ZERO, row.amount or ZERO)
        return row.day, phase, moment, PHASES[row.type], row.type, *content

    return key
