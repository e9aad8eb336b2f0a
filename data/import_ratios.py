"""Splits that a file states as new shares: their ratio, from what was held before them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from core.ledger import ZERO, Draft, Transaction, TxType
from core.models import plain
from data import positions
from data.import_rows import content
from data.importers.model import Problem, Row

LARGEST_TERM = 100
EXACT = Decimal("0.0001")


def with_ratios(rows: Sequence[Row], stored: Sequence[Transaction]) -> tuple[list[Row], list[Problem]]:
    """Give the rows with each split's ratio; a split whose ratio the holdings do not tell becomes a problem."""
    wanted = sorted((row for row in rows if _unsaid(row.draft)), key=lambda row: row.draft.day)
    if not wanted:
        return list(rows), []
    history, made, problems = _together(rows, stored), dict[int, Row](), list[Problem]()
    for row in wanted:
        held = _held(history, row.draft)
        if ratio := _ratio(held, row.draft.quantity):
            made[id(row)] = replace(row, draft=row.draft.model_copy(update={"ratio": ratio, "quantity": ZERO}))
            history.append(made[id(row)].draft)
        else:
            problems.append(_asked(row, held))
    return [made.get(id(row), row) for row in rows if id(row) in made or not _unsaid(row.draft)], problems


def _unsaid(draft: Draft) -> bool:
    return draft.type is TxType.SPLIT and draft.ratio is None and draft.quantity > ZERO


def _together(rows: Sequence[Row], stored: Sequence[Transaction]) -> list[Draft]:
    """Give the ledger with the rows that it does not have yet."""
    there = Counter(content(row) for row in stored)
    merged: list[Draft] = list(stored)
    for row in rows:
        key = content(row.draft)
        if there[key]:
            there[key] -= 1
        elif not _unsaid(row.draft):
            merged.append(row.draft)
    return merged


def _held(history: Sequence[Draft], split: Draft) -> Decimal:
    before = [row for row in history if row.symbol == split.symbol and row.account == split.account and row.day < split.day]
    return positions.quantities(before).get(split.symbol or "", ZERO)


def _ratio(held: Decimal, added: Decimal) -> Decimal | None:
    """Give new shares per old share where they are small whole numbers."""
    if held <= ZERO:
        return None
    exact = (held + added) / held
    near = Fraction(exact).limit_denominator(LARGEST_TERM)
    found = Decimal(near.numerator) / Decimal(near.denominator)
    small = near.numerator <= LARGEST_TERM * 10
    return found.quantize(Decimal("0.0000000001")) if small and abs(found - exact) <= EXACT * exact and near.denominator <= 20 else None  # noqa: PLR2004 - 3:20 is the oddest that companies choose


def _asked(row: Row, held: Decimal) -> Problem:
    message = (
        f"The file states {plain(row.draft.quantity)} new shares and no ratio; {plain(held)} {row.draft.symbol} were held before, "
        "which makes no plain ratio. Import the earlier purchases first, or record the split by hand as new:old."
    )
    return Problem(line=row.line, column="quantity", code="needs_ratio", message=message, row=row.raw)
