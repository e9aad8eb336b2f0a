"""Interactive Brokers Flex queries: trades and cash transactions, whose columns the person chooses."""

import re

from core.ledger import ZERO, Draft, TxType
from data.importers.cells import Cells
from data.importers.model import Format

SIDES = {"buy": "buy", "sell": "sell"}
CASH = {
    "dividends": "dividend",
    "payment in lieu of dividends": "dividend",
    "withholding tax": "tax",
    "broker interest received": "interest",
    "broker interest paid": "interest",
    "bond interest received": "interest",
    "other fees": "fee",
    "commission adjustments": "fee",
    "deposits/withdrawals": "deposit",
    "deposits & withdrawals": "deposit",
}
SHARES = {"", "STK", "ETF", "FUND"}
_NAME = re.compile(r"([A-Z0-9. ]{1,12}?)\s*\(([A-Z]{2}[A-Z0-9]{9}\d)\)")


def trade(cells: Cells) -> Draft | None:
    """Read an execution; sales have a negative quantity, a commission that is paid is negative."""
    level = cells.text("levelofdetail").upper()
    if level not in {"", "EXECUTION", "TRADE"}:
        cells.skip = f"it repeats executions ({level.lower()})"
        return None
    _refuse_unsupported(cells)
    currency = cells.needed("currencyprimary").upper()
    fee = -(cells.number("ibcommission") or ZERO)
    if fee < ZERO:
        cells.wrong("ibcommission", "negative", "A rebate is not a charge; record it as interest.")
    if fee and cells.text("ibcommissioncurrency").upper() not in {"", currency}:
        cells.wrong("ibcommissioncurrency", "other_currency", "The commission is in another currency than the trade.")
    return Draft(
        day=cells.day("tradedate"),
        type=TxType(cells.one_of("buy/sell", SIDES) or "buy"),
        symbol=cells.text("symbol") or cells.needed("isin"),
        isin=cells.text("isin") or None,
        quantity=abs(cells.amount("quantity")),
        price=cells.amount("tradeprice"),
        currency=currency,
        fee=fee,
        tax=cells.unsigned("taxes"),
        account=cells.text("clientaccountid") or "main",
        source="ibkr_flex_trades",
        source_record_id=cells.text("tradeid") or None,
    )


def _refuse_unsupported(cells: Cells) -> None:
    if cells.text("assetclass").upper() not in SHARES:
        cells.wrong("assetclass", "unsupported", "Options, futures and currencies are not kept; only shares and funds are.")
    if cells.text("multiplier") not in {"", "1"}:
        cells.wrong("multiplier", "unsupported", "A contract with a multiplier is not kept.")


def cash(cells: Cells) -> Draft:
    """Read a cash transaction; withholding tax is a row of its own with a negative amount."""
    kind, amount = cells.one_of("type", CASH), cells.amount("amount")
    if kind == "deposit" and amount < ZERO:
        kind = "withdrawal"
    found = _NAME.match(cells.text("description"))
    isin = cells.text("isin") or (found[2] if found else "")
    return Draft(
        day=cells.day("settledate"),
        type=TxType(kind or "interest"),
        symbol=cells.text("symbol") or (found[1].strip() if found else "") or isin or None,
        isin=isin or None,
        currency=cells.needed("currencyprimary").upper(),
        amount=amount,
        account=cells.text("clientaccountid") or "main",
        source="ibkr_flex_cash",
        source_record_id=cells.text("transactionid") or None,
        note=cells.text("description") or None,
    )


TRADES = Format(
    "ibkr_flex_trades",
    "Interactive Brokers Flex trades",
    frozenset({"buy/sell", "tradedate", "quantity", "tradeprice", "currencyprimary"}),
    trade,
    one_of=(frozenset({"isin", "symbol"}),),
    extra="ignore",
    dates="ymd",
)
DIVIDENDS = Format(
    "ibkr_flex_cash",
    "Interactive Brokers Flex cash transactions",
    frozenset({"type", "settledate", "description", "amount", "currencyprimary"}),
    cash,
    extra="ignore",
    dates="ymd",
)
