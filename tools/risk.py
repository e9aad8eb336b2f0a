"""Risk tools: measures, contributions, stress, what-if and goals."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from core.errors import NotAllowed
from core.models import Model
from finance.period import Asked
from tools import args, comparing, goals, measuring, planning, scenarios
from tools.ctx import Ctx
from tools.results.ledger import Rebalance
from tools.results.risk import Goal, RiskContributions, RiskReport, Stress, WhatIf

HIDDEN_SIZES = "This token shows relative figures only, and amounts or quantities would tell the total: give each trade's weight."
HIDDEN_GOALS = "This token shows relative figures only, and a target amount would tell the total: give multiples of today's value."
FINE = Decimal("1e-9")
Confidence = Annotated[float, Field(ge=0.5, le=0.999, description="Of value at risk and expected shortfall.")]


class PlannedTrade(Model):
    """A trade that is thought of: a quantity, an amount in the reporting currency, or a fraction of the total value."""

    symbol: str
    side: Literal["buy", "sell"]
    quantity: args.Positive | None = None
    amount: args.Positive | None = None
    weight: args.Positive | None = None

    @model_validator(mode="after")
    def one_size(self) -> "PlannedTrade":
        """Ask for exactly one size."""
        if [self.quantity, self.amount, self.weight].count(None) != 2:  # noqa: PLR2004
            raise ValueError("give one of quantity, amount and weight")
        return self


Trades = Annotated[list[PlannedTrade], Field(min_length=1, max_length=20, description="Planned trades.")]


async def risk_report(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    period: args.Period = None,
    start: args.Start = None,
    end: args.End = None,
    confidence: Confidence = 0.95,
    basis: Annotated[Literal["history", "current"], Field(description="history: own past returns; current: today's weights.")] = "history",
    as_of: args.AsOf = None,
) -> RiskReport:
    """Give the portfolio's risk measures: volatility, Sharpe, drawdown, value at risk, beta and others; default 3Y.

    Use it for how risky the whole is. Not for which holding causes it (risk_contributions), crises (risk_stress) or
    returns alone (portfolio_performance).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    question = measuring.Question(Asked(period, start, end), basis, confidence)
    return await view.once(("risk", question), lambda v: measuring.report(v, question))


async def risk_contributions(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    period: args.Period = None,
    start: args.Start = None,
    end: args.End = None,
    as_of: args.AsOf = None,
) -> RiskContributions:
    """Give each holding's part in volatility and expected shortfall, concentration and correlations.

    Use it for where the risk comes from and how diversified the holdings are. Not for its size (risk_report).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    asked = Asked(period, start, end)
    return await view.once(("contributions", asked), lambda v: measuring.contributions(v, asked))


async def risk_stress(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    start: Annotated[date | None, Field(description="First day of a past span.")] = None,
    end: Annotated[date | None, Field(description="Last day of it.")] = None,
    market_move: Annotated[
        float | None, Field(ge=-0.95, le=2, description="Assumed move of the benchmark; -0.2 is a fall of 20 %.")
    ] = None,
    shocks: Annotated[
        dict[str, float] | None, Field(max_length=20, description="Assumed moves by holding, sector or foreign currency.")
    ] = None,
    as_of: args.AsOf = None,
) -> Stress:
    """Give what today's holdings would lose in past crises and assumed shocks, or in a span or move given here.

    Use it for "what if the market falls" or "another 2008". Not for planned trades (risk_what_if) or daily risk
    (risk_report).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    moves = scenarios.Moves(market_move, tuple(sorted((shocks or {}).items())))
    return await view.once(("stress", start, end, moves), lambda v: scenarios.stress(v, scenarios.own(v, start, end, moves)))


async def risk_what_if(
    ctx: Ctx,
    *,
    trades: Trades,
    portfolio_id: args.PortfolioId = None,
    date: Annotated[date | None, Field(description="Day of the trades; default as_of.")] = None,
    as_of: args.AsOf = None,
) -> WhatIf:
    """Show what planned trades would change: cash, risk, concentration, charges, tax and the person's policy.

    Use it before a purchase or sale. It changes nothing. Not for recording a trade that was made: use portfolio_record.
    """
    if ctx.privacy == "relative" and any(each.weight is None for each in trades):
        raise NotAllowed(HIDDEN_SIZES)
    books = ctx.services.books
    view = await books.view(ctx.user_id, portfolio_id, date or as_of)
    wanted = tuple(planning.Planned(each.symbol, each.side, each.quantity, each.amount, each.weight) for each in trades)
    return await planning.what_if(ctx, view, wanted)


async def risk_goal(
    ctx: Ctx,
    *,
    target: Annotated[args.Positive, Field(description="Value to reach.")],
    date: Annotated[date, Field(description="Day to reach it by.")],
    contribution: Annotated[args.NotNegative, Field(description="Paid in each month.")] = Decimal(0),
    portfolio_id: args.PortfolioId = None,
    seed: Annotated[int, Field(ge=0, le=2**31, description="Seed of the simulation.")] = 0,
    multiples: Annotated[bool, Field(description="Target and contribution are multiples of today's value.")] = False,
    as_of: args.AsOf = None,
) -> Goal:
    """Give the chance that today's holdings and monthly savings reach a target by a day, simulated from past returns.

    Use it for goals and how much to save. Not a forecast: say that it rests on past returns.
    """
    if ctx.privacy == "relative" and not multiples:
        raise NotAllowed(HIDDEN_GOALS)
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    wanted = goals.Wanted(target, date, contribution, seed, multiples)
    return await view.once(("goal", wanted), lambda v: goals.goal(v, wanted))


async def portfolio_rebalance(
    ctx: Ctx,
    *,
    portfolio_id: args.PortfolioId = None,
    targets: Annotated[dict[str, float] | None, Field(description="Weight by symbol, the rest is cash; default the policy's.")] = None,
    band: Annotated[float | None, Field(ge=0, le=1, description="Tolerance; 1: only check the policy.")] = None,
    minimum: Annotated[args.NotNegative, Field(description="Least trade.")] = Decimal(0),
    sales: Annotated[bool, Field(description="False: spend cash only.")] = True,
    objective: Annotated[
        Literal["min_volatility", "max_sharpe", "risk_parity", "hrp"] | None, Field(description="Compare with an optimised mix instead.")
    ] = None,
    max_weight: Annotated[float | None, Field(gt=0, le=1, description="Of one holding, with objective.")] = None,
    max_turnover: Annotated[float | None, Field(gt=0, le=1, description="With objective.")] = None,
    as_of: args.AsOf = None,
) -> Rebalance:
    """Give the fewest trades that bring the holdings to target weights, with weights before and after. It changes nothing.

    Use it for drift and rebalancing against the policy or stated weights. Not for one planned trade (risk_what_if).
    """
    view = await ctx.services.books.view(ctx.user_id, portfolio_id, as_of)
    if objective is not None:
        wanted = comparing.Wanted(objective, max_weight, max_turnover)
        return await asyncio.to_thread(comparing.compare, view, wanted, await planning.policy_of(ctx))
    hidden = ctx.privacy == "relative"
    if hidden and minimum:
        raise NotAllowed(HIDDEN_SIZES)
    step = FINE if hidden else Decimal(1)  # a step of whole shares would tell the size of the whole
    wishes = await planning.wishes(ctx, view, targets, planning.How(band, minimum, step, sales))
    return await asyncio.to_thread(planning.rebalance, view, wishes)
