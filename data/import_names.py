"""Rows of a file made the ledger's own: settled, given their instruments, their ratios and their record ids."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from core.ledger import Draft, Transaction
from data.import_ratios import with_ratios
from data.import_rows import HASHED, content
from data.importers.model import Parsed, Problem, Row
from data.instruments import Names
from data.ledger import resolved
from data.ledger_rules import Fault, faults


def named(parsed: Parsed, known: Names, base_currency: str, today: date, stored: Sequence[Transaction] = ()) -> list[Row]:
    """Settle the parsed rows and give them their instruments; rows with faults become problems of `parsed`."""
    rows = [_resolved(row, known, base_currency) for row in parsed.rows]
    rows, unknown = with_ratios(rows, stored)
    parsed.problems.extend(unknown)
    good: list[Row] = []
    for row in rows:
        if found := faults(row.draft, today):
            parsed.problems.extend(_problem(row, fault) for fault in found)
        else:
            good.append(row)
    _note_names(parsed, known, sum(not row.draft.currency for row in parsed.rows))
    return identified(good)


def _resolved(row: Row, known: Names, base_currency: str) -> Row:
    draft = resolved(row.draft, known, row.exchange, row.name, row.asset_class)
    return row.given(draft if draft.currency else draft.model_copy(update={"currency": base_currency}))


def _problem(row: Row, fault: Fault) -> Problem:
    return Problem(line=row.line, column=fault.column, code=fault.code, message=fault.message, row=row.raw)


def _note_names(parsed: Parsed, known: Names, without: int) -> None:
    if without:
        parsed.notes.append(f"{counted(without)} no currency: the instrument's was taken, else the portfolio's.")
    if made := sorted(symbol for symbol in known.new if symbol not in known.learned):
        listed = ", ".join(made[:20])
        one = len(made) == 1
        parsed.notes.append(
            f"{len(made)} {'symbol is' if one else 'symbols are'} not in the market: {listed}. "
            f"{'It becomes' if one else 'They become'} your own, without a price until you import one."
        )
    parsed.notes.extend(f"{old} is kept as {new}: both have the same ISIN." for old, new in known.renamed.items())


def counted(rows: int) -> str:
    """Say how many rows name (something)."""
    return f"{rows:,} row names" if rows == 1 else f"{rows:,} rows name"


def identified(rows: Iterable[Row]) -> list[Row]:
    """Give every row without a trade id an id of its content and its place among equal rows of the file."""
    seen: Counter[tuple[str, ...]] = Counter()
    return [row if row.draft.source_record_id else row.given(_identified(row.draft, seen)) for row in rows]


def _identified(draft: Draft, seen: Counter[tuple[str, ...]]) -> Draft:
    digest = hashlib.sha256("\x1f".join(content(draft)).encode()).hexdigest()[:32]
    key = (draft.account, draft.source, digest)
    record = f"{HASHED}{digest}:{seen[key]}"
    seen[key] += 1
    return draft.model_copy(update={"source_record_id": record})
