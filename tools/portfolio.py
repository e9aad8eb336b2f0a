"""Portfolio tools: what is held, how it is spread, how it did, and what was recorded."""

from typing import Annotated, Literal

from pydantic import Field

from finance.period import Asked
from tools import args, holdings, performing
from tools.ctx import Ctx
from tools.results.ledger import Transactions
from tools.results.portfolio import Allocation, Holdings, Performance, PortfolioList
from tools.transactions import Filter, listing

By = Literal["holding", "sector", "asset_class", "currency", "account"]
Every = Literal["day", "month", "quarter", "year"]


async def portfolio_list(ctx: Ctx, *, as_of: args.AsOf = None) -> PortfolioList:
    """List the person's portfolios: ids, currencies, benchmarks, total values.

    Use it first when a question names a portfolio. Not for what is inside one: use portfolio_holdings.
    """
    return await holdings.listed(ctx.services.books, ctx.user_id, as_of)


async def portfolio_holdings(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    as_of: args.AsOf = None,
    symbol: args.SomeSymbol = None,
    limit: args.Limit = 100,
    cursor: args.Cursor = None,
) -> Holdings:
    """Give what is held on a day: quantity, cost, price, value, weight, unrealised gain, cash; largest first.

    Use it for total value, positions, average cost. Not for returns over time (portfolio_performance), single
    purchases (portfolio_lots) or sales (portfolio_gains).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    key = ("holdings", symbol, limit, cursor)
    return await view.once(key, lambda v: holdings.holdings(v, symbol, limit, cursor))


async def portfolio_allocation(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    by: Annotated[By, Field(description="What to group by.")] = "asset_class",
    as_of: args.AsOf = None,
) -> Allocation:
    """Give how the total value is spread over holdings, sectors, asset classes, currencies or accounts.

    Use it for shares of the whole, cash included. Not for shares of the risk: use risk_contributions.
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    return await view.once(("allocation", by), lambda v: holdings.allocation(v, by))


async def portfolio_performance(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    period: args.Period = None,
    start: args.Start = None,
    end: args.End = None,
    attribution: Annotated[Literal["holding", "sector"] | None, Field(description="Split the return against the benchmark.")] = None,
    by: Annotated[Every | None, Field(description="Also each such piece, the best and the worst; for day these two only.")] = None,
    series: Annotated[bool, Field(description="Also up to 200 points of a line, for a chart.")] = False,
    as_of: args.AsOf = None,
) -> Performance:
    """Give gain and returns over a period (time-weighted, XIRR, Modified Dietz) beside the benchmark; default MAX.

    Use it for "how did I do" and "did I beat the market". Not for one price (market_history), realised gains
    (portfolio_gains) or risk (risk_report).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    asked = Asked(period, start, end)
    key = ("performance", asked, attribution, by, series)
    return await view.once(key, lambda v: performing.performance(v, asked, attribution, by, series=series))


async def portfolio_transactions(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    symbol: args.SomeSymbol = None,
    type: args.OneType = None,  # noqa: A002
    start: args.Start = None,
    end: args.End = None,
    order: Annotated[Literal["newest", "oldest"], Field(description="Which come first.")] = "newest",
    limit: args.Limit = 50,
    cursor: args.Cursor = None,
    as_of: args.AsOf = None,
) -> Transactions:
    """List recorded transactions, filtered by symbol, type and days.

    Use it for what was bought, sold or paid and when. Not for gains (portfolio_gains) or dividend sums (portfolio_income).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    wanted = Filter(symbol, type, start, end, newest=order == "newest")
    return await view.once(("transactions", wanted, limit, cursor), lambda v: listing(v, wanted, limit, cursor))
