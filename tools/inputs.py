"""The figures that went into a calculation, and the closes behind a market figure."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from core.errors import CoachError
from core.facts import Fact
from core.market import PriceSeries
from core.protocols import Call
from tools.catalog import COMPUTING
from tools.ctx import Ctx
from tools.quotes import quoted
from tools.recorded import facts
from tools.results.market import Bar
from tools.results.text import PriceRow

MOST = 12
HUNDRED = Decimal(100)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
KNOWN = frozenset(tool.name for tool in COMPUTING)
SILENT = {"calculate", "learn_search", "notes_search"}


def _literals(expression: str) -> Iterator[tuple[Decimal, Decimal]]:
    """Give the numbers of an expression, each with half a unit of its last digit."""
    for found in NUMBER.finditer(expression):
        value = Decimal(found[0].replace(",", ""))
        exponent = value.as_tuple().exponent
        yield value, Decimal("0.5").scaleb(exponent if isinstance(exponent, int) else 0)


def _shown(fact: Fact, value: Decimal, half: Decimal) -> bool:
    """Tell whether a number is a fact as it may be written: a fraction also as a percentage."""
    if fact.unit == "date" or not value:
        return False
    size = abs(Decimal(str(fact.value)))
    return abs(size - value) <= half or (fact.unit == "ratio" and abs(size * HUNDRED - value) <= half)


async def of_calculation(ctx: Ctx, call: Call) -> list[tuple[Call, Fact]]:
    """Give the facts of earlier calls whose figures stand in a calculation, with their calls; the nearest call first."""
    before = [each for each in await ctx.services.turns.beside(ctx.user_id, call.call_id) if each.tool in KNOWN - SILENT]
    known = [(each, fact) for each in before for fact in facts(each)]
    found: list[tuple[Call, Fact]] = []
    for value, half in _literals(str(call.args.get("expression", ""))):
        fit = next((pair for pair in known if _shown(pair[1], value, half)), None)
        if fit and fit not in found:
            found.append(fit)
    return found[:MOST]


def price_row(symbol: str, series: PriceSeries, source: str, days: Sequence[date]) -> PriceRow:
    """Write the closes of some days."""
    closes = {found[0]: found[1] for day in days if (found := series.last(day))}
    bars = [Bar(date=day, close=close) for day, close in sorted(closes.items())]
    return PriceRow(symbol=symbol, currency=series.currency, basis=series.basis.value, source=source, bars=bars)


def _symbols(call: Call, fact: Fact) -> list[str]:
    """Give the instruments that a market figure is about."""
    args = call.args
    asked = [args["symbol"]] if isinstance(args.get("symbol"), str) else list(args.get("symbols") or ())
    named = [value for key, value in fact.row.items() if key in {"symbol", "name"} and value in asked]
    return list(dict.fromkeys(named or asked))


async def of_market(ctx: Ctx, call: Call, fact: Fact) -> list[PriceRow]:
    """Give the closes or reference rates that a market figure rests on: at its day, and at the ends of its period."""
    last = call.as_of or ctx.services.clock.today()
    own_day = fact.row.get("date")
    days = [date.fromisoformat(text) for text in (own_day, *fact.period) if text] or [last]
    if call.tool == "market_fx":
        wanted = [str(call.args[key]).upper() for key in ("from_currency", "to_currency") if call.args.get(key)]
        rates = await ctx.services.market.fx(wanted)
        return [price_row(f"EUR/{currency}", series, "European Central Bank", days) for currency, series in sorted(rates.items())]
    try:
        found = await quoted(ctx.services.books, ctx.user_id, _symbols(call, fact))
    except CoachError:
        return []
    before = [last] if fact.path.endswith(("previous_close", "change", "change_fraction")) and call.tool == "market_quote" else []
    rows = [price_row(each.instrument.symbol, each.series, each.source, days) for each in found]
    return [_with_day_before(row, each.series, before) for row, each in zip(rows, found, strict=True)]


def _with_day_before(row: PriceRow, series: PriceSeries, days: Sequence[date]) -> PriceRow:
    """Add the close before the last one, which a change rests on."""
    at = series.index(days[0]) if days else None
    if not at:
        return row
    day = series.days[at - 1].astype(object)
    bar = Bar(date=day, close=Decimal(repr(float(series.closes[at - 1]))))
    return row.model_copy(update={"bars": sorted({each.date: each for each in (bar, *row.bars)}.values(), key=lambda each: each.date)})
