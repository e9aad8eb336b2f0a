"""A book's daily values: the stored ones as far as they hold, made anew from the changed day on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from core.ledger import Transaction, TxType
from core.market import Days, PriceSeries
from data.valuations import COLUMNS, Rest, Stored, Writing, token
from finance import revalued, valuation
from finance.records import Terms
from finance.revalued import Changed, Mark
from finance.valuation import Line

PAID = frozenset({TxType.DEPOSIT, TxType.WITHDRAWAL, TxType.TRANSFER_IN, TxType.TRANSFER_OUT})


@dataclass(frozen=True, slots=True)
class Kept:
    """The stored values of a book with one portfolio in its own base (None: none yet), and the version of its ledger."""

    portfolio_id: str
    version: int
    stored: Stored | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """What values rest on: rows in reading order, prices, terms (base, rates) and the calendar."""

    rows: Sequence[Transaction]
    series: Mapping[str, PriceSeries]
    terms: Terms
    days: Days
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def marked(self) -> dict[str, Mark]:
        """Give the fingerprints of prices and rates."""
        rates = self.terms.fx.rates if self.terms.fx else {}
        return revalued.marks({**self.series, **{f"fx:{name}": each for name, each in rates.items()}}, self.days[0].astype(object))


def line(basis: Basis, kept: Kept | None) -> tuple[Line, Writing | None]:
    """Give the values, and what of them has to be stored."""
    stored = kept.stored if kept else None
    marks = basis.marked() if kept else {}
    count = _holding(basis, marks, stored) if stored else 0
    found = _line(stored).between(0, count) if stored else None
    if count < len(basis.days):
        made = valuation.daily(basis.rows, basis.series, basis.terms, basis.days, count).line()
        found = found.joined(made) if found and count else made
    assert found is not None  # noqa: S101 - a calendar is never empty
    if kept is None or (stored and count == len(basis.days) == len(stored.days) and _same(marks, stored) and not stored.touched):
        return found, None
    return found, _writing(basis, kept, marks, (found, count))


def _writing(basis: Basis, kept: Kept, marks: Mapping[str, Mark], made: tuple[Line, int]) -> Writing:
    old = kept.stored
    through = max(
        [*(row.seq for row in basis.rows), *(each.seq for each in old.touched if old), old.rest.through]
        if old
        else [row.seq for row in basis.rows]
    )
    return Writing(
        portfolio_id=kept.portfolio_id,
        version=kept.version,
        after=old.rest.token if old else None,
        rest=Rest(
            token=token(),
            through=through,
            base=basis.terms.base or "",
            marks={name: (each.last, each.basis, dict(each.years)) for name, each in marks.items()},
        ),
        kept=made[1],
        days=made[0].days,
        columns={name: getattr(made[0], name) for name in COLUMNS},
    )


def _line(stored: Stored) -> Line:
    return Line(days=stored.days, **stored.columns)


def _marks(stored: Stored) -> dict[str, Mark]:
    return {name: Mark(*each) for name, each in stored.rest.marks.items()}


def _same(marks: Mapping[str, Mark], stored: Stored) -> bool:
    return marks == _marks(stored)


def _holding(basis: Basis, marks: Mapping[str, Mark], stored: Stored) -> int:
    """Give for how many days of the calendar the stored values hold."""
    if stored.rest.base != basis.terms.base:
        return 0
    through = stored.rest.through
    new = [Changed(row.day, row.type, row.symbol, row.account) for row in basis.rows if row.seq > through]
    gone = [Changed(each.day, each.type, each.symbol, each.account) for each in stored.touched]
    known = {row.account for row in basis.rows if row.seq <= through and row.symbol is None and row.type in PAID}
    days = (
        revalued.since_prices(_marks(stored), marks, basis.rows),
        revalued.since_rows(basis.rows, [*new, *gone], known),
    )
    since: date | None = min((day for day in days if day is not None), default=None)
    return revalued.kept_days(stored.days, basis.days, since)
