"""Groww: the order history workbook."""

from core.ledger import ZERO, Draft, TxType
from data.importers.cells import Cells, rounded
from data.importers.model import Format, columns

SIDES = {"buy": "buy", "sell": "sell"}


def order(cells: Cells) -> Draft | None:
    """Read an executed order; `Value` is the total, so the price is value / quantity."""
    status = cells.text("order status").lower()
    if status != "executed":
        cells.skip = f"the order is {status or 'without a status'}, not executed"
        return None
    quantity, value = cells.amount("quantity"), cells.amount("value")
    record = ":".join(
        cells.text(name) for name in ("exchange", "exchange order id", "execution date and time", "type", "quantity", "value")
    )
    return Draft(
        day=cells.day("execution date and time"),
        type=TxType(cells.one_of("type", SIDES) or "buy"),
        symbol=cells.needed("symbol"),
        isin=cells.text("isin") or None,
        quantity=quantity,
        price=rounded(value / quantity) if quantity > ZERO else ZERO,
        currency="INR",
        source="groww_orders",
        source_record_id=record,
    )


ORDERS = Format(
    "groww_orders",
    "the Groww order history",
    columns("stock name,symbol,isin,type,quantity,value,exchange,exchange order id,execution date and time,order status"),
    order,
    dates="dmy",
)
