"""Which format a sheet is, by the set of its headers; a header that is almost known is refused with the difference."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.errors import BadFile, UnknownFormat
from data.importers.model import Format, Sheet, Table

BANNER_ROWS = 30
NEAR = 6
_SPACES = re.compile(r"[\s_]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A format with the table it was found in; `more` are columns that it does not read."""

    format: Format
    table: Table
    more: tuple[str, ...] = ()


def normal(name: str) -> str:
    """Give a header in normal form: lower case, single spaces for spaces and underscores, no mark of a required column."""
    return _SPACES.sub(" ", name.strip().lstrip("\ufeff").lower()).strip().rstrip("*").strip()


def table_at(sheet: Sheet, at: int) -> Table:
    """Take one row of a sheet as the header of the rows below; trailing empty columns go."""
    names = [name.strip() for name in sheet.rows[at][1]]
    while names and not names[-1]:
        names.pop()
    return Table([normal(name) for name in names], names, sheet.rows[at + 1 :], sheet.delimiter)


def find(sheet: Sheet, formats: Sequence[Format]) -> Found | None:
    """Give the format of a sheet and its table, or None; raises UnknownFormat for a header that is almost known."""
    for at in range(min(BANNER_ROWS, len(sheet.rows))):
        table = table_at(sheet, at)
        fitting = [found for form in formats if (found := _fit(form, table))]
        best = max(fitting, key=lambda found: (found.format.order, len(found.format.required)), default=None)
        if best is None or best.format.order < 0:
            _refuse_near(table, formats, sheet.rows[at][0])
        if best:
            _refuse_twice(best.table)
            return best
    return None


def find_as(sheet: Sheet, form: Format) -> Found | None:
    """Find the table of a named format; columns that it does not know are left unread."""
    for at in range(min(BANNER_ROWS, len(sheet.rows))):
        table = _renamed(table_at(sheet, at), form)
        if _has(form, table):
            _refuse_twice(table)
            return Found(form, table, _more(form, table))
    return None


def _renamed(table: Table, form: Format) -> Table:
    return replace(table, header=[form.aliases.get(name, name) for name in table.header]) if form.aliases else table


def _has(form: Format, table: Table) -> bool:
    have = set(table.header)
    return form.required <= have and all(group & have for group in form.one_of)


def _more(form: Format, table: Table) -> tuple[str, ...]:
    known = form.required | form.optional
    return tuple(name for name, key in zip(table.names, table.header, strict=True) if key and key not in known)


def _fit(form: Format, table: Table) -> Found | None:
    table = _renamed(table, form)
    if not _has(form, table):
        return None
    more = _more(form, table)
    return None if more and form.extra == "refuse" else Found(form, table, more if form.extra == "note" else ())


def _refuse_near(table: Table, formats: Sequence[Format], line: int) -> None:
    have = set(table.header) - {""}
    for form in (form for form in formats if form.extra == "refuse" and len(form.required) >= NEAR):
        missing, more = sorted(form.required - have), _more(form, table)
        if len(missing) <= 1 and len(more) <= 1:
            said = [f"the column {name} is missing" for name in missing] + [f"the column {name} is new" for name in more]
            raise UnknownFormat(
                f"Line {line} is almost the header of {form.title}, but {' and '.join(said)}. Nothing was read.",
                detail={"format": form.name, "line": line, "missing": missing, "new": list(more)},
            )


def _refuse_twice(table: Table) -> None:
    twice = sorted({name for name in table.header if name and table.header.count(name) > 1})
    if twice:
        raise BadFile(f"The header names a column twice: {', '.join(twice)}.")
