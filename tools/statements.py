"""Results about statements: the ledger against quantities from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.errors import BadInput, Insufficient
from data import imports
from tools.book import View
from tools.ctx import Ctx
from tools.ground import ground
from tools.results.ledger import Reconciliation, StatementItem

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement."""

    isin: str | None
    symbol: str | None
    quantity: Decimal


async def imported(ctx: Ctx, portfolio_id: str | None) -> list[Line]:
    """Give the lines of the latest imported statements; raises Insufficient when there is none."""
    async with ctx.services.db.tx(ctx.user_id) as conn:
        found = await imports.statements(conn, ctx.user_id, portfolio_id)
    if not found:
        raise Insufficient("No holdings statement was imported; import one or give its lines.")
    return [Line(each.isin, each.symbol, each.quantity) for statement in found for each in statement.holdings]


def reconcile(view: View, lines: Sequence[Line]) -> Reconciliation:
    """Compare quantities by ISIN, else by symbol; what the statement lacks is listed too."""
    held = view.state().quantities()
    stated: dict[str, Decimal] = {}
    for line in lines:
        name = _symbol(view, line)
        stated[name] = stated.get(name, ZERO) + line.quantity
    names = sorted({*stated, *(symbol for symbol, quantity in held.items() if quantity)})
    isins = {name: view.book.prices.instruments[name].isin for name in names if name in view.book.prices.instruments}
    items = [
        StatementItem(
            isin=isins.get(name),
            symbol=name,
            ledger_quantity=held.get(name, ZERO),
            statement_quantity=stated.get(name, ZERO),
            proposal=_proposal(held.get(name, ZERO), stated.get(name, ZERO)),
        )
        for name in names
    ]
    matched = sum(1 for item in items if item.ledger_quantity == item.statement_quantity)
    return Reconciliation(**ground(view), matched=matched, different=len(items) - matched, items=items)


def _symbol(view: View, line: Line) -> str:
    """Find the ledger's name of a line."""
    if not (line.isin or line.symbol):
        raise BadInput("Each line of the statement needs an isin or a symbol.")
    for each in view.book.prices.instruments.values():
        if line.isin and each.isin == line.isin.upper():
            return each.symbol
        if line.symbol and line.symbol.casefold() in (each.symbol.casefold(), *(alias.casefold() for alias in each.aliases)):
            return each.symbol
    return line.symbol or line.isin or ""


def _proposal(ledger: Decimal, statement: Decimal) -> str:
    if ledger == statement:
        return "matches"
    if not ledger:
        return "not in the ledger: import or record its purchase or transfer"
    if not statement:
        return "not in the statement: check for a sale, a transfer or another account"
    if statement > ledger:
        ratio = statement / ledger
        if ratio == ratio.to_integral_value():
            return "the statement is a multiple of the ledger: check for a split or bonus that is not recorded"
        return "the statement has more: check for a purchase or bonus that is not recorded"
    return "the ledger has more: check for a sale or transfer that is not recorded"
