"""Market tools: instruments, prices, comparisons and exchange rates."""

import asyncio
from typing import Annotated, Literal

from pydantic import Field

from finance.period import Asked
from tools import args, exchange, pricing
from tools.ctx import Ctx
from tools.quotes import quoted
from tools.results.market import Comparison, Exchange, History, Instruments, Quote

Currency = Annotated[str, Field(pattern="^[A-Za-z]{3}$", description="Currency code, such as USD.")]


async def market_search(
    ctx: Ctx,
    *,
    query: Annotated[str, Field(max_length=100, description="Symbol, name, alias or ISIN; empty lists all.")],
    limit: args.Limit = 20,
    cursor: args.Cursor = None,
) -> Instruments:
    """Find instruments with a price history, the person's own ones included.

    Use it to turn a company, fund or index name into a symbol. Not for what the person holds: use portfolio_holdings.
    """
    return await pricing.search(ctx.services.books, ctx.user_id, query.strip(), (limit, cursor))


async def market_quote(ctx: Ctx, *, symbol: args.Symbol, as_of: args.AsOf = None) -> Quote:
    """Give an instrument's last close on or before a day, and its change from the close before.

    Use it for one price. Not for a period's change (market_history) or a position's value (portfolio_holdings).
    """
    books = ctx.services.books
    return pricing.quote(books, await quoted(books, ctx.user_id, [symbol]), as_of)


async def market_history(
    ctx: Ctx,
    *,
    symbol: args.Symbol,
    period: args.Period = "1Y",
    start: args.Start = None,
    end: args.End = None,
    interval: Annotated[Literal["day", "week", "month"], Field(description="Last close of each.")] = "day",
    limit: args.Limit = 100,
    cursor: args.Cursor = None,
    as_of: args.AsOf = None,
) -> History:
    """Give closes of one instrument over a period, with its change, high and low.

    Use it for how a price moved. Not for the portfolio (portfolio_performance) or several instruments (market_compare).
    """
    books = ctx.services.books
    found = await quoted(books, ctx.user_id, [symbol])
    asked = Asked(None if start or end else period, start, end)
    return pricing.history(books, found, pricing.Request(asked, as_of, interval, limit, cursor))


async def market_compare(
    ctx: Ctx,
    *,
    symbols: Annotated[list[str], Field(min_length=1, max_length=20, description="Symbols to compare.")],
    period: args.Period = "1Y",
    start: args.Start = None,
    end: args.End = None,
    as_of: args.AsOf = None,
) -> Comparison:
    """Compare instruments over their common days: return, volatility, deepest fall and correlation.

    Use it for instruments or an index side by side. Not for the portfolio: use portfolio_performance.
    """
    books = ctx.services.books
    found = await quoted(books, ctx.user_id, list(dict.fromkeys(symbols)))
    asked = Asked(None if start or end else period, start, end)
    return await asyncio.to_thread(pricing.compare, books, found, asked, as_of)


async def market_fx(
    ctx: Ctx,
    *,
    from_currency: Currency,
    to_currency: Currency,
    amount: Annotated[args.Positive | None, Field(description="Amount to convert.")] = None,
    as_of: args.AsOf = None,
) -> Exchange:
    """Give the ECB reference rate between two currencies on a day, and convert an amount.

    Use it for currency conversion. Not for holdings: they already come in the reporting currency.
    """
    return await exchange.rate(ctx.services.books, (from_currency.upper(), to_currency.upper()), amount, as_of)
