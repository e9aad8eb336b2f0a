"""The charges of an Indian contract note, each in a column of its own."""

from collections.abc import Mapping
from decimal import Decimal

from core.ledger import ZERO
from data.importers.cells import Cells

COLUMNS = {
    "brokerage": "brokerage",
    "stt": "stt",
    "exchange charges": "exchange",
    "sebi charges": "sebi",
    "stamp duty": "stamp",
    "gst": "gst",
    "dp charges": "dp",
}
TAXES = frozenset({"stt", "stamp"})
PAISA = Decimal("0.01")


def noted(cells: Cells) -> dict[str, Decimal]:
    """Give the charges that a row states, by their names in the estimate."""
    return {COLUMNS[column]: cells.not_negative(column) for column in COLUMNS.keys() & cells.values.keys() if cells.values[column]}


def fee_and_tax(cells: Cells, parts: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """Give a row's fee and tax; where its parts are given too, they must sum to them."""
    if not parts:
        return cells.not_negative("fee"), cells.not_negative("tax")
    return (
        _whole(cells, "fee", [amount for name, amount in parts.items() if name not in TAXES]),
        _whole(cells, "tax", [amount for name, amount in parts.items() if name in TAXES]),
    )


def _whole(cells: Cells, column: str, parts: list[Decimal]) -> Decimal:
    stated, summed = cells.not_negative(column), sum(parts, ZERO)
    if stated and parts and abs(stated - summed) > PAISA:
        cells.wrong(column, "charges_mismatch", f"{column} is {stated}, but its parts sum to {summed}.")
    return stated or summed
