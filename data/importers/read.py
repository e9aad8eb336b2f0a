"""One file to rows, holdings, problems and notes: the way in to every format."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from core.errors import BadFile, FileTooLarge, UnknownFormat
from core.progress import EVERY, report
from data.importers import amfi, ibkr_activity, json_files, ledger_json, text, workbook
from data.importers.cas.funds import opened_statement
from data.importers.cas.pdf import is_pdf
from data.importers.cells import Cells, Style, date_order, decimal_mark
from data.importers.charges import noted
from data.importers.detect import Found, find, find_as
from data.importers.formats import FORMATS, PRICES
from data.importers.generic import GENERIC, unescaped
from data.importers.model import Format, Holding, Made, Options, Parsed, Problem, Row, Sheet, Table
from data.ledger_rules import Fault

NAMES = ("name", "scheme", "stock name", "company", "security name")
Lines = Iterator[tuple[int, dict[str, str], dict[str, str], list[Fault]]]


def read(content: bytes, options: Options) -> Parsed:
    """Read a transaction file or a holdings statement; nothing is looked up and nothing is stored."""
    text.check_size(content, options.limits)
    if is_pdf(content):
        return _statement(content, options)
    if workbook.is_zip(content):
        return _first(workbook.sheets(content, options.limits), options)
    body, notes = text.decode(content)
    if body.lstrip().startswith(("{", "[")):
        return _noted(_json(body, options), notes)
    return _noted(_first(iter([text.sheet(body, options.limits)]), options), notes)


def _json(body: str, options: Options) -> Parsed:
    found = json_files.load(body)
    if ledger_json.is_export(found):
        return ledger_json.parsed(found, options)
    form, rows = json_files.opened(found, options.limits)
    return collect(form, rows, options, Style())


def read_prices(content: bytes, options: Options, mine: Collection[str] = ()) -> tuple[Table, list[str]]:
    """Give the table of a price file, `symbol,date,close,currency`, or of AMFI's NAV file for the ISINs that are one's own."""
    text.check_size(content, options.limits)
    pages = workbook.sheets(content, options.limits) if workbook.is_zip(content) else None
    pages = pages or iter([text.sheet(text.decode(content)[0], options.limits)])
    for page in pages:
        if amfi.is_nav_file(page):
            return amfi.table(page, mine)
        if found := find_as(page, PRICES):
            return found.table, []
    raise UnknownFormat("A price file needs the columns symbol, date, close and currency.")


def _statement(content: bytes, options: Options) -> Parsed:
    form, rows, quotes, notes = opened_statement(content, options)
    parsed = collect(form, rows, options, Style(dates=form.dates))
    parsed.quotes = quotes
    return _noted(parsed, notes)


def _noted(parsed: Parsed, notes: Sequence[str]) -> Parsed:
    parsed.notes[:0] = notes
    return parsed


def _first(pages: Iterator[Sheet], options: Options) -> Parsed:
    """Read the first sheet whose header is known."""
    seen: list[str] = []
    for page in pages:
        if ibkr_activity.is_statement(page):
            rows, notes = ibkr_activity.rows(page)
            return _noted(collect(ibkr_activity.FORMAT, rows, options, Style()), notes)
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
    labels = [name or f"column {at}" for at, name in enumerate(table.names, 1)]
    wide = len(again)
    for line, cells in table.rows:
        trimmed = [cell.strip() for cell in cells]
        if trimmed[0] == again[0] and trimmed[:wide] == again:
            continue
        faults = []
        if len(cells) > wide and any(trimmed[wide:]):
            faults.append(Fault(None, "extra_cells", f"The row has {len(cells)} cells under {wide} columns."))
        raw = {name: cell for name, cell in zip(labels, cells, strict=False) if cell}
        yield line, dict(zip(table.header, trimmed, strict=False)), raw, faults


def _table(found: Found, options: Options) -> Parsed:
    style = style_of(found.format, found.table)
    names = dict(zip(found.table.header, found.table.names, strict=True))
    parsed = collect(found.format, lines(found.table), options, style, names)
    if found.more:
        parsed.notes.append(f"These columns are not read: {', '.join(found.more)}.")
    if found.format.dates == "ask" and style.dates != "ask":
        parsed.notes.append(f"Dates were read as {style.dates}: a day above 12 proves it.")
    return parsed


def collect(form: Format, rows: Lines, options: Options, style: Style, names: Mapping[str, str] | None = None) -> Parsed:
    """Read the rows of a table by its format; faults become problems with their row."""
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
    parsed.notes.extend(
        f"{count:,} {'row was' if count == 1 else 'rows were'} left out: {reason}." for reason, count in parsed.skipped.items()
    )
    parsed.notes.extend([form.note] if form.note else [])
    return parsed


def problems(line: int, raw: dict[str, str], faults: Sequence[Fault], names: Mapping[str, str]) -> list[Problem]:
    """Make the problems of one row in the order of its columns; `names` gives columns as the file writes them."""
    places = {name: at for at, name in enumerate(names)}
    return [
        Problem(line=line, column=names.get(fault.column or "", fault.column), code=fault.code, message=fault.message, row=raw)
        for fault in sorted(faults, key=lambda fault: places.get(fault.column or "", -1))
    ]


def _keep(parsed: Parsed, made: Made, raw: dict[str, str], cells: Cells, options: Options) -> None:
    """Keep what a row was read to; most are one transaction, some are two."""
    if isinstance(made, Holding):
        parsed.holdings.append(made.model_copy(update={"raw": raw}))
        return
    name = next((text for column in NAMES if (text := cells.values.get(column))), None)
    exchange, asset_class = cells.text("exchange") or None, cells.text("asset class").lower() or None
    ours = parsed.format == GENERIC.name
    portfolio, paid = (unescaped(cells.text("portfolio")) or None, noted(cells)) if ours else (None, {})
    for draft in made if isinstance(made, tuple) else (made,) if made else ():
        if options.account and draft.account == "main":
            draft = draft.model_copy(update={"account": options.account})  # noqa: PLW2901
        parsed.rows.append(Row(cells.line, draft, raw, exchange, name, portfolio, asset_class, paid))
