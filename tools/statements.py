"""Results about statements: the ledger against quantities and averages from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from core.errors import BadInput, Insufficient
from core.ledger import Transaction
from data import imports
from data.positions import Entry, Shelves
from tools.book import View
from tools.ctx import Ctx
from tools.ground import ground
from tools.proposals import Side, Step, propose
from tools.results.ledger import Reconciliation, StatementItem

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement."""

    isin: str | None
    symbol: str | None
    quantity: Decimal
    average: Decimal | None = None


async def imported(ctx: Ctx, portfolio_id: str | None) -> list[Line]:
    """Give the lines of the latest imported statements; raises Insufficient when there is none."""
    async with ctx.services.db.tx(ctx.user_id) as conn:
        found = await imports.statements(conn, ctx.user_id, portfolio_id)
    if not found:
        raise Insufficient("No holdings statement was imported; import one or give its lines.")
    return [Line(each.isin, each.symbol, each.quantity, each.average_price) for statement in found for each in statement.holdings]


def reconcile(view: View, lines: Sequence[Line]) -> Reconciliation:
    """Compare quantity and average by ISIN, else by symbol; what the statement lacks is listed too."""
    stated: dict[str, Side] = {}
    for line in lines:
        name = _symbol(view, line)
        stated[name] = _plus(stated.get(name), line)
    held = _held(view)
    rows = _rows(view)
    items = [_item(view, name, (held.get(name, Side(ZERO)), stated.get(name, Side(ZERO))), rows) for name in sorted({*held, *stated})]
    matched = sum(item.kind == "match" for item in items)
    return Reconciliation(**ground(view), matched=matched, different=len(items) - matched, items=items)


def _plus(before: Side | None, line: Line) -> Side:
    """Add a line to what the statement says of the same instrument elsewhere; the average is weighted."""
    average = line.average or None
    if before is None:
        return Side(line.quantity, average, line.isin)
    total = before.quantity + line.quantity
    both = (before.quantity * before.average + line.quantity * average) / total if before.average and average and total else None
    return Side(total, both, before.isin or line.isin)


def _held(view: View) -> dict[str, Side]:
    """Give quantity, average cost and ISIN of what the ledger holds; the ISIN as its transactions say it."""
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for lot in view.state().lots:
        quantity, cost = sums.get(lot.symbol, (ZERO, ZERO))
        sums[lot.symbol] = quantity + lot.quantity, cost + lot.cost
    isins = {row.symbol: row.isin for row in view.book.rows if row.isin}
    return {symbol: Side(quantity, cost / quantity, isins.get(symbol)) for symbol, (quantity, cost) in sums.items() if quantity}


def _rows(view: View) -> dict[str, list[Transaction]]:
    found: dict[str, list[Transaction]] = {}
    for row in view.book.rows:
        if row.day <= view.as_of:
            for symbol in {row.symbol, row.into} - {None}:
                found.setdefault(symbol or "", []).append(row)
    return found


def _item(view: View, name: str, sides: tuple[Side, Side], rows: dict[str, list[Transaction]]) -> StatementItem:
    mine, theirs = sides
    steps = [] if mine.quantity == theirs.quantity else _steps(name, rows.get(name, []))
    found = propose(mine, theirs, steps, view.as_of)
    known = view.book.prices.instruments.get(name)
    return StatementItem(
        isin=(known.isin if known else None) or theirs.isin,
        symbol=name,
        ledger_quantity=mine.quantity,
        statement_quantity=theirs.quantity,
        ledger_average=mine.average,
        statement_average=theirs.average,
        proposal=found.text,
        kind=found.kind,
        ratio=found.ratio,
        missing=found.quantity,
        earliest=found.start,
        latest=found.end,
    )


def _steps(name: str, rows: Sequence[Transaction]) -> list[Step]:
    """Give the days on which the holding changed, with the shares held after them."""
    shelves, steps = Shelves(), list[Step]()
    for day, together in groupby(sorted(rows, key=lambda row: row.day), key=lambda row: row.day):
        shelves.read(Entry(row) for row in together)
        held = sum((shelf.quantity for (_, symbol), shelf in shelves.held.items() if symbol == name), ZERO)
        if not steps or steps[-1].held != held:
            steps.append(Step(day, held))
    return steps


def _symbol(view: View, line: Line) -> str:
    """Find the ledger's name of a line."""
    if not (line.isin or line.symbol):
        raise BadInput("Each line of the statement needs an isin or a symbol.")
    for each in view.book.prices.instruments.values():
        if line.isin and each.isin == line.isin.upper():
            return each.symbol
    for each in view.book.prices.instruments.values():
        if line.symbol and line.symbol.casefold() in (each.symbol.casefold(), *(alias.casefold() for alias in each.aliases)):
            return each.symbol
    return line.symbol or line.isin or ""
