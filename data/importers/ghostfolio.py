"""Ghostfolio: the CSV of activities."""

from decimal import Decimal

from core.ledger import ZERO, Draft, TxType
from data.importers.cells import Cells
from data.importers.model import Format, columns

ACTIONS = {"buy": "buy", "sell": "sell", "dividend": "dividend", "fee": "fee", "interest": "interest"}
MONEY = {TxType.FEE, TxType.INTEREST}


def activity(cells: Cells) -> Draft:
    """Read an activity; a fee has quantity 0 and its money in `Fee`, interest is price times quantity."""
    kind = TxType(cells.one_of("action", ACTIONS) or "buy")
    quantity, price, fee = cells.not_negative("quantity"), cells.amount("price"), cells.not_negative("fee")
    money = kind in MONEY
    return Draft(
        day=cells.day("date"),
        time=cells.moment("date"),
        type=kind,
        symbol=None if money else cells.needed("code"),
        quantity=ZERO if money else quantity,
        price=None if money else price,
        currency=cells.needed("currency"),
        fee=ZERO if money else fee,
        amount=_amount(kind, price * quantity, fee),
        account=cells.text("account") or "main",
        source="ghostfolio",
        note=cells.text("note") or None,
    )


def _amount(kind: TxType, total: Decimal, fee: Decimal) -> Decimal | None:
    if kind is TxType.FEE:
        return -(total + fee)
    return total - fee if kind is TxType.INTEREST else None


ACTIVITIES = Format(
    "ghostfolio",
    "the Ghostfolio CSV",
    columns("date,code,datasource,currency,price,quantity,action,fee,note"),
    activity,
    frozenset({"account"}),
    dates="dmy",
)
