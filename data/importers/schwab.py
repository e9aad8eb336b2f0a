"""Schwab: the CSV of brokerage transactions."""

from core.ledger import ZERO, Draft, TxType
from data.importers.cells import Cells
from data.importers.model import Format, columns

ACTIONS = {
    "buy": "buy",
    "sell": "sell",
    "reinvest shares": "buy",
    "cash dividend": "dividend",
    "qualified dividend": "dividend",
    "non-qualified div": "dividend",
    "special dividend": "dividend",
    "pr yr cash div": "dividend",
    "reinvest dividend": "dividend",
    "qual div reinvest": "dividend",
    "bank interest": "interest",
    "credit interest": "interest",
    "bond interest": "interest",
    "margin interest": "interest",
    "service fee": "fee",
    "adr mgmt fee": "fee",
    "misc cash entry": "deposit",
    "foreign tax paid": "tax",
    "nra tax adj": "tax",
    "moneylink transfer": "deposit",
    "moneylink deposit": "deposit",
    "wire funds": "deposit",
    "wire received": "deposit",
    "wire sent": "deposit",
    "stock split": "split",
}
TRADES = {TxType.BUY, TxType.SELL}


def entry(cells: Cells) -> Draft | None:
    """Read a transaction; a split row states the new shares, and its ratio follows from what was held."""
    if cells.text("date").lower().startswith("transactions total"):
        cells.skip = "it is the total"
        return None
    kind = TxType(cells.one_of("action", ACTIONS) or "buy")
    amount = cells.number("amount", needed=kind not in {*TRADES, TxType.SPLIT})
    if kind is TxType.DEPOSIT and amount is not None and amount < ZERO:
        kind = TxType.WITHDRAWAL
    trade = kind in TRADES
    return Draft(
        day=cells.day("date"),
        type=kind,
        symbol=cells.text("symbol") or None,
        quantity=abs(cells.amount("quantity")) if trade or kind is TxType.SPLIT else ZERO,
        price=cells.amount("price") if trade else None,
        currency="USD",
        fee=cells.unsigned("fees & comm") if trade else ZERO,
        amount=None if trade else amount,
        source="schwab",
        note=cells.text("description") or None,
    )


TRANSACTIONS = Format(
    "schwab",
    "Schwab transactions",
    columns("date,action,symbol,description,quantity,price,fees & comm,amount"),
    entry,
    dates="mdy",
)
