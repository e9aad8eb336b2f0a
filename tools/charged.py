"""The charges that a contract note states beside the estimate of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from core.errors import BadInput
from core.ledger import ZERO, TxType
from core.models import plain
from data.importers.model import Row
from finance.charges import ChargeSheet, Side, deviations, india_delivery, india_intraday
from finance.tax.rules import Rule, unchecked

SIDES: Mapping[TxType, Side] = {TxType.BUY: "buy", TxType.SELL: "sell"}
WORDS = {"stt": "STT", "sebi": "SEBI charges", "exchange": "exchange charges", "gst": "GST", "stamp": "stamp duty"}
MOST = 10
Sums = Mapping[tuple[str, str | None, date, TxType], Decimal]


def notes(rows: Sequence[Row]) -> list[str]:
    """Say where the charges of contract notes differ from the estimate, by line; nothing where no row states any."""
    stated = [row for row in rows if row.charges]
    if not stated:
        return []
    sums = _sums(rows)
    sheets = [(row, _sheet(row, sums)) for row in stated]
    compared = [(row, sheet) for row, sheet in sheets if sheet is not None]
    said = [text for row, sheet in compared if (text := _difference(row, sheet))]
    left = len(stated) - len(compared)
    found = [f"Charges of {len(compared)} trades were compared with the estimate; {len(compared) - len(said)} fit within a rupee each."]
    found += said[:MOST] + ([f"{len(said) - MOST} more trades differ."] if len(said) > MOST else [])
    if left:
        found.append(f"Charges of {left} rows were not compared: no trade in rupees, before the table's dates, or only partly intraday.")
    used: list[Rule] = [rule for _, sheet in compared for rule in sheet.rules]
    return [*found, *unchecked(used)]


def _sums(rows: Sequence[Row]) -> Sums:
    sums: dict[tuple[str, str | None, date, TxType], Decimal] = {}
    for draft in (row.draft for row in rows):
        key = (draft.account, draft.symbol, draft.day, draft.type)
        sums[key] = sums.get(key, ZERO) + draft.quantity
    return sums


def _sheet(row: Row, sums: Sums) -> ChargeSheet | None:
    """Estimate a row's charges; what is bought and sold on one day in equal numbers is intraday, else it is delivered."""
    draft, paid = row.draft, row.charges
    if draft.type not in SIDES or draft.price is None or draft.currency not in {"", "INR"}:
        return None
    side, value, brokerage = SIDES[draft.type], draft.quantity * draft.price, paid.get("brokerage", ZERO)
    bought, sold = (sums.get((draft.account, draft.symbol, draft.day, kind), ZERO) for kind in SIDES)
    try:
        if bought == sold:
            return india_intraday(side, value, draft.day, brokerage)
        return None if bought and sold else india_delivery(side, value, draft.day, brokerage, paid.get("dp", ZERO))
    except BadInput:
        return None


def _difference(row: Row, sheet: ChargeSheet) -> str:
    gaps = deviations(sheet, row.charges)
    said = [f"{plain(abs(gap))} {'more' if gap > 0 else 'less'} {WORDS.get(name, name)}" for name, gap in sorted(gaps.items())]
    return f"Line {row.line}: the contract note charges {' and '.join(said)} than the estimate." if said else ""
