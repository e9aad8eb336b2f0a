"""Quantities held through a ledger, in the order in which it is read, and which rows would sell what is not there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from core.ledger import ZERO, Draft, Transaction, TxType, reading_key
from core.models import plain

ONE = Decimal(1)
MOST_PLACES = 20
TOLERANCE = Decimal("0.000001")
SHARES = Decimal("0.00000001")
GAINS = frozenset({TxType.BUY, TxType.RIGHTS, TxType.TRANSFER_IN})
LOSSES = frozenset({TxType.SELL, TxType.BUYBACK, TxType.TRANSFER_OUT})
ACTIONS = frozenset({TxType.SPLIT, TxType.BONUS, TxType.MERGER, TxType.DEMERGER})
MOVES = GAINS | LOSSES | ACTIONS


@dataclass(slots=True)
class Shelf:
    """What is held of one symbol in one account; `taken` are the new rows that made it less, with how to give it back."""

    quantity: Decimal = ZERO
    factor: Decimal = ONE
    taken: list[tuple[int, Decimal]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger as it is read; `new` is its place among the rows to be added, None for a stored row."""

    row: Draft
    new: int | None = None


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Give the entries that move shares, in reading order; stored rows before equal new ones."""
    entries = [entry for entry in entries if entry.row.type in MOVES and entry.row.symbol]
    key = reading_key(entry.row for entry in entries)
    return sorted(entries, key=lambda entry: key(entry.row))


class Shelves:
    """Every holding while the ledger is read; `refused` gathers the new rows that can not stand, with the reason."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], Shelf] = {}
        self.refused: dict[int, str] = {}
        self.places: dict[str, list[str]] = {}

    def read(self, entries: Iterable[Entry], without: Iterable[int] = ()) -> "Shelves":
        """Read the entries in order."""
        left_out = set(without)
        for entry in in_order(entries):
            if entry.new is None or entry.new not in left_out:
                self._apply(entry)
        return self

    def shelf(self, account: str, symbol: str) -> Shelf:
        """Give the shelf of a symbol in an account."""
        if (account, symbol) not in self.held:
            self.held[account, symbol] = Shelf()
            self.places.setdefault(symbol, []).append(account)
        return self.held[account, symbol]

    def by_symbol(self) -> dict[str, Decimal]:
        """Give the shares held by symbol."""
        held: dict[str, Decimal] = {}
        for (_, symbol), shelf in self.held.items():
            held[symbol] = held.get(symbol, ZERO) + shelf.quantity
        return held

    def _apply(self, entry: Entry) -> None:
        row = entry.row
        shelf = self.shelf(row.account, row.symbol or "")
        if row.type in GAINS:
            shelf.quantity += row.quantity
        elif row.type in LOSSES:
            self._take(shelf, entry)
        else:
            for account, affected in self._affected(row, shelf):
                self._change(affected, account, entry)

    def _affected(self, row: Draft, own: Shelf) -> list[tuple[str, Shelf]]:
        """Give where a corporate action applies: its own account, or where that holds nothing, the others that do."""
        if own.quantity:
            return [(row.account, own)]
        others = [(account, shelf) for (account, symbol), shelf in self.held.items() if symbol == row.symbol and shelf.quantity]
        return others or [(row.account, own)]

    def _change(self, shelf: Shelf, account: str, entry: Entry) -> None:
        row = entry.row
        if row.type in {TxType.SPLIT, TxType.BONUS}:
            ratio = (row.ratio or ZERO) + (ONE if row.type is TxType.BONUS else ZERO)
            shelf.quantity = (shelf.quantity * ratio).quantize(SHARES)
            shelf.factor *= ratio or ONE
        else:
            self._exchange(shelf, account, entry)

    def _exchange(self, shelf: Shelf, account: str, entry: Entry) -> None:
        row = entry.row
        into = self.shelf(account, row.into or "")
        into.quantity += (shelf.quantity * (row.ratio or ZERO)).quantize(SHARES)
        if row.type is TxType.MERGER:
            if entry.new is not None:
                shelf.taken.append((entry.new, shelf.quantity / shelf.factor))
            shelf.quantity = ZERO

    def _take(self, shelf: Shelf, entry: Entry) -> None:
        row = entry.row
        if row.quantity > shelf.quantity + TOLERANCE:
            if entry.new is not None:
                held = f"{plain(shelf.quantity)} are held{self._elsewhere(row)}"
                self.refused[entry.new] = f"{plain(row.quantity)} {row.symbol} would leave on {row.day}, but {held}."
                return
            self._give_back(shelf, row)
        shelf.quantity = max(ZERO, shelf.quantity - row.quantity)
        if entry.new is not None:
            shelf.taken.append((entry.new, row.quantity / shelf.factor))

    def _elsewhere(self, row: Draft) -> str:
        """Name the other accounts that hold the shares, among the first few of them."""
        symbol = row.symbol or ""
        held = {account: self.held[account, symbol].quantity for account in self.places.get(symbol, [])[:MOST_PLACES]}
        others = [
            f"{account} holds {plain(quantity)}" for account, quantity in held.items() if quantity > TOLERANCE and account != row.account
        ]
        return f" in the account {row.account}; {', '.join(others)}" if others else ""

    def _give_back(self, shelf: Shelf, row: Draft) -> None:
        """Refuse the latest new rows that took what a stored row needs."""
        while shelf.taken and row.quantity > shelf.quantity + TOLERANCE:
            at, quantity = shelf.taken.pop()
            shelf.quantity += quantity * shelf.factor
            self.refused[at] = f"Then {plain(row.quantity)} {row.symbol} could not leave on {row.day}, as the ledger says they did."


def check(stored: Sequence[Transaction], new: Sequence[Draft]) -> dict[int, str]:
    """Find the new rows that would sell more than is held, or leave a stored row without its shares; with the reason."""
    return checked(stored, new)[0]


def checked(stored: Sequence[Transaction], new: Sequence[Draft]) -> tuple[dict[int, str], dict[str, Decimal]]:
    """Find those rows, and give the shares held by symbol after all others."""
    entries = [*(Entry(row) for row in stored), *(Entry(draft, at) for at, draft in enumerate(new))]
    refused: dict[int, str] = {}
    while (shelves := Shelves().read(entries, refused)).refused:
        refused |= shelves.refused
    return refused, shelves.by_symbol()


def short(rows: Sequence[Transaction]) -> list[tuple[Transaction, str]]:
    """Find the rows of a ledger that sell more than is held."""
    refused = Shelves().read(Entry(row, at) for at, row in enumerate(rows)).refused
    return [(rows[at], reason) for at, reason in refused.items()]


def quantities(rows: Iterable[Draft]) -> dict[str, Decimal]:
    """Give the shares held by symbol after all rows."""
    return Shelves().read(Entry(row) for row in rows).by_symbol()
