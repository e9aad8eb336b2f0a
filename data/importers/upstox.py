"""Upstox: the trade report."""

from core.ledger import Draft, TxType
from data.importers.cells import Cells
from data.importers.model import Format, columns

SIDES = {"buy": "buy", "sell": "sell", "b": "buy", "s": "sell"}
SHARES = {"", "EQ", "EQUITY", "EQUITIES", "BE", "SHARES", "ETF"}


def trade(cells: Cells) -> Draft:
    """Read a trade; `Amount` is a total and `Scrip Code` is no ISIN."""
    kind = cells.text("instrument type").upper()
    if kind not in SHARES or cells.number("strike price") or cells.text("expiry") not in {"", "-"}:
        cells.wrong("instrument type", "unsupported", "Futures, options and currencies are not kept; only shares and funds are.")
    code = cells.text("scrip code")
    day, exchange, trade_id = cells.day("date"), cells.needed("exchange"), cells.needed("trade num")
    return Draft(
        day=day,
        type=TxType(cells.one_of("side", SIDES) or "buy"),
        symbol=code if code and not code.isdecimal() else cells.needed("company"),
        quantity=cells.amount("quantity"),
        price=cells.amount("price"),
        currency="INR",
        source="upstox_trades",
        source_record_id=f"{exchange}:{day}:{trade_id}",
    )


TRADES = Format(
    "upstox_trades",
    "the Upstox trade report",
    columns("date,company,amount,exchange,segment,scrip code,instrument type,strike price,expiry,trade num,trade time,side,quantity,price"),
    trade,
    dates="dmy",
)
