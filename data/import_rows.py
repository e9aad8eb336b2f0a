"""The rows of an import on their way to the ledger: named, settled, told apart from those that are there already."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pydantic import Field

from core.ledger import Draft, Transaction
from core.market import Instrument
from core.models import Model, plain
from data import positions
from data.importers.cells import shown
from data.importers.model import Parsed, Problem, Quote, Row

Key = tuple[str, str, str | None]
HASHED = "row:"


class Effect(Model):
    """What an import does to one position."""

    symbol: str
    before: str
    after: str


class Meaning(Model):
    """What one row does, in words; `status` is new or duplicate."""

    line: int
    status: str
    meaning: str


class Missing(Model):
    """Money that a file spends and nobody paid in: the sum over so many days."""

    amount: str
    currency: str
    days: int


class ImportPreview(Model):
    """What a file holds and what it would do; `problems` are the rows that can not be committed, `lines` the first others."""

    id: str
    format: str
    rows: int
    accepted: int
    duplicates: int = 0
    problems: list[Problem] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    effect: list[Effect] = Field(default_factory=list)
    lines: list[Meaning] = Field(default_factory=list)
    missing_deposits: list[Missing] = Field(default_factory=list)


class Kept(Model):
    """What is kept of a preview until it is committed."""

    rows: list[Row]
    instruments: list[Instrument] = Field(default_factory=list)
    quotes: list[Quote] = Field(default_factory=list)

    def dumped(self) -> dict[str, Any]:
        """Write it shortly: what a field has by default is left out."""
        return {"instruments": [], **self.model_dump(mode="json", exclude_defaults=True)}


@dataclass(slots=True)
class Sorted:
    """The rows of a file: those to add, those that are there already, and the problems."""

    fresh: list[Row] = field(default_factory=list)
    duplicates: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def of_portfolio(parsed: Parsed, name: str) -> None:
    """Make problems of the rows that name another portfolio than the one they would go to."""
    mine = {None, name.strip()}
    others = [row for row in parsed.rows if row.portfolio not in mine]
    if not others:
        return
    parsed.rows = [row for row in parsed.rows if row.portfolio in mine]
    parsed.problems.extend(
        Problem(
            line=row.line,
            column="portfolio",
            code="other_portfolio",
            message=f"This row belongs to the portfolio {shown(row.portfolio or '')}, not to {shown(name)}.",
            row=row.raw,
        )
        for row in others
    )
    listed = ", ".join(sorted({shown(row.portfolio or "") for row in others})[:20])
    parsed.notes.append(
        f"{len(others)} rows belong to other portfolios ({listed}) and do not go to {shown(name)}: split the file, "
        "or import it once into each portfolio (--portfolio)."
    )


def content(draft: Draft) -> tuple[str, ...]:
    """Give what makes a row the same row, wherever it was read from."""
    numbers = (draft.quantity, draft.price, draft.fee, draft.tax, draft.amount, draft.ratio)
    return (
        draft.day.isoformat(),
        draft.type.value,
        draft.symbol or "",
        draft.into or "",
        draft.currency,
        draft.account,
        *[plain(value) if value else "" for value in numbers],
    )


def key_of(draft: Draft) -> Key:
    """Give the key that a row has only once in a portfolio."""
    return draft.account, draft.source, draft.source_record_id


def separated(rows: Sequence[Row], known: set[Key], stored: Sequence[Transaction]) -> Sorted:
    """Part the rows into new ones and those that the ledger, this file or another source has already."""
    elsewhere = _contents(stored)
    found = Sorted()
    first: dict[Key, Row] = {}
    changed = other = 0
    for row in rows:
        key = key_of(row.draft)
        if key in known or key in first:
            changed += key in first and content(first[key].draft) != content(row.draft)
            found.duplicates.append(row)
        elif elsewhere.take(row.draft):
            other += 1
            found.duplicates.append(row)
        else:
            first[key] = row
            found.fresh.append(row)
    if changed:
        found.notes.append(f"{changed} rows repeat a trade id of this file with other values; they count as duplicates.")
    if other:
        found.notes.append(f"{other} rows equal transactions that came from another source; they count as duplicates.")
    return found


@dataclass(slots=True)
class _Elsewhere:
    """The contents of stored rows, each to be matched once, by a row of another source."""

    sources: dict[tuple[str, ...], Counter[str]]

    def take(self, draft: Draft) -> bool:
        """Use up an equal stored row of another source, if there is one."""
        if not self.sources:
            return False
        counts = self.sources.get(content(draft))
        source = next((name for name, count in counts.items() if count and name != draft.source), None) if counts else None
        if counts is None or source is None:
            return False
        counts[source] -= 1
        return True


def _contents(stored: Sequence[Transaction]) -> _Elsewhere:
    sources: dict[tuple[str, ...], Counter[str]] = {}
    for row in stored:
        # A row recorded by hand has no record id: a file's row equals it whatever its source says.
        sources.setdefault(content(row), Counter())[row.source if row.source_record_id else ""] += 1
    return _Elsewhere(sources)


def without_oversold(found: Sorted, stored: Sequence[Transaction]) -> list[Effect]:
    """Move the rows that would sell more than is held to the problems; give the positions that the others change."""
    refused, after = positions.checked(stored, [row.draft for row in found.fresh])
    for at, reason in sorted(refused.items()):
        row = found.fresh[at]
        found.problems.append(Problem(line=row.line, column="quantity", code="oversold", message=reason, row=row.raw))
    found.fresh = [row for at, row in enumerate(found.fresh) if at not in refused]
    before, zero = positions.quantities(stored), Decimal(0)
    touched = {symbol for row in found.fresh for symbol in (row.draft.symbol, row.draft.into) if symbol}
    changes = [(symbol, before.get(symbol, zero), after.get(symbol, zero)) for symbol in sorted(touched)]
    return [Effect(symbol=symbol, before=plain(old), after=plain(new)) for symbol, old, new in changes if old != new]


def again(rows: Sequence[Row], import_id: str) -> list[Row]:
    """Give duplicates that are wanted all the same record ids of their own."""
    return [_renamed(row, f"{row.draft.source_record_id}~{import_id[:8]}.{at}") for at, row in enumerate(rows)]


def _renamed(row: Row, record: str) -> Row:
    return row.given(row.draft.model_copy(update={"source_record_id": record}))


def origins(rows: Sequence[Row], file_sha256: str) -> list[dict[str, Any]]:
    """Give what each row was read from."""
    return [{"file_sha256": file_sha256, "line": row.line, "row": row.raw} for row in rows]
