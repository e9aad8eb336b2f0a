"""From the ledger to lots, sales, cash, income and charges (Decimal throughout)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import localcontext

from core.ledger import Transaction, TxType
from finance.engine import Engine
from finance.fx import Fx
from finance.ordering import Ordered, effective
from finance.positions import walk
from finance.records import CashLeg, Charge, CostView, Flow, Income, Lot, Method, Sale, Split, State, Terms
from finance.stock import Open
from finance.transfers import Book, pairs

__all__ = ["CashLeg", "Charge", "CostView", "Flow", "Income", "Lot", "Method", "Sale", "State", "Terms", "reading", "run"]

PRECISION = 40
_PAIRED = frozenset({TxType.TRANSFER_IN, TxType.TRANSFER_OUT})


@dataclass(frozen=True, slots=True)
class Reading:
    """A ledger that was read to its end: the machine as it stands, the rows, and what follows from them."""

    engine: Engine
    rows: Ordered
    state: State


def run(transactions: Iterable[Transaction], terms: Terms | None = None, until: date | None = None) -> State:
    """Read a ledger up to and including a day; selling more than held raises Oversold.

    Lots are kept apart by portfolio, account and symbol. Charges of buying go into the lot's cost, those of selling
    reduce the proceeds. The rates of `terms.fx` value each leg in `terms.base`; a transaction's own rate comes first.
    A corporate action applies to its own account, or where that holds nothing, to the portfolio's other accounts.
    """
    every = effective(transactions)
    rows = [row for row in every if until is None or row.day <= until]
    return _read(Engine(terms or Terms(), pairs(every)), rows, (rows, every)).state


def reading(transactions: Iterable[Transaction], terms: Terms, before: Reading | None = None) -> Reading:
    """Read a whole ledger, going on from an earlier reading where its rows are this ledger's first and rates are the same."""
    every = effective(transactions)
    if before is None or not _goes_on(before, every, terms):
        return _read(Engine(terms, pairs(every)), every, (every, every))
    return _read(before.engine.fork(), every[len(before.rows) :], (every, every))


def _read(engine: Engine, new: Sequence[Transaction], rows: tuple[Sequence[Transaction], Ordered]) -> Reading:
    with localcontext(prec=PRECISION):
        for row in new:
            engine.read(row)
        engine.settle()
        return Reading(engine, rows[1], _state(engine, rows[0], _ratios(rows[1])))


def _goes_on(before: Reading, every: Ordered, terms: Terms) -> bool:
    old, count = before.engine.terms, len(before.rows)
    if old.method is Method.AVERAGE or (old.method, old.view, old.base, old.bases) != (terms.method, terms.view, terms.base, terms.bases):
        return False
    rates, known = (terms.fx or Fx()).rates, (old.fx or Fx()).rates
    if rates.keys() != known.keys() or any(rates[name] is not known[name] for name in rates):
        return False
    if len(every) < count or any(row.type in _PAIRED for row in every[count:]):
        return False
    return all(new is one for new, one in zip(every, before.rows, strict=False))


def _state(engine: Engine, rows: Sequence[Transaction], splits: tuple[Split, ...]) -> State:
    journal = engine.journal
    lots = [_lot(book, symbol, lot) for (book, symbol), stock in engine.stocks.items() for lot in stock.lots]
    return State(
        lots=tuple(sorted(lots, key=lambda lot: (lot.symbol, lot.portfolio_id, lot.account, lot.acquired, lot.id))),
        sales=tuple(journal.sales),
        income=tuple(journal.incomes),
        charges=tuple(journal.charges),
        flows=tuple(journal.flows),
        legs=tuple(journal.legs),
        cash=journal.balances(),
        splits=splits,
        notes=tuple(f"There is no exchange rate for {each}; it is left out." for each in sorted(engine.convert.missing)),
        first=rows[0].day if rows else None,
        last=rows[-1].day if rows else None,
    )


def _ratios(rows: Sequence[Transaction]) -> tuple[Split, ...]:
    return walk(rows).ratios() if any(row.type in {TxType.SPLIT, TxType.BONUS} for row in rows) else ()


def _lot(book: Book, symbol: str, lot: Open) -> Lot:
    return Lot(
        id=lot.id,
        portfolio_id=book[0],
        account=book[1],
        symbol=symbol,
        acquired=lot.acquired,
        quantity=lot.quantity,
        cost=lot.cost,
        cost_base=lot.cost_base,
        fees=lot.fees,
        currency=lot.currency,
        trade_id=lot.trade_id,
        origin=lot.origin,
    )
