"""Ledger tools: income, gains, lots, statements and drafts of transactions."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from core.ledger import TxType
from core.models import Model
from finance.period import Asked
from finance.records import CostView, Method
from tools import args, gaining, recording, statements
from tools.ctx import Ctx
from tools.gaining import Reading
from tools.results.ledger import Gains, Income, Lots, Reconciliation, Recorded

Recordable = Literal["buy", "sell", "dividend", "interest", "deposit", "withdrawal", "fee", "tax", "split", "bonus"]


class StatementLine(Model):
    """One line of a broker's or depository's statement."""

    isin: str | None = None
    symbol: str | None = None
    quantity: args.NotNegative
    average_price: args.NotNegative | None = None


async def portfolio_income(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    period: args.Period = None,
    start: args.Start = None,
    end: args.End = None,
    symbol: args.SomeSymbol = None,
    as_of: args.AsOf = None,
) -> Income:
    """Give dividends and interest received: total, by period, by instrument, and the yields of the last 12 months.

    Use it for income and yield. Not for price gains (portfolio_gains) or single payments (portfolio_transactions).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    asked = Asked(period, start, end)
    return await view.once(("income", asked, symbol), lambda v: gaining.income(v, asked, symbol))


async def portfolio_gains(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    period: args.Period = None,
    start: args.Start = None,
    end: args.End = None,
    symbol: args.SomeSymbol = None,
    method: args.LotMethod = "fifo",
    cost_view: args.CostViewArg = "economic",
    limit: args.Limit = 50,
    cursor: args.Cursor = None,
    as_of: args.AsOf = None,
) -> Gains:
    """Give realised and unrealised gains, income and charges, short and long term, by instrument and by sale.

    Use it for profit and loss. Not for returns in per cent (portfolio_performance) or open purchases (portfolio_lots).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    asked, reading = Asked(period, start, end), Reading(Method(method), CostView(cost_view), symbol, limit, cursor)
    return await view.once(("gains", asked, reading), lambda v: gaining.gains(v, asked, reading))


async def portfolio_lots(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    symbol: args.SomeSymbol = None,
    method: args.LotMethod = "fifo",
    cost_view: args.CostViewArg = "economic",
    limit: args.Limit = 100,
    cursor: args.Cursor = None,
    as_of: args.AsOf = None,
) -> Lots:
    """Give the open lots: when bought, at what cost, how long held, and days until long-term.

    Use it for holding periods and purchases. Not for whole positions (portfolio_holdings) or sales (portfolio_gains).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    reading = Reading(Method(method), CostView(cost_view), symbol, limit, cursor)
    return await view.once(("lots", reading), lambda v: gaining.lots(v, reading))


async def portfolio_reconcile(
    ctx: Ctx,
    *,
    statement: Annotated[list[StatementLine] | None, Field(max_length=500, description="Default: the imported statement.")] = None,
    portfolio_id: args.PortfolioId = None,
    as_of: args.AsOf = None,
) -> Reconciliation:
    """Compare the ledger with a broker's or depository's statement; propose the split, bonus or trade that explains a difference.

    It changes nothing: portfolio_record drafts what the person agrees to.

    Use it to check the ledger against an imported statement or quantities that the person gives.
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    lines = [statements.Line(each.isin, each.symbol, each.quantity, each.average_price) for each in statement or []]
    return statements.reconcile(view, lines or await statements.imported(ctx, portfolio_id))


async def portfolio_record(
    ctx: Ctx,
    *,
    type: Annotated[Recordable, Field(description="What it is.")],  # noqa: A002
    date: Annotated[date, Field(description="Its day.")],
    portfolio_id: Annotated[str | None, Field(description="From portfolio_list.")] = None,
    symbol: Annotated[str | None, Field(description="Instrument, if any.")] = None,
    quantity: Annotated[args.NotNegative | None, Field(description="Shares traded.")] = None,
    price: Annotated[args.NotNegative | None, Field(description="Price of one share.")] = None,
    amount: Annotated[args.Positive | None, Field(description="Cash, if not a trade.")] = None,
    fee: Annotated[args.NotNegative, Field(description="Broker's charges.")] = Decimal(0),
    tax: Annotated[args.NotNegative, Field(description="Tax withheld or paid.")] = Decimal(0),
    currency: Annotated[str | None, Field(pattern="^[A-Z]{3}$", description="Default: the instrument's.")] = None,
    account: Annotated[str, Field(max_length=60, description="Account name.")] = "main",
    ratio: Annotated[str | None, Field(pattern=r"^\d{1,6}:\d{1,6}$", description="Split new:old, bonus bonus:held.")] = None,
) -> Recorded:
    """Draft one transaction; nothing is recorded until the person approves it.

    Use it only when the person's own message asks to record a transaction, with their figures. Not for planned
    trades: use risk_what_if.
    """
    wanted = recording.Wanted(TxType(type), date, symbol, quantity, price, amount, fee, tax, currency, account, ratio)
    return await recording.record(ctx, portfolio_id, wanted)
