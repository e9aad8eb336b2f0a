"""Money and shares that moved, laid over a calendar as arrays in the reporting currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from core.ledger import Transaction, TxType
from core.market import Days, Floats
from finance.amounts import charges_of, effect
from finance.conversion import Converter
from finance.panel import Panel, ordinals
from finance.positions import Key, Steps
from finance.transfers import Book, book_of, pairs

_BUYS = {TxType.BUY, TxType.RIGHTS}
_SALES = {TxType.SELL, TxType.BUYBACK}
_EXTERNAL = {TxType.DEPOSIT, TxType.WITHDRAWAL, TxType.TRANSFER_IN, TxType.TRANSFER_OUT}
_INCOME = {TxType.DIVIDEND, TxType.MERGER, TxType.DEMERGER, TxType.SPLIT, TxType.BONUS}


@dataclass(slots=True)
class Movements:
    """`cash[(book, currency)]` = [(day, balance after)] in that currency; `bought`, `sold`, `income` (k, n); `inflow`, `outflow` (n)."""

    cash: dict[tuple[Book, str], list[tuple[date, Decimal]]]
    bought: Floats
    sold: Floats
    income: Floats
    inflow: Floats
    outflow: Floats
    external: Floats
    funded: set[Book]


def slot(day: date, days: Days) -> int:
    """Give the index of the first day on or after a day; len(days) when it is later than all."""
    return int(np.searchsorted(ordinals(days), day.toordinal(), side="left"))


def of_cash(rows: Sequence[Transaction], convert: Converter, grid: Panel, days: Days, *, tail: bool = False) -> Movements:
    """Collect what moved as cash; balances are exact sums, so that they do not depend on the calendar.

    With `tail` the first day only precedes those that are wanted: of the rows up to it the balances alone count.
    """
    shape, n = grid.quantities.shape, len(days)
    moved = Movements({}, np.zeros(shape), np.zeros(shape), np.zeros(shape), np.zeros(n), np.zeros(n), np.zeros(n), set())
    where = {symbol: at for at, symbol in enumerate(grid.symbols)}
    partners = pairs(rows)
    places = np.searchsorted(ordinals(days), [row.day.toordinal() for row in rows], side="left").tolist()
    for row, at in zip(rows, places, strict=True):
        if at < n:
            _post(moved, row, (at, -1 if tail and not at else where.get(row.symbol or "", -1)), convert)
            if row.symbol is None and row.type in _EXTERNAL:
                moved.funded.add(book_of(row))
                if row.id not in partners:
                    _external(moved, at, float((effect(row) + charges_of(row)) * convert.of(row)))
    return moved


def _post(moved: Movements, row: Transaction, place: tuple[int, int], convert: Converter) -> None:
    amount = effect(row)
    if not amount:
        return
    points = moved.cash.setdefault((book_of(row), row.currency), [])
    points.append((row.day, amount + points[-1][1] if points else amount))
    at, line = place
    if line < 0:
        return
    base = float(amount * convert.of(row))
    if row.type in _BUYS:
        moved.bought[line, at] -= base
    elif row.type in _SALES:
        moved.sold[line, at] += base
    elif row.type in _INCOME:
        moved.income[line, at] += base


def _external(moved: Movements, at: int, amount: float) -> None:
    moved.external[at] += amount
    moved.inflow[at] += max(amount, 0.0)
    moved.outflow[at] += max(-amount, 0.0)


def add_kind(moved: Movements, steps: Steps, grid: Panel, days: Days) -> None:
    """Add shares that came or went without cash, at the market's close of the day; without a price they count for nothing."""
    for each in steps.in_kind:
        at = slot(each.day, days)
        if at < len(days):
            worth = _worth(grid, each.key, at, float(each.quantity))
            line = grid.symbols.index(each.key[1])
            moved.bought[line, at] += max(worth, 0.0)
            moved.sold[line, at] += max(-worth, 0.0)
            _external(moved, at, worth)
    for swap in steps.exchanges:
        at = slot(swap.day, days)
        if at < len(days):
            old, new = grid.symbols.index(swap.old[1]), grid.symbols.index(swap.new[1])
            gone, arrived = _worth(grid, swap.old, at, float(swap.gone)), _worth(grid, swap.new, at, float(swap.arrived))
            moved.bought[new, at] += arrived
            moved.sold[old, at] += arrived or gone
            moved.outflow[at] += gone if not arrived else 0.0


def _worth(grid: Panel, key: Key, at: int, quantity: float) -> float:
    price = grid.prices[grid.symbols.index(key[1]), at]
    if np.isnan(price):
        return 0.0
    ratio = grid.ratios[key]
    return float(quantity * price * (ratio if isinstance(ratio, float) else ratio[at]))


def cover(moved: Movements, grid: Panel) -> None:
    """Turn trades in instruments without a price into flows, and count a position as coming in on its first price."""
    blind = np.isnan(grid.prices)
    if not blind.any():
        return
    moved.outflow += np.where(blind, moved.bought, 0.0).sum(axis=0)
    moved.inflow += np.where(blind, moved.sold + moved.income, 0.0).sum(axis=0)
    for array in (moved.bought, moved.sold, moved.income):
        array[blind] = 0.0
    line, before = np.nonzero(blind[:, :-1] & ~blind[:, 1:])
    arriving = grid.quantities[line, before] * grid.prices[line, before + 1]
    np.add.at(moved.bought, (line, before + 1), arriving)
    np.add.at(moved.inflow, before + 1, arriving)
