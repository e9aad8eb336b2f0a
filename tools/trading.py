"""Planned trades as rows of a ledger: prices, quantities, accounts and charges."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from core.errors import BadInput, Insufficient, Oversold
from core.ledger import Transaction, TxType
from core.models import plain
from finance.charges import Side, india_delivery
from finance.tax.rules import unchecked
from tools.book import View

STEP = Decimal("0.0001")
FINE = Decimal("1e-15")
INDIA = "INR"


@dataclass(frozen=True, slots=True)
class Planned:
    """A trade that is thought of: `amount` is in the reporting currency, `weight` a fraction of the total value."""

    symbol: str
    side: Side
    quantity: Decimal | None
    amount: Decimal | None
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows as they would be recorded, with their charges in the reporting currency."""

    rows: tuple[Transaction, ...]
    charges: Decimal
    caveats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """One row of a plan before it is written."""

    symbol: str
    side: Side
    quantity: Decimal
    book: tuple[str, str]


def price_base(view: View, symbol: str) -> Decimal | None:
    """Give the price of one share in the reporting currency, or None."""
    series = view.book.prices.series.get(symbol)
    last = series.last(view.as_of) if series else None
    rate = view.book.prices.fx.find(series.currency, view.book.base, view.as_of) if series else None
    return last[1] * rate.rate if last and rate else None


def plan(view: View, trades: Sequence[Planned]) -> Plan:
    """Turn planned trades into rows at the last closes; raises Oversold for a sale of more than is held."""
    rows = [_row(view, part, at) for at, part in enumerate(part for trade in trades for part in _parts(view, trade))]
    base = view.book.base
    charges = sum((row.fee * view.book.prices.fx.rate(row.currency, base, view.as_of).rate for row in rows), Decimal(0))
    return Plan(tuple(rows), charges, ("Trades are at the last closes.", *_charged(rows, view.as_of)))


def _charged(rows: Sequence[Transaction], day: date) -> tuple[str, ...]:
    """Say what the charges of a plan rest on."""
    abroad = any(row.currency != INDIA for row in rows)
    said = "The broker's charges are not included." if abroad else "Charges are an estimate without brokerage."
    if all(row.currency != INDIA for row in rows):
        return (said,)
    try:
        return (said, *unchecked(india_delivery("buy", Decimal(0), day).rules))
    except BadInput:
        return (f"Charges of Indian trades are not known for {day} and are left out.",)


def _parts(view: View, trade: Planned) -> Iterator[_Part]:
    names = {symbol.casefold(): symbol for symbol in view.book.prices.series}
    symbol = names.get(trade.symbol.casefold(), trade.symbol)
    price = price_base(view, symbol)
    if price is None:
        raise Insufficient(f"no_price: there is no price of {symbol} on or before {view.as_of}.")
    quantity = _quantity(view, trade, price)
    if trade.side == "buy":
        yield _Part(symbol, trade.side, quantity, (view.book.portfolios[0].id, "main"))
        return
    yield from _sales(view, symbol, quantity)


def _quantity(view: View, trade: Planned, price: Decimal) -> Decimal:
    """Give the shares of a trade; one stated as a weight is not rounded, since a step would tell the size of the whole."""
    if trade.quantity is not None:
        return trade.quantity
    if trade.weight is not None:
        return (trade.weight * view.seen().total / price).quantize(FINE, ROUND_DOWN)
    return ((trade.amount or Decimal(0)) / price).quantize(STEP, ROUND_DOWN)


def _sales(view: View, symbol: str, quantity: Decimal) -> Iterator[_Part]:
    """Spread a sale over the accounts that hold the shares."""
    held: dict[tuple[str, str], Decimal] = {}
    for lot in view.state().lots:
        if lot.symbol == symbol:
            key = (lot.portfolio_id, lot.account)
            held[key] = held.get(key, Decimal(0)) + lot.quantity
    if quantity > sum(held.values()):
        raise Oversold(f"Only {plain(sum(held.values(), Decimal(0)))} {symbol} are held on {view.as_of}.")
    for book, available in held.items():
        part = min(available, quantity)
        if part > 0:
            yield _Part(symbol, "sell", part, book)
            quantity -= part


def _row(view: View, part: _Part, at: int) -> Transaction:
    series = view.book.prices.series[part.symbol]
    last = series.last(view.as_of)
    price = last[1] if last else Decimal(0)
    value = part.quantity * price
    fee = _fee(part.side, value, view.as_of) if series.currency == INDIA else Decimal(0)
    return Transaction(
        id=f"planned-{at}",
        portfolio_id=part.book[0],
        account=part.book[1],
        seq=2**60 + at,
        day=view.as_of,
        type=TxType(part.side),
        symbol=part.symbol,
        quantity=part.quantity,
        price=price,
        currency=series.currency,
        fee=fee,
        amount=(value if part.side == "sell" else -value) - fee,
        source="what_if",
    )


def _fee(side: Side, value: Decimal, day: date) -> Decimal:
    """Estimate the charges of an Indian trade; nothing for a day that the table of charges does not know."""
    try:
        return india_delivery(side, value, day).total
    except BadInput:
        return Decimal(0)
