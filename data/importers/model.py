"""The words of an import: rows, holdings of a statement, problems, and what a format is."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from core.ledger import Draft
from core.models import Model
from core.settings import Limits
from data.importers.cells import Cells


def columns(names: str) -> frozenset[str]:
    """Part a list of column names in normal form."""
    return frozenset(names.split(","))


class Problem(Model):
    """A row that can not be committed, and why."""

    line: int
    column: str | None = None
    code: str
    message: str
    row: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A draft with the line it was read from, and what the file tells of its instrument, portfolio and charges."""

    line: int
    draft: Draft
    raw: dict[str, str]
    exchange: str | None = None
    name: str | None = None
    portfolio: str | None = None
    asset_class: str | None = None
    charges: Mapping[str, Decimal] = field(default_factory=dict)

    def given(self, draft: Draft) -> "Row":
        """Give the row with another draft; several times as fast as `dataclasses.replace`."""
        return Row(self.line, draft, self.raw, self.exchange, self.name, self.portfolio, self.asset_class, self.charges)


class Holding(Model):
    """One line of a holdings statement."""

    line: int
    symbol: str
    isin: str | None = None
    quantity: Decimal
    average_price: Decimal | None = None
    raw: dict[str, str]


@dataclass(frozen=True, slots=True)
class Options:
    """What the person says about a file, and the limits that hold for it; the password opens a PDF and is kept nowhere."""

    limits: Limits
    format: str | None = None
    account: str | None = None
    password: str | None = field(default=None, repr=False)


class Quote(Model):
    """A price that a transaction file states beside its transactions; `symbol` as the file names the instrument."""

    symbol: str
    isin: str | None = None
    day: date
    close: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a file or of one worksheet, with the line each row begins on."""

    rows: Sequence[tuple[int, list[str]]]
    delimiter: str = ","


@dataclass(frozen=True, slots=True)
class Table:
    """A header in normal form, the names as written, and the rows below."""

    header: Sequence[str]
    names: Sequence[str]
    rows: Sequence[tuple[int, list[str]]]
    delimiter: str = ","


@dataclass(slots=True)
class Parsed:
    """What a format made of a file; `total` counts data rows, `skipped` those that hold nothing to keep, by reason."""

    format: str
    total: int = 0
    rows: list[Row] = field(default_factory=list)
    holdings: list[Holding] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    quotes: list[Quote] = field(default_factory=list)


Made = Draft | Holding | tuple[Draft, ...] | None


@dataclass(frozen=True, slots=True)
class Format:
    """A known file: the columns it must have, those it may have, and how one row is read.

    `one_of` are groups of columns of which one each must be there; `aliases` maps other names of columns to ours;
    `extra` says what happens to a column that is not known; `order` decides between formats that both fit; `note` is what
    the person has to know about the source.
    """

    name: str
    title: str
    required: frozenset[str]
    read: Callable[[Cells], Made]
    optional: frozenset[str] = frozenset()
    one_of: tuple[frozenset[str], ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    extra: Literal["refuse", "note", "ignore"] = "refuse"
    dates: str = "iso"
    order: int = 0
    note: str | None = None
