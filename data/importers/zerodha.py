"""Zerodha: the Console tradebook, Kite holdings and Console holdings."""

from core.ledger import Draft, TxType
from data.importers.cells import IST, Cells
from data.importers.model import Format, Holding, columns

SIDES = {"buy": "buy", "sell": "sell"}
_TRADEBOOK = columns(
    "symbol,isin,trade date,exchange,segment,series,trade type,auction,quantity,price,trade id,order id,order execution time"
)
_CONSOLE = columns(
    "symbol,isin,sector,quantity available,quantity discrepant,quantity long term,quantity pledged (margin),"
    "quantity pledged (loan),average price,previous closing price,unrealized p&l,unrealized p&l pct."
)


def trade(cells: Cells) -> Draft | None:
    """Read a trade; charges are in the contract note, not here."""
    if cells.text("segment").upper() not in {"EQ", "MF", ""} or cells.text("expiry date"):
        cells.wrong("segment", "unsupported", "Futures, options and currencies are not kept; only shares and funds are.")
    day, exchange, trade_id = cells.day("trade date"), cells.needed("exchange"), cells.needed("trade id")
    return Draft(
        day=day,
        time=cells.moment("order execution time", IST),
        type=TxType(cells.one_of("trade type", SIDES) or "buy"),
        symbol=cells.needed("symbol"),
        isin=cells.text("isin") or None,
        quantity=cells.amount("quantity"),
        price=cells.amount("price"),
        currency="INR",
        source="zerodha_tradebook",
        # The order id is no key: one order may be filled by many trades.
        source_record_id=f"{exchange}:{day}:{trade_id}",
    )


def kite(cells: Cells) -> Holding:
    """Read a line of the Kite holdings."""
    return Holding(
        line=cells.line,
        symbol=cells.needed("instrument"),
        quantity=cells.amount("qty."),
        average_price=cells.number("avg. cost"),
        raw={},
    )


def console(cells: Cells) -> Holding:
    """Read a line of the Console holdings; pledged shares are held too."""
    pledged = cells.unsigned("quantity pledged (margin)") + cells.unsigned("quantity pledged (loan)")
    return Holding(
        line=cells.line,
        symbol=cells.needed("symbol"),
        isin=cells.text("isin") or None,
        quantity=cells.amount("quantity available") + pledged,
        average_price=cells.number("average price"),
        raw={},
    )


TRADEBOOK = Format("zerodha_tradebook", "the Zerodha tradebook", _TRADEBOOK, trade, frozenset({"expiry date"}))
KITE_HOLDINGS = Format(
    "kite_holdings",
    "Kite holdings",
    columns("instrument,qty.,avg. cost,ltp,cur. val,p&l,net chg.,day chg."),
    kite,
    frozenset({"invested"}),
)
CONSOLE_HOLDINGS = Format("console_holdings", "Zerodha Console holdings", _CONSOLE, console)
