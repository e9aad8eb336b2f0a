"""Results about recorded transactions."""

from dataclasses import dataclass
from datetime import date

from core.errors import BadInput
from core.ledger import Transaction, TxType
from tools.book import View
from tools.ground import money
from tools.pages import page
from tools.results.ledger import TransactionRow, Transactions


@dataclass(frozen=True, slots=True)
class Filter:
    """Which transactions are wanted, and in which order."""

    symbol: str | None = None
    type: TxType | None = None
    start: date | None = None
    end: date | None = None
    newest: bool = True

    def keeps(self, row: Transaction, until: date) -> bool:
        """Tell whether a row is wanted."""
        return (
            (self.symbol is None or self.symbol.casefold() == (row.symbol or "").casefold())
            and self.type in (None, row.type)
            and (self.start is None or row.day >= self.start)
            and row.day <= min(until, self.end or until)
        )


def listing(view: View, wanted: Filter, limit: int, cursor: str | None) -> Transactions:
    """List the rows that a filter keeps."""
    if wanted.start and wanted.end and wanted.start > wanted.end:
        raise BadInput("start lies after end.")
    ordered = sorted(view.book.rows, key=lambda row: (row.day, row.seq), reverse=wanted.newest)
    kept = [row for row in ordered if wanted.keeps(row, view.as_of)]
    rows, following = page(kept, limit, cursor)
    return Transactions(
        as_of=view.as_of,
        portfolio_id=view.portfolio_id,
        total_count=len(kept),
        transactions=[written(row) for row in rows],
        next_cursor=following,
    )


def written(row: Transaction) -> TransactionRow:
    """Write one transaction."""
    return TransactionRow(
        id=row.id,
        date=row.day,
        type=row.type.value,
        symbol=row.symbol,
        quantity=row.quantity or None,
        price=row.price,
        currency=row.currency,
        fee=money(row.fee, row.currency),
        tax=money(row.tax, row.currency),
        amount=money(row.amount, row.currency),
        account=row.account,
        source=row.source,
        source_record_id=row.source_record_id,
    )
