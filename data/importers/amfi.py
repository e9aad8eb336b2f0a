"""The daily NAV file of AMFI: `;` between cells, headings between the funds, dates like 31-Mar-2022."""

from collections.abc import Collection, Sequence

from core.errors import BadFile
from data.importers.cells import day_of, shown
from data.importers.detect import normal
from data.importers.model import Sheet, Table

COLUMNS = ("scheme code", "isin div payout/ isin growth", "isin div reinvestment", "scheme name", "net asset value", "date")
HEADER = ("symbol", "date", "close", "currency")
NO_NAV = {"n.a.", "n.a", "na", "-", ""}


def is_nav_file(sheet: Sheet) -> bool:
    """Tell the file by its header."""
    return any(_header(cells) for _, cells in sheet.rows[:5])


def _header(cells: Sequence[str]) -> bool:
    return tuple(normal(cell) for cell in cells[: len(COLUMNS)]) == COLUMNS


def table(sheet: Sheet, mine: Collection[str]) -> tuple[Table, list[str]]:
    """Give the NAVs of one's own funds as a price file, and how many others there are; raises BadFile without any of one's own."""
    rows, others = [], 0
    for line, cells in sheet.rows:
        isins = [isin for cell in cells[1:3] if (isin := cell.strip().upper()) in mine]
        if isins and len(cells) < len(COLUMNS):
            raise BadFile(f"Line {line}: the row is cut short.", detail={"line": line})
        if len(cells) < len(COLUMNS) or _header(cells):
            continue
        others += not isins
        if cells[4].strip().lower() not in NO_NAV:
            rows += [(line, [isin, _day(line, cells[5]), cells[4], "INR"]) for isin in isins]
    if not rows:
        raise BadFile("None of the funds of this NAV file is yours: import your statement first, or trades that name the ISIN.")
    return Table(HEADER, HEADER, rows), [f"Of the NAV file only your own funds are taken; others in it: {others:,}."]


def _day(line: int, text: str) -> str:
    try:
        return day_of(text.strip(), "dby").isoformat()
    except ValueError:
        raise BadFile(f"Line {line}: {shown(text)} is not a date like 31-Mar-2022.", detail={"line": line}) from None
