"""Trading 212: the CSV of history; the account's currency stands inside the headers."""

import re
from decimal import Decimal

from core.ledger import ZERO, Draft, TxType
from data.importers.cells import Cells, rounded
from data.importers.model import Format, columns

ACTIONS = {f"{order} {side}": side for order in ("market", "limit", "stop", "stop limit") for side in ("buy", "sell")} | {
    "deposit": "deposit",
    "withdrawal": "withdrawal",
    "interest on cash": "interest",
    "lending interest": "interest",
}
TRADES = {TxType.BUY, TxType.SELL}
_TOTAL = re.compile(r"total(?: \(([a-z]{3})\))?")
_CHARGE = re.compile(r"(?!withholding).*(fee|stamp duty|tax|levy)[^(]*(\([a-z]{3}\))?")


def entry(cells: Cells) -> Draft:
    """Read a line of the history; prices are in the share's currency, totals and charges in the account's."""
    action = cells.text("action").lower()
    kind = TxType.DIVIDEND if action.startswith("dividend") else TxType(cells.one_of("action", ACTIONS) or "buy")
    total, account = _total(cells)
    trade = kind in TRADES
    shares = cells.amount("no. of shares") if trade or kind is TxType.DIVIDEND else ZERO
    currency = cells.needed("currency (price / share)") if shares else account
    rate = cells.number("exchange rate")
    same = currency.upper() == account.upper()
    return Draft(
        day=cells.day("time"),
        type=kind,
        symbol=cells.text("ticker") or None,
        isin=cells.text("isin") or None,
        quantity=shares,
        price=cells.amount("price / share") if shares else None,
        currency=currency,
        fee=_charges(cells, rate, same=same) if trade else ZERO,
        tax=cells.unsigned("withholding tax") * shares if kind is TxType.DIVIDEND else ZERO,
        amount=None if shares else total,
        source="trading212",
        source_record_id=cells.text("id") or None,
    )


def _total(cells: Cells) -> tuple[Decimal | None, str]:
    for name in cells.values:
        if found := _TOTAL.fullmatch(name):
            currency = (found[1] or cells.text("currency (total)")).upper()
            return cells.number(name), currency
    cells.wrong("total", "missing", "There is no column Total with the account's currency.")
    return None, ""


def _charges(cells: Cells, rate: Decimal | None, *, same: bool) -> Decimal:
    """Sum the charges, turned into the share's currency at the trade's own rate."""
    total = sum((cells.unsigned(name) for name in cells.values if _CHARGE.fullmatch(name)), ZERO)
    return rounded(total * rate) if rate and not same else total


HISTORY = Format(
    "trading212",
    "the Trading 212 history",
    columns("action,time,isin,ticker,no. of shares,price / share,currency (price / share),exchange rate"),
    entry,
    extra="ignore",
)
