"""Interactive Brokers activity statement: many tables in one file, of which the trades and cash tables are read."""

import re
from collections import Counter
from collections.abc import Iterator

from core.ledger import ZERO, Draft, TxType
from data.importers.cells import Cells
from data.importers.detect import normal
from data.importers.ibkr_flex import _NAME
from data.importers.model import Format, Sheet
from data.ledger_rules import Fault

READ = {"Trades", "Dividends", "Withholding Tax", "Interest", "Fees", "Deposits & Withdrawals"}
KINDS = {"Dividends": "dividend", "Withholding Tax": "tax", "Interest": "interest", "Fees": "fee", "Deposits & Withdrawals": "deposit"}
QUIET = {"Statement", "Account Information", "Notes/Legal Notes", "Codes"}
SHARES = {"Stocks", "Funds", "ETFs"}
_TOTAL = re.compile(r"total", re.IGNORECASE)


def is_statement(sheet: Sheet) -> bool:
    """Tell an activity statement by its `Trades,Header` or `Statement,Header` rows."""
    return any(cells[:2] in (["Trades", "Header"], ["Statement", "Header"]) for _, cells in sheet.rows)


def rows(sheet: Sheet) -> tuple[Iterator[tuple[int, dict[str, str], dict[str, str], list[Fault]]], list[str]]:
    """Give the data rows of the tables that are read, and a note about those that are not."""
    left = Counter(cells[0] for _, cells in sheet.rows if cells[1:2] == ["Data"] and cells[0] not in READ | QUIET)
    notes = [f"Tables of the statement that are not read: {', '.join(sorted(left))}."] if left else []
    return _rows(sheet), notes


def _rows(sheet: Sheet) -> Iterator[tuple[int, dict[str, str], dict[str, str], list[Fault]]]:
    header: list[str] = []
    for line, cells in sheet.rows:
        if cells[1:2] == ["Header"]:
            header = cells
        elif cells[1:2] == ["Data"] and cells[0] in READ and not _is_sum(header, cells):
            raw = {name: cell for name, cell in zip(header[2:], cells[2:], strict=False) if cell}
            yield line, {"table": cells[0]} | {normal(name): cell.strip() for name, cell in raw.items()}, raw, []


def _is_sum(header: list[str], cells: list[str]) -> bool:
    if header[2:3] == ["DataDiscriminator"]:
        return cells[2] != "Order"
    return any(_TOTAL.match(cell) for cell in cells[2:4])


def read(cells: Cells) -> Draft:
    """Read a row of one of the tables."""
    return _trade(cells) if cells.text("table") == "Trades" else _cash(cells)


def _trade(cells: Cells) -> Draft:
    if cells.text("asset category") not in SHARES:
        cells.wrong("asset category", "unsupported", "Options, futures and currencies are not kept; only shares and funds are.")
    signed = cells.amount("quantity")
    fee = -(cells.number("comm/fee") or ZERO)
    if fee < ZERO:
        cells.wrong("comm/fee", "negative", "A rebate is not a charge; record it as interest.")
    return Draft(
        day=cells.day("date/time"),
        type=TxType.SELL if signed < ZERO else TxType.BUY,
        symbol=cells.needed("symbol"),
        quantity=abs(signed),
        price=cells.amount("t. price"),
        currency=cells.needed("currency").upper(),
        fee=fee,
        source="ibkr_activity",
    )


def _cash(cells: Cells) -> Draft:
    kind, amount = KINDS[cells.text("table")], cells.amount("amount")
    found = _NAME.match(cells.text("description"))
    return Draft(
        day=cells.day("settle date" if "settle date" in cells.values else "date"),
        type=TxType("withdrawal" if kind == "deposit" and amount < ZERO else kind),
        symbol=found[1].strip() if found else None,
        isin=found[2] if found else None,
        currency=cells.needed("currency").upper(),
        amount=amount,
        source="ibkr_activity",
        note=cells.text("description") or None,
    )


FORMAT = Format("ibkr_activity", "the Interactive Brokers activity statement", frozenset(), read)
