"""Portfolio Performance: the CSV of all transactions, with English headers."""

from decimal import Decimal

from core.ledger import ZERO, Draft, TxType
from data.importers.cells import Cells, rounded
from data.importers.model import Format, columns

KINDS = {
    "buy": "buy",
    "sell": "sell",
    "delivery (inbound)": "transfer_in",
    "delivery (outbound)": "transfer_out",
    "dividend": "dividend",
    "dividends": "dividend",
    "interest": "interest",
    "interest charge": "interest",
    "deposit": "deposit",
    "removal": "withdrawal",
    "fees": "fee",
    "taxes": "tax",
}
SHARES = {TxType.BUY, TxType.SELL, TxType.TRANSFER_IN, TxType.TRANSFER_OUT}


def entry(cells: Cells) -> Draft:
    """Read a transaction; `Value` is the settled total, after fees and taxes."""
    kind = TxType(cells.one_of("type", KINDS) or "buy")
    value, fee, tax = cells.amount("value"), cells.unsigned("fees"), cells.unsigned("taxes")
    shares = cells.unsigned("shares") if kind in SHARES else ZERO
    alone = kind in {TxType.FEE, TxType.TAX}
    return Draft(
        day=cells.day("date"),
        type=kind,
        symbol=cells.text("ticker symbol") or cells.text("isin") or cells.text("security name") or None,
        isin=cells.text("isin") or None,
        quantity=shares,
        price=_price(kind, abs(value), fee + tax, shares),
        currency=cells.needed("transaction currency"),
        fee=ZERO if alone else fee,
        tax=ZERO if alone else tax,
        amount=None if kind in SHARES else value,
        account=cells.text("cash account") or cells.text("securities account") or "main",
        source="portfolio_performance",
        note=cells.text("note") or None,
    )


def _price(kind: TxType, value: Decimal, charges: Decimal, shares: Decimal) -> Decimal | None:
    if not shares:
        return None
    return rounded((value + charges if kind in {TxType.SELL, TxType.TRANSFER_OUT} else value - charges) / shares)


TRANSACTIONS = Format(
    "portfolio_performance",
    "Portfolio Performance transactions",
    columns("date,type,value,transaction currency,fees,taxes,shares"),
    entry,
    columns(
        "time,gross amount,currency gross amount,exchange rate,isin,wkn,ticker symbol,security name,note,cash account,"
        "offset account,securities account,date of value,date of quote"
    ),
)
