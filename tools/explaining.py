"""Results about where a figure comes from."""

from collections.abc import Iterable, Sequence
from datetime import date

from core.errors import BadInput, NotFound
from core.facts import Fact
from core.ledger import Transaction
from core.protocols import Call
from tools import inputs
from tools.book import View
from tools.ctx import Ctx
from tools.recorded import facts, row, tool_of
from tools.results.market import Bar
from tools.results.text import Explanation, PriceRow
from tools.transactions import written

BESIDE = 12
MOST_ROWS = 50
MOST_PRICES = 20
PORTFOLIO = ("portfolio_", "risk_")
GROUND = {"as_of", "staleness_days", "coverage"}


async def explain(ctx: Ctx, ref: str) -> Explanation:
    """Walk from a fact to its call, definition, neighbours, transactions and prices."""
    call_id, mark, path = ref.partition("#")
    if not mark:
        raise BadInput("A ref is written call_id#/path.")
    call = await ctx.services.turns.call(ctx.user_id, call_id)
    known = facts(call)
    fact = next((each for each in known if each.path == path), None)
    if fact is None:
        raise NotFound("This call has no such figure.")
    went_in = await inputs.of_calculation(ctx, call) if call.tool == "calculate" else []
    behind, subject = next(((each, its) for each, its in went_in if each.tool.startswith(PORTFOLIO)), (call, fact))
    view = await _view(ctx, behind)
    rows = _rows(view, subject) if view else []
    priced = _prices(view, subject) if view else []
    if not priced and behind.tool.startswith("market_"):
        priced = await inputs.of_market(ctx, behind, subject)
    return Explanation(
        as_of=call.as_of or ctx.services.clock.today(),
        portfolio_id=fact.portfolio_id,
        fact=row(fact),
        tool=call.tool,
        args=call.args,
        definition=fact.definition or tool_of(call.tool).description.split(". ")[0] + ".",
        inputs=[row(each) for each in ([its for _, its in went_in] or _beside(known, fact))],
        transactions=[written(each) for each in rows[:MOST_ROWS]],
        prices=priced,
        caveats=_caveats(rows, call),
    )


async def _view(ctx: Ctx, call: Call) -> View | None:
    """Give the book that a call looked at, at its day; None where it looked at none."""
    if not call.tool.startswith(PORTFOLIO):
        return None
    return await ctx.services.books.view(ctx.user_id, call.args.get("portfolio_id"), call.as_of)


def _beside(known: Sequence[Fact], fact: Fact) -> list[Fact]:
    """Give the figures of the same row, which the figure is computed with or stands beside."""
    parent = _parent(fact)
    return [each for each in known if each.path != fact.path and _parent(each) == parent and each.path.lstrip("/") not in GROUND][:BESIDE]


def _parent(fact: Fact) -> str:
    path = fact.path.removesuffix("/amount")
    return path.rsplit("/", 1)[0]


def _rows(view: View, fact: Fact) -> list[Transaction]:
    """Give the transactions that a figure rests on, newest first: those of its instrument, else all, up to its day."""
    symbol = _symbol(view, fact)
    end = _day(fact.period[1]) or view.as_of
    kept = (row for row in view.book.rows if row.day <= end and (symbol is None or symbol in (row.symbol, row.into)))
    return sorted(kept, key=lambda each: (each.day, each.seq), reverse=True)


def _symbol(view: View, fact: Fact) -> str | None:
    return next((name for name in fact.row.values() if name in view.book.prices.instruments), None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _prices(view: View, fact: Fact) -> list[PriceRow]:
    """Give the closes that a figure rests on: at its day, and at the start of its period."""
    symbol = _symbol(view, fact)
    named = [symbol] if symbol else [position.symbol for position in view.seen().positions][:MOST_PRICES]
    days = [day for day in (_day(fact.period[0]), _day(fact.period[1]) or view.as_of) if day]
    return [found for name in named if (found := _price(view, name, days))]


def _price(view: View, symbol: str, days: Iterable[date]) -> PriceRow | None:
    series = view.book.prices.series.get(symbol)
    if series is None:
        return None
    closes = {found[0]: found[1] for day in days if (found := series.last(day))}
    return PriceRow(
        symbol=symbol,
        currency=series.currency,
        basis=series.basis.value,
        source="own import" if symbol in view.book.prices.own else "market",
        bars=[Bar(date=day, close=close) for day, close in sorted(closes.items())],
    )


def _caveats(rows: Sequence[Transaction], call: Call) -> list[str]:
    found = []
    if len(rows) > MOST_ROWS:
        found.append("Only the newest transactions are shown; portfolio_transactions lists all.")
    if call.tool == "calculate":
        found.append("The steps of the calculation stand in its arguments.")
    return found
