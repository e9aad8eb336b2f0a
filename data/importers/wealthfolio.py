"""Wealthfolio: activities and holdings."""

from decimal import Decimal

from core.ledger import ZERO, Draft, TxType
from data.importers.cells import Cells, rounded
from data.importers.model import Format, Holding, columns

KINDS = {
    "buy": "buy",
    "sell": "sell",
    "dividend": "dividend",
    "interest": "interest",
    "deposit": "deposit",
    "withdrawal": "withdrawal",
    "fee": "fee",
    "tax": "tax",
    "split": "split",
    "transfer_in": "transfer_in",
    "transfer_out": "transfer_out",
}
CASH = {"INTEREST", "DEPOSIT", "WITHDRAWAL", "FEE", "TAX"}


def activity(cells: Cells) -> Draft | tuple[Draft, ...]:
    """Read an activity; cash rows have an empty symbol and their money in `amount`, a split has its ratio there."""
    kind = TxType(cells.one_of("activitytype", KINDS) or "buy")
    if cells.text("subtype").upper() == "DRIP" and kind is TxType.DIVIDEND:
        return reinvested(cells)
    cash = kind.name in CASH or not cells.text("symbol")
    split = kind is TxType.SPLIT
    amount, quantity = cells.number("amount"), cells.not_negative("quantity")
    return Draft(
        day=cells.day("date"),
        time=cells.moment("date"),
        type=kind,
        symbol=cells.text("symbol") or None,
        quantity=ZERO if cash or split else quantity,
        price=None if cash or split else cells.number("unitprice"),
        ratio=(amount or quantity) if split else None,
        currency=cells.needed("currency"),
        fee=ZERO if kind in {TxType.FEE, TxType.TAX} else cells.not_negative("fee"),
        amount=_amount(cells, kind, cash=cash),
        account=cells.text("account") or "main",
        source="wealthfolio",
        note=cells.text("comment") or None,
    )


def reinvested(cells: Cells) -> tuple[Draft, ...]:
    """Read a dividend that bought shares: income, then a purchase of the quantity for it."""
    quantity, price, amount = cells.amount("quantity"), cells.number("unitprice"), cells.number("amount")
    paid = amount or rounded(quantity * (price or ZERO))
    if quantity <= ZERO or paid <= ZERO:
        cells.wrong("quantity", "missing", "A reinvested dividend needs its shares, and their price or the amount.")
        return ()
    shared = {
        "day": cells.day("date"),
        "symbol": cells.needed("symbol"),
        "currency": cells.needed("currency"),
        "account": cells.text("account") or "main",
        "source": "wealthfolio",
        "note": cells.text("comment") or None,
    }
    income = Draft(type=TxType.DIVIDEND, amount=paid, **shared)
    price = rounded(paid / quantity)
    return income, Draft(type=TxType.BUY, quantity=quantity, price=price, fee=cells.not_negative("fee"), **shared)


def _amount(cells: Cells, kind: TxType, *, cash: bool) -> Decimal | None:
    if not cash and not (kind is TxType.DIVIDEND and not cells.number("unitprice")):
        return None
    found = cells.number("amount")
    fee = cells.number("fee") or ZERO
    if kind in {TxType.FEE, TxType.TAX}:
        return -abs(found or fee)
    return None if found is None else abs(found) - fee if kind is not TxType.WITHDRAWAL else -abs(found) - fee


def holding(cells: Cells) -> Holding | None:
    """Read a line of the holdings; cash is no holding."""
    if cells.text("symbol").startswith("$"):
        cells.skip = "it is cash"
        return None
    return Holding(
        line=cells.line,
        symbol=cells.needed("symbol"),
        quantity=cells.amount("quantity"),
        average_price=cells.number("avgcost"),
        raw={},
    )


ACTIVITIES = Format(
    "wealthfolio",
    "Wealthfolio activities",
    columns("date,symbol,quantity,activitytype,unitprice,currency,fee,amount"),
    activity,
    frozenset({"instrumenttype", "fxrate", "subtype", "account", "comment"}),
)
HOLDINGS = Format("wealthfolio_holdings", "Wealthfolio holdings", columns("date,symbol,quantity,avgcost,currency"), holding)
