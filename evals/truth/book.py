"""A ledger replayed from its file: what is held, what it cost, what was realised, received and paid in."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

import pandas as pd

from evals.truth import market

TRADES = {"BUY", "SELL"}


@dataclass
class Lot:
    """An open lot: quantity and what one unit cost, charges included."""

    quantity: Decimal
    unit_cost: Decimal


@dataclass
class Book:
    """The state of a ledger on a day; every instrument trades in dollars."""

    base: str
    lots: dict[str, list[Lot]] = field(default_factory=lambda: defaultdict(list))
    cash: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    realised: Decimal = Decimal(0)
    income: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    income_years: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    flows: list[tuple[pd.Timestamp, float]] = field(default_factory=list)
    bought: dict[str, list[pd.Timestamp]] = field(default_factory=lambda: defaultdict(list))

    def quantity(self, symbol: str) -> Decimal:
        """Give the shares held."""
        return sum((lot.quantity for lot in self.lots[symbol]), Decimal(0))

    def cost(self, symbol: str) -> Decimal:
        """Give the cost of the open lots."""
        return sum((lot.quantity * lot.unit_cost for lot in self.lots[symbol]), Decimal(0))

    @property
    def held(self) -> list[str]:
        """Give the symbols held."""
        return sorted(symbol for symbol in self.lots if self.quantity(symbol) > 0)


@cache
def rows(path: Path) -> list[dict[str, str]]:
    """Read a ledger file in the order of its days; a split comes before the trades of its day."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    frame["phase"] = frame["type"].map(lambda kind: 0 if kind == "SPLIT" else 1)
    return [{str(k): str(v) for k, v in row.items()} for row in frame.sort_values(["date", "phase"], kind="stable").to_dict("records")]


def _sell(book: Book, row: dict[str, str]) -> None:
    left, proceeds = Decimal(row["quantity"]), Decimal(row["quantity"]) * Decimal(row["price"]) - Decimal(row["fee"] or 0)
    cost = Decimal(0)
    while left > 0:
        lot = book.lots[row["symbol"]][0]
        taken = min(lot.quantity, left)
        cost += taken * lot.unit_cost
        lot.quantity -= taken
        left -= taken
        if lot.quantity == 0:
            book.lots[row["symbol"]].pop(0)
    book.realised += proceeds - cost
    book.cash[row["currency"]] += proceeds


def _buy(book: Book, row: dict[str, str]) -> None:
    quantity = Decimal(row["quantity"])
    paid = quantity * Decimal(row["price"]) + Decimal(row["fee"] or 0)
    book.lots[row["symbol"]].append(Lot(quantity, paid / quantity))
    book.cash[row["currency"]] -= paid
    book.bought[row["symbol"]].append(pd.Timestamp(row["date"]))


def _split(book: Book, row: dict[str, str]) -> None:
    new, old = map(Decimal, row["quantity"].split(":"))
    for lot in book.lots[row["symbol"]]:
        lot.quantity *= new / old
        lot.unit_cost *= old / new


def _cash(book: Book, row: dict[str, str], day: pd.Timestamp) -> None:
    amount = Decimal(row["amount"])
    kind, currency = row["type"], row["currency"]
    outward = kind in {"WITHDRAWAL", "FEE", "TAX", "TRANSFER_OUT"}
    book.cash[currency] += -amount if outward else amount
    if kind in {"DEPOSIT", "WITHDRAWAL"}:
        book.flows.append((day, float(-amount if outward else amount) * market.rate(currency, book.base, day)))
    if kind in {"DIVIDEND", "INTEREST"}:
        book.income[row["symbol"] or "interest"] += amount
        book.income_years[day.year] += amount


def replay(path: Path, base: str, until: pd.Timestamp) -> Book:
    """Give the book after every row up to and with a day."""
    book = Book(base)
    for row in rows(path):
        day = pd.Timestamp(row["date"])
        if day > until:
            break
        if row["type"] == "SPLIT":
            _split(book, row)
        elif row["type"] in TRADES:
            (_buy if row["type"] == "BUY" else _sell)(book, row)
        else:
            _cash(book, row, day)
    return book
