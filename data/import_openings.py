"""Opening balances of statements beside what the ledger has already: never counted twice."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.ledger import ZERO, Draft, Transaction
from core.models import plain
from data import positions
from data.import_rows import Sorted
from data.importers.cas.funds import OPENING
from data.importers.model import Problem, Row

SAME = Decimal("0.005")
Key = tuple[str, str | None]


def settle(found: Sorted, stored: Sequence[Transaction]) -> None:
    """Count an opening balance that the ledger explains as a duplicate; refuse rows that an opening balance covers."""
    openings = [row for row in found.fresh if _is_opening(row.draft)]
    covered = {_key(row): row.day for row in stored if _is_opening(row)}
    if openings:
        _drop(found, openings, stored)
    if covered:
        _refuse(found, covered)


def _is_opening(row: Draft) -> bool:
    return (row.source_record_id or "").startswith(OPENING)


def _key(row: Draft) -> Key:
    return row.account, row.symbol


def _drop(found: Sorted, openings: Sequence[Row], stored: Sequence[Transaction]) -> None:
    for row in openings:
        earlier = [each for each in stored if _key(each) == _key(row.draft) and each.day <= row.draft.day]
        if not earlier:
            continue
        held = positions.quantities(earlier).get(row.draft.symbol or "", ZERO)
        found.fresh = [each for each in found.fresh if each is not row]
        found.duplicates.append(row)
        if abs(held - row.draft.quantity) > SAME:
            found.notes.append(
                f"The statement opens with {plain(row.draft.quantity)} {row.draft.symbol} in {row.draft.account}, "
                f"the ledger has {plain(held)} by then: a statement in between is missing."
            )


def _refuse(found: Sorted, covered: dict[Key, date]) -> None:
    for row in [each for each in found.fresh if each.draft.source == "cas"]:
        day = covered.get(_key(row.draft))
        if day is not None and row.draft.day < day:
            found.fresh = [each for each in found.fresh if each is not row]
            message = f"The ledger holds an opening balance of {row.draft.symbol} on {day}: undo the import of that later statement first."
            found.problems.append(Problem(line=row.line, column=None, code="before_opening", message=message, row=row.raw))
