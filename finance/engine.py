"""The machine behind `lots.run`: one handler for each kind of transaction."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from core.ledger import ZERO, Transaction, TxType
from finance.amounts import carried_cost, charges_of, effect, factor
from finance.conversion import Converter
from finance.journal import Journal
from finance.records import ONE, CostView, Method, Sale, Terms
from finance.stock import Open, Stock
from finance.transfers import Book, book_of


class Engine:
    """Reads rows in order and keeps the open lots; what else follows is written to the journal."""

    def __init__(self, terms: Terms, partners: Mapping[str, Transaction]) -> None:
        self.terms = terms
        self.partners = partners
        self.convert = Converter(terms)
        self.journal = Journal(self.convert)
        self.stocks: dict[tuple[Book, str], Stock] = {}
        self.moved: set[str] = set()
        self.shared: set[tuple[Book, str]] = set()

    def fork(self) -> "Engine":
        """Give an engine that reads on from here and leaves this one as it is; lots are copied when they are touched."""
        made = Engine(self.terms, self.partners)
        made.convert, made.journal = self.convert, self.journal.fork()
        made.stocks, made.moved = dict(self.stocks), set(self.moved)
        made.shared = set(self.stocks)
        return made

    def read(self, row: Transaction) -> None:
        """Take one row into account."""
        self.journal.cash(row, effect(row))
        _HANDLERS[row.type](self, row)

    def stock(self, book: Book, symbol: str) -> Stock:
        """Give the lots of a symbol in a book."""
        key = (book, symbol)
        if key not in self.stocks:
            self.stocks[key] = Stock(symbol, self.terms.method)
        elif key in self.shared:
            self.stocks[key] = self.stocks[key].copy()
            self.shared.discard(key)
        return self.stocks[key]

    def affected(self, row: Transaction) -> list[tuple[Book, Stock]]:
        """Give where a corporate action applies: its own book, or where that holds nothing, its portfolio's others."""
        own = self.stock(book_of(row), row.symbol or "")
        if own.lots:
            return [(book_of(row), own)]
        return [
            (book, self.stock(book, symbol))
            for (book, symbol), stock in list(self.stocks.items())
            if symbol == row.symbol and book[0] == row.portfolio_id and stock.lots
        ]

    def buy(self, row: Transaction) -> None:
        """Open a lot; the charges are part of its cost."""
        self._open(row, -effect(row), charges_of(row))

    def _open(self, row: Transaction, cost: Decimal, fees: Decimal) -> None:
        stock = self.stock(book_of(row), row.symbol or "")
        rate = self._into(stock, row.currency, row.day)
        lot = Open(
            id=row.id,
            acquired=row.day,
            quantity=row.quantity,
            cost=cost * rate,
            cost_base=cost * self.convert.of(row),
            fees=fees * rate,
            currency=stock.lots[0].currency if stock.lots else row.currency,
            trade_id=row.source_record_id,
            origin=row.type,
        )
        if row.quantity > 0:
            stock.add([lot])

    def _into(self, stock: Stock, currency: str, day: date) -> Decimal:
        return self.convert.market(currency, stock.lots[0].currency, day) if stock.lots else ONE

    def sell(self, row: Transaction) -> None:
        """Close lots and write each one's part in the proceeds."""
        stock = self.stock(book_of(row), row.symbol or "")
        rate = self._into(stock, row.currency, row.day)
        base = self.convert.of(row)
        parts = stock.take(row.quantity, row.day, row.lots)
        left = (sum((lot.quantity for lot in parts), ZERO), effect(row), charges_of(row))
        for lot in parts:
            share = lot.quantity / left[0]
            net, fees = left[1] * share, left[2] * share
            left = (left[0] - lot.quantity, left[1] - net, left[2] - fees)
            self.journal.sales.append(_sale(row, lot, (net * rate, net * base, fees * rate, base / rate if rate else ZERO)))

    def split(self, row: Transaction) -> None:
        """Multiply the shares held; bonus shares are lots of their own in the tax view."""
        for _, stock in self.affected(row):
            times = factor(row, stock.held)
            if row.type is TxType.BONUS and self.terms.view is CostView.TAX:
                stock.add([_free(row, lot, times - 1) for lot in stock.lots])
            else:
                stock.put([lot.scaled(quantity=times) for lot in stock.current()])
        self.journal.windfall(row)

    def merge(self, row: Transaction) -> None:
        """Turn the shares into another instrument's, with their cost and dates."""
        self._convert_shares(row, ONE, keep=False)

    def demerge(self, row: Transaction) -> None:
        """Move a part of the cost to shares of another instrument, with the dates."""
        self._convert_shares(row, row.cost_share or ZERO, keep=True)

    def _convert_shares(self, row: Transaction, share: Decimal, *, keep: bool) -> None:
        for book, stock in self.affected(row):
            times = row.ratio or (row.quantity / stock.held if row.quantity else ONE)
            held = stock.current()
            arriving = [lot.scaled(quantity=times, cost=share) for lot in held]
            stock.put([lot.scaled(cost=ONE - share) for lot in held] if keep else [])
            if row.into:
                self.stock(book, row.into).add(arriving)
        self.journal.windfall(row)

    def transfer(self, row: Transaction) -> None:
        """Move lots between own books, or let shares in from or out to the outside."""
        other = self.partners.get(row.id)
        if row.symbol is None:
            if other is None:
                self.journal.flow(row, effect(row) + charges_of(row))
            self.journal.charge(row, charges_of(row))
        elif other is not None:
            self._move(row, other)
        elif row.type is TxType.TRANSFER_IN:
            self._open(row, carried_cost(row), ZERO)
            self.journal.flow_in_kind(row, carried_cost(row), None)
            self.journal.charge(row, -effect(row))
        else:
            gone = self.stock(book_of(row), row.symbol).take(row.quantity, row.day, row.lots)
            self.journal.flow_in_kind(row, -sum((lot.cost for lot in gone), ZERO), -sum((lot.cost_base for lot in gone), ZERO))
            self.journal.charge(row, -effect(row))

    def _move(self, row: Transaction, other: Transaction) -> None:
        self.journal.charge(row, -effect(row))
        if other.id in self.moved:
            return
        self.moved.add(row.id)
        out, into = (row, other) if row.type is TxType.TRANSFER_OUT else (other, row)
        lots = self.stock(book_of(out), out.symbol or "").take(out.quantity, row.day, out.lots)
        self.stock(book_of(into), into.symbol or "").add(lots)

    def income(self, row: Transaction) -> None:
        """Write a dividend or interest, and what was withheld from it."""
        self.journal.income_of(row, effect(row) + charges_of(row))

    def charge(self, row: Transaction) -> None:
        """Write a fee or tax that stands alone."""
        self.journal.charge(row, -effect(row))

    def external(self, row: Transaction) -> None:
        """Write money from or to the outside."""
        self.journal.flow(row, effect(row) + charges_of(row))
        self.journal.charge(row, charges_of(row))

    def settle(self) -> None:
        """Spread average cost over the lots that stay open."""
        if self.terms.method is Method.AVERAGE:
            for stock in self.stocks.values():
                stock.level()


def _sale(row: Transaction, lot: Open, money: tuple[Decimal, Decimal, Decimal, Decimal]) -> Sale:
    proceeds, proceeds_base, fees, rate = money
    return Sale(
        transaction_id=row.id,
        lot_id=lot.id,
        portfolio_id=row.portfolio_id,
        account=row.account,
        symbol=row.symbol or "",
        acquired=lot.acquired,
        sold=row.day,
        quantity=lot.quantity,
        proceeds=proceeds,
        cost=lot.cost,
        fees=fees + lot.fees,
        currency=lot.currency,
        proceeds_base=proceeds_base,
        cost_base=lot.cost_base,
        currency_gain_base=lot.cost * rate - lot.cost_base,
        kind=row.type,
        origin=lot.origin,
    )


def _free(row: Transaction, lot: Open, share: Decimal) -> Open:
    """Make the bonus lot of a held lot: it cost nothing and starts on its allotment."""
    return Open(row.id, row.day, lot.quantity * share, ZERO, ZERO, ZERO, lot.currency, row.source_record_id, TxType.BONUS)


_HANDLERS: dict[TxType, Callable[[Engine, Transaction], None]] = {
    TxType.BUY: Engine.buy,
    TxType.RIGHTS: Engine.buy,
    TxType.SELL: Engine.sell,
    TxType.BUYBACK: Engine.sell,
    TxType.SPLIT: Engine.split,
    TxType.BONUS: Engine.split,
    TxType.MERGER: Engine.merge,
    TxType.DEMERGER: Engine.demerge,
    TxType.TRANSFER_IN: Engine.transfer,
    TxType.TRANSFER_OUT: Engine.transfer,
    TxType.DIVIDEND: Engine.income,
    TxType.INTEREST: Engine.income,
    TxType.FEE: Engine.charge,
    TxType.TAX: Engine.charge,
    TxType.DEPOSIT: Engine.external,
    TxType.WITHDRAWAL: Engine.external,
}
