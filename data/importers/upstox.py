"""Upstox: the trade report, realised profit and loss, and holdings as CSV or from the API."""

from core.ledger import Draft, TxType
from data.importers.cells import Cells
from data.importers.model import Format, Holding, columns

SIDES = {"buy": "buy", "sell": "sell", "b": "buy", "s": "sell"}
SHARES = {"", "EQ", "EQUITY", "EQUITIES", "BE", "SHARES", "ETF"}
NO_OPTION = {"", "-", "0", "EQ"}
ONLY_SHARES = "Futures, options and currencies are not kept; only shares and funds are."


def trade(cells: Cells) -> Draft:
    """Read a trade; `Amount` is a total and `Scrip Code` is no ISIN."""
    kind = cells.text("instrument type").upper()
    if kind not in SHARES or cells.number("strike price") or cells.text("expiry") not in {"", "-"}:
        cells.wrong("instrument type", "unsupported", ONLY_SHARES)
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


def matched(cells: Cells) -> tuple[Draft, ...]:
    """Read a sale that the report has matched with its purchase: both are transactions."""
    if cells.text("scrip opt").upper() not in NO_OPTION:
        cells.wrong("scrip opt", "unsupported", ONLY_SHARES)
    bought, sold = cells.day("buy date"), cells.day("sell date")
    if sold < bought:
        cells.wrong("sell date", "bad_date", "The sale lies before its purchase: a short sale is not kept.")
    shared = {
        "symbol": cells.text("symbol") or cells.needed("scrip name"),
        "isin": cells.text("isin") or None,
        "quantity": cells.amount("qty"),
        "currency": "INR",
        "source": "upstox_pnl",
    }
    buy = Draft(day=bought, type=TxType.BUY, price=cells.amount("buy rate"), **shared)
    return buy, Draft(day=sold, type=TxType.SELL, price=cells.amount("sell rate"), **shared)


def holding(cells: Cells) -> Holding:
    """Read a line of the holdings; the price is looked at only to tell a line that was cut."""
    cells.amount("ltp")
    return Holding(
        line=cells.line,
        symbol=cells.needed("symbol"),
        isin=cells.text("isin") or None,
        quantity=cells.amount("net qty"),
        average_price=cells.number("avg price"),
        raw={},
    )


TRADES = Format(
    "upstox_trades",
    "the Upstox trade report",
    columns("date,company,amount,exchange,segment,scrip code,instrument type,strike price,expiry,trade num,trade time,side,quantity,price"),
    trade,
    dates="dmy",
)
PROFITS = Format(
    "upstox_pnl",
    "the Upstox realised profit and loss",
    columns("scrip name,qty,buy date,sell date,buy rate,sell rate"),
    matched,
    columns("symbol,isin,scrip opt,total pl"),
    aliases={"scrip": "scrip name", "quantity": "qty", "buy price": "buy rate", "sell price": "sell rate", "realised p&l": "total pl"},
    extra="note",
    dates="dmy",
    note="Each row is a sale matched with its purchase, without charges. Shares still held are not in it: import their trades too.",
)
HOLDINGS = Format(
    "upstox_holdings",
    "Upstox holdings",
    columns("symbol,net qty,avg price,ltp"),
    holding,
    columns("isin,category,current value,day p&l,day %,overall p&l,overall %,exchange"),
    aliases={
        "net quantity": "net qty",
        "net qty.": "net qty",
        "avg. price": "avg price",
        "average price": "avg price",
        "trading symbol": "symbol",
        "tradingsymbol": "symbol",
        "last price": "ltp",
        "last traded price": "ltp",
    },
    extra="ignore",
)
API_HOLDINGS = Format(
    "upstox_holdings",
    "Upstox holdings",
    frozenset(),
    holding,
)
API_NAMES = {
    "tradingsymbol": "symbol",
    "trading_symbol": "symbol",
    "isin": "isin",
    "quantity": "net qty",
    "average_price": "avg price",
    "last_price": "ltp",
}
