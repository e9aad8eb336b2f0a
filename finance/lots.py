"""From the ledger to lots, sales, cash, income and charges (Decimal throughout)."""

from collections.abc import Iterable
from datetime import date
from decimal import localcontext

from core.ledger import Transaction, TxType
from finance.engine import Engine
from finance.ordering import effective
from finance.positions import walk
from finance.records import CashLeg, Charge, CostView, Flow, Income, Lot, Method, Sale, Split, State, Terms
from finance.stock import Open
from finance.transfers import Book, pairs

__all__ = ["CashLeg", "Charge", "CostView", "Flow", "Income", "Lot", "Method", "Sale", "State", "Terms", "run"]

PRECISION = 40


def run(transactions: Iterable[Transaction], terms: Terms | None = None, until: date | None = None) -> State:
    """Read a ledger up to and including a day; selling more than held raises Oversold.

    Lots are kept apart by portfolio, account and symbol. Charges of buying go into the lot's cost, those of selling
    reduce the proceeds. The rates of `terms.fx` value each leg in `terms.base`; a transaction's own rate comes first.
    A corporate action applies to its own account, or where that holds nothing, to the portfolio's other accounts.
    """
    every = effective(transactions)
    engine = Engine(terms or Terms(), pairs(every))
    rows = [row for row in every if until is None or row.day <= until]
    with localcontext(prec=PRECISION):
        for row in rows:
            engine.read(row)
        engine.settle()
        return _state(engine, rows, _ratios(every))


def _state(engine: Engine, rows: list[Transaction], splits: tuple[Split, ...]) -> State:
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


def _ratios(rows: list[Transaction]) -> tuple[Split, ...]:
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
