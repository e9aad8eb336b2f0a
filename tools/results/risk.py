"""Results about risk: measures, contributions, stress, what-if, goals."""

from pydantic import Field

from core.models import Count, Day, Days, Model, Money, Number, PortfolioResult, Ratio
from tools.results.ledger import PolicyRow
from tools.results.market import Matrix, Pair


class RollingRisk(Model):
    """Measures of the 126 daily returns up to a day."""

    date: Day
    volatility: Ratio | None = None
    sharpe: Ratio | None = None
    beta: Ratio | None = None


class VarTest(Model):
    """Kupiec's test: how often the last year's losses were larger than the value at risk of the 250 days before."""

    days: Days
    exceedances: Count
    expected: Number
    likelihood_ratio: Ratio
    p_value: Ratio = Field(description="Kupiec, chi-square, 1 degree of freedom; rejected under 0.05")
    rejected: bool


class RiskReport(PortfolioResult):
    """Risk measures of daily returns; ratios are plain numbers, losses are positive."""

    period: str
    start: Day
    end: Day
    basis: str
    benchmark: str | None = None
    confidence: Ratio
    observations: Count = Field(description="daily returns used")
    cagr: Ratio | None = Field(None, description="compound return a year, act/365; null under one year")
    volatility: Ratio | None = Field(None, description="std of daily returns (ddof 1) x sqrt(252)")
    downside_deviation: Ratio | None = Field(None, description="root mean square of negative daily returns x sqrt(252)")
    sharpe: Ratio | None = Field(None, description="mean / std of daily returns x sqrt(252), risk-free 0")
    sortino: Ratio | None = Field(None, description="mean daily return x 252 / downside_deviation")
    calmar: Ratio | None = Field(None, description="cagr / abs(max_drawdown)")
    max_drawdown: Ratio | None = Field(None, description="deepest fall of wealth from a running peak; negative")
    drawdown_peak: Day | None = None
    drawdown_trough: Day | None = None
    drawdown_recovery: Day | None = Field(None, description="first day back at the peak; null when not yet")
    drawdown_days: Days | None = Field(None, description="peak to recovery, or to end")
    ulcer_index: Ratio | None = Field(None, description="root mean square of drawdowns")
    skewness: Ratio | None = Field(None, description="population skewness")
    excess_kurtosis: Ratio | None = Field(None, description="population kurtosis - 3")
    var_historical: Ratio | None = Field(None, description="one-day value at risk, empirical; positive loss")
    es_historical: Ratio | None = Field(None, description="one-day expected shortfall, empirical; positive loss")
    var_normal: Ratio | None = Field(None, description="one-day value at risk, normal distribution")
    es_normal: Ratio | None = Field(None, description="one-day expected shortfall, normal distribution")
    var_cornish_fisher: Ratio | None = Field(None, description="one-day value at risk, Cornish-Fisher")
    beta: Ratio | None = Field(None, description="cov(r, b) / var(b), ddof 1")
    beta_low: Ratio | None = Field(None, description="lower end of the 95 % interval of beta")
    beta_high: Ratio | None = Field(None, description="upper end of the 95 % interval of beta")
    alpha: Ratio | None = Field(None, description="(mean r - beta x mean b) x 252")
    correlation: Ratio | None = Field(None, description="with the benchmark")
    r_squared: Ratio | None = Field(None, description="correlation squared")
    tracking_error: Ratio | None = Field(None, description="std(r - b) x sqrt(252)")
    information_ratio: Ratio | None = Field(None, description="mean(r - b) / std(r - b) x sqrt(252)")
    up_capture: Ratio | None = Field(None, description="mean return / benchmark's on its up days")
    down_capture: Ratio | None = Field(None, description="the same on its down days")
    var_test: VarTest | None = None
    rolling: list[RollingRisk] = Field(default_factory=list)
    var_amount: Money | None = Field(None, description="var_historical x total value at end")
    es_amount: Money | None = Field(None, description="es_historical x total value at end")


class Contribution(Model):
    """Risk contribution of one holding, or of cash."""

    name: str
    weight: Ratio
    volatility_contribution: Ratio | None = Field(None, description="w_i (C w)_i / sigma; they sum to volatility")
    volatility_share: Ratio | None = Field(None, description="volatility_contribution / volatility")
    es_contribution: Ratio | None = Field(None, description="mean loss in the tail; they sum to expected_shortfall")


class Largest(Model):
    """The weight of the n largest holdings."""

    n: Count
    weight: Ratio


class RiskContributions(PortfolioResult):
    """Where the risk comes from, at today's weights."""

    basis: str
    start: Day
    end: Day
    observations: Count
    volatility: Ratio | None = Field(None, description="std of daily returns at today's weights x sqrt(252)")
    expected_shortfall: Ratio | None = Field(None, description="one-day 95 % expected shortfall at today's weights")
    items: list[Contribution] = Field(default_factory=list)
    diversification_ratio: Ratio | None = Field(None, description="weighted mean volatility / portfolio volatility")
    effective_holdings: Ratio | None = Field(None, description="1 / hhi")
    hhi: Ratio | None = Field(None, description="sum of squared weights without cash")
    largest: list[Largest] = Field(default_factory=list)
    sectors: list[Contribution] = Field(default_factory=list)
    shrinkage: Ratio | None = Field(None, description="Ledoit-Wolf, of volatility and correlation")
    clusters: list[list[str]] = Field(default_factory=list, description="correlated by 0.7 or more")
    correlation: Matrix
    pairs: list[Pair] = Field(default_factory=list)


class StressItem(Model):
    """What a scenario does to one holding."""

    symbol: str
    weight: Ratio | None = None
    return_fraction: Ratio | None = None
    loss: Money | None = None


class Scenario(Model):
    """One stress scenario."""

    name: str
    kind: str
    start: Day | None = None
    end: Day | None = None
    loss: Money | None = Field(None, description="loss of today's portfolio; positive")
    loss_fraction: Ratio | None = Field(None, description="loss / total value; positive is a loss")
    coverage: Ratio = Field(1.0, description="share of the value with a price in the scenario")
    items: list[StressItem] = Field(default_factory=list)
    not_covered: dict[str, str] = Field(default_factory=dict)


class Stress(PortfolioResult):
    """Losses of today's portfolio under scenarios."""

    basis: str
    total_value: Money | None = None
    scenarios: list[Scenario] = Field(default_factory=list)


class WhatIfSide(Model):
    """The portfolio before or after the trades."""

    name: str
    total_value: Money | None = None
    cash: Money | None = None
    volatility: Ratio | None = Field(None, description="std of daily returns at these weights x sqrt(252)")
    max_drawdown: Ratio | None = Field(None, description="of these weights held over the window; negative")
    var_historical: Ratio | None = Field(None, description="one-day 95 % value at risk at these weights")
    es_historical: Ratio | None = None
    beta: Ratio | None = None
    effective_holdings: Ratio | None = None
    largest_weight: Ratio | None = None
    largest_holding: str | None = None


class DatedAmount(Model):
    """An amount that would hold from a day."""

    date: Day
    amount: Money | None = None


class TaxEffect(Model):
    """Tax on the sales of the plan: now, and when more lots are long-term."""

    now: Money | None = None
    after: DatedAmount | None = None
    loss_carried: Money | None = Field(None, description="loss left to carry forward, trades included")


class WhatIf(PortfolioResult):
    """What trades would change."""

    basis: str
    date: Day
    before: WhatIfSide
    after: WhatIfSide
    realised_gain: Money | None = Field(None, description="gain the sales would realise")
    charges: Money | None = None
    tax: TaxEffect
    policy: list[PolicyRow] = Field(default_factory=list)


class GoalPoint(Model):
    """Percentiles of the simulated value on a day."""

    date: Day
    p5: Money | None = None
    p25: Money | None = None
    p50: Money | None = None
    p75: Money | None = None
    p95: Money | None = None


class Goal(PortfolioResult):
    """The chance of reaching a target."""

    basis: str
    target: Money | None = None
    date: Day
    contribution: Money | None = Field(None, description="paid in each month")
    start_value: Money | None = None
    paths: Count
    seed: int
    horizon_days: Days
    probability: Ratio | None = Field(None, description="share of simulated paths that reach the target")
    probability_normal: Ratio | None = Field(None, description="the same by a normal model")
    percentiles: list[GoalPoint] = Field(default_factory=list)
