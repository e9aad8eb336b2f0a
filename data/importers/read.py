"""One file to rows, holdings, problems and notes: the way in to every format."""

from collections.abc import Iterator, Mapping, Sequence

from core.errors import BadFile, FileTooLarge, UnknownFormat
from core.ledger import Draft
from core.progress import EVERY, report
from data.importers import ghostfolio_json, ibkr_activity, text, workbook
from data.importers.cells import Cells, Style, date_order, decimal_mark
from data.importers.detect import Found, find, find_as
from data.importers.formats import FORMATS, PRICES
from data.importers.generic import GENERIC, unescaped
from data.importers.model import Format, Holding, Options, Parsed, Problem, Row, Sheet, Table
from data.ledger_rules import Fault

NAMES = ("name", "stock name", "company", "security name")
Lines = Iterator[tuple[int, dict[str, str], dict[str, str], list[Fault]]]


def read(content: bytes, options: Options) -> Parsed:
    """Read a transaction file or a holdings statement; nothing is looked up and nothing is stored."""
    text.check_size(content, options.limits)
    if workbook.is_zip(content):
        return _first(workbook.sheets(content, options.limits), options)
    body, notes = text.decode(content)
    if body.lstrip().startswith(("{", "[")):
        parsed = _collect(ghostfolio_json.FORMAT, ghostfolio_json.rows(body, options.limits), options, Style())
    else:
        parsed = _first(iter([text.sheet(body, options.limits)]), options)
    return _noted(parsed, notes)


def read_prices(content: bytes, options: Options) -> Table:
    """Give the table of a price file, `symbol,date,close,currency`."""
    text.check_size(content, options.limits)
    pages = workbook.sheets(content, options.limits) if workbook.is_zip(content) else None
    pages = pages or iter([text.sheet(text.decode(content)[0], options.limits)])
    for page in pages:
        if found := find_as(page, PRICES):
            return found.table
    raise UnknownFormat("A price file needs the columns symbol, date, close and currency.")


def _noted(parsed: Parsed, notes: Sequence[str]) -> Parsed:
    parsed.notes[:0] = notes
    return parsed


def _first(pages: Iterator[Sheet], options: Options) -> Parsed:
    """Read the first sheet whose header is known."""
    seen: list[str] = []
    for page in pages:
        if ibkr_activity.is_statement(page):
            rows, notes = ibkr_activity.rows(page)
            return _noted(_collect(ibkr_activity.FORMAT, rows, options, Style()), notes)
        if found := _find(page, options.format):
            return _table(found, options)
        seen.extend(", ".join(cells) for _, cells in page.rows[:1])
    raise UnknownFormat(
        "None of the known headers was found in the first 30 rows. The generic format is "
        "date,type,symbol,isin,exchange,quantity,price,currency,fee,tax,amount,fx_rate,account,trade_id,note.",
        detail={"first_row": [row[:200] for row in seen[:3]], "formats": [form.name for form in FORMATS]},
    )


def _find(page: Sheet, name: str | None) -> Found | None:
    if name is None:
        return find(page, FORMATS)
    form = next((form for form in FORMATS if form.name == name), None)
    if form is None:
        raise UnknownFormat(f"There is no format {name!r}; known are {', '.join(form.name for form in FORMATS)}.")
    return find_as(page, form)


def style_of(form: Format, table: Table) -> Style:
    """Decide how a table writes numbers and dates: the source's own way, or what its cells prove."""
    mark = "."
    if table.delimiter == ";":
        mark = decimal_mark(cell.strip() for _, cells in table.rows for cell in cells)
    dates = form.dates
    if dates == "ask" and "date" in table.header:
        at = list(table.header).index("date")
        dates = date_order(cells[at] for _, cells in table.rows if len(cells) > at)
    return Style(mark, dates)


def lines(table: Table) -> Lines:
    """Give each data row with its cells by normal name and as written; a repeated header is passed over."""
    again = [name.strip() for name in table.names]
    for line, cells in table.rows:
        trimmed = list(map(str.strip, cells))
        if trimmed[: len(again)] == again:
            continue
        faults = []
        if len(cells) > len(again) and any(cell.strip() for cell in cells[len(again) :]):
            faults.append(Fault(None, "extra_cells", f"The row has {len(cells)} cells under {len(again)} columns."))
        raw = {name or f"column {at}": cell for at, (name, cell) in enumerate(zip(table.names, cells, strict=False), 1) if cell}
        yield line, dict(zip(table.header, trimmed, strict=False)), raw, faults


def _table(found: Found, options: Options) -> Parsed:
    style = style_of(found.format, found.table)
    names = dict(zip(found.table.header, found.table.names, strict=True))
    parsed = _collect(found.format, lines(found.table), options, style, names)
    if found.more:
        parsed.notes.append(f"These columns are not read: {', '.join(found.more)}.")
    if found.format.dates == "ask" and style.dates != "ask":
        parsed.notes.append(f"Dates were read as {style.dates}: a day above 12 proves it.")
    return parsed


def _collect(form: Format, rows: Lines, options: Options, style: Style, names: Mapping[str, str] | None = None) -> Parsed:
    parsed = Parsed(form.name)
    for line, values, raw, faults in rows:
        parsed.total += 1
        if parsed.total % EVERY == 0:
            report("Reading rows", parsed.total)
        if parsed.total > options.limits.import_rows:
            raise FileTooLarge(f"The file has more than {options.limits.import_rows:,} rows.")
        cells = Cells(line, values, style, faults)
        made = form.read(cells)
        if cells.faults:
            parsed.problems.extend(problems(line, raw, cells.faults, names or {}))
        elif made is None:
            parsed.skipped[cells.skip or "holds nothing to keep"] += 1
        else:
            _keep(parsed, made, raw, cells, options)
    if not parsed.total:
        raise BadFile("The file has a header but no rows.")
    parsed.notes.extend(f"{count} rows were left out: {reason}." for reason, count in parsed.skipped.items())
    return parsed


def problems(line: int, raw: dict[str, str], faults: Sequence[Fault], names: Mapping[str, str]) -> list[Problem]:
    """Make the problems of one row in the order of its columns; `names` gives columns as the file writes them."""
    places = {name: at for at, name in enumerate(names)}
    return [
        Problem(line=line, column=names.get(fault.column or "", fault.column), code=fault.code, message=fault.message, row=raw)
        for fault in sorted(faults, key=lambda fault: places.get(fault.column or "", -1))
    ]


def _keep(parsed: Parsed, made: Draft | Holding, raw: dict[str, str], cells: Cells, options: Options) -> None:
    if isinstance(made, Holding):
        parsed.holdings.append(made.model_copy(update={"raw": raw}))
        return
    if options.account and made.account == "main":
        made = made.model_copy(update={"account": options.account})
    name = next(filter(None, (cells.text(column) for column in NAMES)), None)
    exchange = cells.text("exchange") or None
    portfolio = unescaped(cells.text("portfolio")) or None if parsed.format == GENERIC.name else None
    parsed.rows.append(Row(line=cells.line, draft=made, raw=raw, exchange=exchange, name=name, portfolio=portfolio))
