"""Shares held by instrument and book as step functions of time, without their cost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from core.ledger import ZERO, Transaction, TxType
from finance.amounts import all_but_rounding, factor
from finance.records import Split
from finance.transfers import Book, book_of, pairs

Key = tuple[Book, str]
_BUYS = {TxType.BUY, TxType.RIGHTS}
_SALES = {TxType.SELL, TxType.BUYBACK}
_RATIOS = {TxType.SPLIT, TxType.BONUS}


@dataclass(frozen=True, slots=True)
class InKind:
    """Shares that came from outside (positive) or left to outside without cash; `price` as the row states it."""

    key: Key
    day: date
    quantity: Decimal
    price: Decimal | None
    currency: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """Shares of one instrument that another's turned into (merger) or that split off from it (demerger, `gone` is 0)."""

    old: Key
    new: Key
    day: date
    gone: Decimal
    arrived: Decimal


@dataclass(slots=True)
class Steps:
    """`held[key]` = [(day, shares after)]; `splits[(portfolio, symbol)]` = {day: {book: factor}}; and what came without cash."""

    held: dict[Key, list[tuple[date, Decimal]]] = field(default_factory=dict)
    splits: dict[tuple[str, str], dict[date, dict[Book, Decimal]]] = field(default_factory=dict)
    in_kind: list[InKind] = field(default_factory=list)
    exchanges: list[Exchange] = field(default_factory=list)

    def ratios(self) -> tuple[Split, ...]:
        """Give each day's split or bonus: portfolio, symbol, day, new shares per old share."""
        return tuple(
            (portfolio, symbol, day, max(by_book.values()))
            for (portfolio, symbol), days in sorted(self.splits.items())
            for day, by_book in sorted(days.items())
        )

    def factors(self, portfolio: str, symbol: str) -> list[tuple[date, float]]:
        """Give the new shares per old share of each day with a split or bonus, ascending."""
        found = self.splits.get((portfolio, symbol), {})
        return [(day, float(max(by_book.values()))) for day, by_book in sorted(found.items())]


class _Walker:
    """Follows the quantities only."""

    def __init__(self, rows: Sequence[Transaction]) -> None:
        self.partners = pairs(rows)
        self.now: dict[Key, Decimal] = {}
        self.moved: set[str] = set()
        self.steps = Steps()

    def change(self, book: Book, symbol: str, day: date, by: Decimal) -> None:
        key = (book, symbol)
        held = self.now.get(key, ZERO)
        self.now[key] = ZERO if by < 0 and all_but_rounding(held, -by) else held + by
        self.steps.held.setdefault(key, []).append((day, self.now[key]))

    def read(self, row: Transaction) -> None:
        if row.symbol is None:
            return
        if row.type in _BUYS:
            self.change(book_of(row), row.symbol, row.day, row.quantity)
        elif row.type in _SALES:
            self.change(book_of(row), row.symbol, row.day, -row.quantity)
        elif row.type in _RATIOS:
            self.split(row, row.symbol)
        elif row.type in {TxType.MERGER, TxType.DEMERGER}:
            self.exchange(row, row.symbol)
        elif row.type in {TxType.TRANSFER_IN, TxType.TRANSFER_OUT}:
            self.transfer(row, row.symbol)

    def affected(self, row: Transaction) -> list[Book]:
        own = book_of(row)
        if self.now.get((own, row.symbol or "")):
            return [own]
        return [book for (book, symbol), held in self.now.items() if symbol == row.symbol and book[0] == own[0] and held]

    def split(self, row: Transaction, symbol: str) -> None:
        books = self.affected(row)
        for book in books or [book_of(row)]:
            held = self.now.get((book, symbol), ZERO)
            times = factor(row, held)
            day = self.steps.splits.setdefault((row.portfolio_id, symbol), {}).setdefault(row.day, {})
            day[book] = day.get(book, Decimal(1)) * times
            self.change(book, symbol, row.day, held * (times - 1))

    def exchange(self, row: Transaction, symbol: str) -> None:
        for book in self.affected(row):
            held = self.now[book, symbol]
            arrived = held * (row.ratio or (row.quantity / held if row.quantity else Decimal(1)))
            gone = held if row.type is TxType.MERGER else ZERO
            self.change(book, symbol, row.day, -gone)
            if row.into:
                self.change(book, row.into, row.day, arrived)
                self.steps.exchanges.append(Exchange((book, symbol), (book, row.into), row.day, gone, arrived))

    def transfer(self, row: Transaction, symbol: str) -> None:
        other = self.partners.get(row.id)
        sign = 1 if row.type is TxType.TRANSFER_IN else -1
        if other is None:
            self.change(book_of(row), symbol, row.day, sign * row.quantity)
            self.steps.in_kind.append(InKind((book_of(row), symbol), row.day, sign * row.quantity, row.price, row.currency))
        elif other.id not in self.moved:
            self.moved.add(row.id)
            self.change(book_of(row), symbol, row.day, sign * row.quantity)
            self.change(book_of(other), symbol, row.day, -sign * row.quantity)


def walk(rows: Sequence[Transaction]) -> Steps:
    """Follow the quantities through rows in reading order (`ordering.effective`)."""
    walker = _Walker(rows)
    for row in rows:
        walker.read(row)
    return walker.steps
