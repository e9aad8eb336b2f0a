"""Results about what is held and how it has done."""

from pydantic import ConfigDict, Field

from core.models import Count, Day, Model, Money, PortfolioResult, Price, Ratio, Shares


class PortfolioRow(Model):
    """One of the person's portfolios."""

    id: str
    name: str
    base_currency: str
    benchmark: str | None = None
    total_value: Money | None = None
    first_date: Day | None = Field(None, description="day of its first transaction")
    reasons: dict[str, str] = Field(default_factory=dict)


class PortfolioList(PortfolioResult):
    """The person's portfolios."""

    portfolios: list[PortfolioRow]
    portfolios_count: Count = 0


class Holding(Model):
    """One instrument held, over all accounts."""

    symbol: str
    name: str
    isin: str | None = None
    sector: str | None = None
    asset_class: str
    quantity: Shares | None
    average_cost: Money | None = Field(None, description="cost basis / quantity, buying charges included")
    cost_basis: Money | None = Field(None, description="cost of the open lots, buying charges included")
    price: Price | None = None
    currency: str
    price_date: Day | None = None
    value: Money | None = Field(None, description="quantity x price")
    value_base: Money | None = Field(None, description="value in the reporting currency")
    weight: Ratio | None = Field(None, description="value_base / total_value, cash included")
    unrealised_gain: Money | None = Field(None, description="value - cost_basis, income left out")
    unrealised_return: Ratio | None = Field(None, description="unrealised_gain / cost_basis")
    reasons: dict[str, str] = Field(default_factory=dict)


class Holdings(PortfolioResult):
    """Holdings on a day, largest first."""

    total_value: Money | None = Field(None, description="holdings + cash")
    holdings_value: Money | None = Field(None, description="holdings without cash")
    cash_value: Money | None = Field(None, description="cash in the reporting currency")
    total_cost: Money | None = Field(None, description="cost of the priced holdings at the rates of purchase")
    unrealised_gain: Money | None = Field(None, description="holdings_value - total_cost, exchange rates included")
    unrealised_return: Ratio | None = Field(None, description="unrealised_gain / total_cost")
    holdings_count: Count = 0
    cash: list[Money] = Field(default_factory=list)
    holdings: list[Holding] = Field(default_factory=list)
    next_cursor: str | None = None


class Slice(Model):
    """One slice of the portfolio."""

    name: str
    value_base: Money | None = None
    weight: Ratio = Field(description="value_base / total_value, cash included")


class Allocation(PortfolioResult):
    """How the total value is spread."""

    by: str
    total_value: Money | None = Field(None, description="holdings + cash")
    slices: list[Slice] = Field(default_factory=list)


class BenchmarkPerformance(Model):
    """The benchmark over the same days."""

    symbol: str
    name: str
    twr: Ratio | None = Field(None, description="in the reporting currency")
    twr_annualised: Ratio | None = Field(None, description="twr a year; null under one year")
    equal_flow_value: Money | None = Field(None, description="end value had every contribution bought the benchmark instead")
    excess_return: Ratio | None = Field(None, description="portfolio twr - benchmark twr")
    reasons: dict[str, str] = Field(default_factory=dict)


class Effect(Model):
    """One row of the attribution."""

    model_config = ConfigDict(frozen=True, extra="forbid", serialize_by_alias=True, validate_by_name=True)

    name: str
    weight: Ratio | None = Field(None, description="average weight over the period")
    return_: Ratio | None = Field(None, alias="return", description="return of the row over the period")
    benchmark_weight: Ratio | None = Field(None, description="null where the weights within the benchmark are not known")
    benchmark_return: Ratio | None = None
    allocation: Ratio | None = Field(None, description="effect of weighting the row differently")
    selection: Ratio | None = Field(None, description="effect of the choice within the row")
    interaction: Ratio | None = None
    total: Ratio | None = Field(None, description="contribution of the row")


class Piece(Model):
    """One calendar piece of the period: a year, a quarter, a month or a day."""

    name: str
    start: Day
    end: Day
    end_value: Money | None = None
    gain: Money | None = Field(None, description="end value - start value - net contributions of the piece")
    twr: Ratio | None = Field(None, description="time-weighted return of the piece")
    benchmark_twr: Ratio | None = Field(None, description="the benchmark's return over the piece")


class Point(Model):
    """One day of the line: growth since the start."""

    date: Day
    value: Money | None = None
    twr: Ratio | None = Field(None, description="time-weighted return since the start")
    benchmark_twr: Ratio | None = Field(None, description="the benchmark's return since the start")
    drawdown: Ratio | None = Field(None, description="below the highest point so far")
    benchmark_drawdown: Ratio | None = None


class Performance(PortfolioResult):
    """Returns over a period."""

    period: str
    start: Day
    end: Day
    start_value: Money | None = None
    end_value: Money | None = None
    net_contributions: Money | None = Field(None, description="deposits - withdrawals after start up to end")
    gain: Money | None = Field(None, description="end_value - start_value - net_contributions")
    twr: Ratio | None = Field(None, description="time-weighted return over the period, daily linked")
    twr_annualised: Ratio | None = Field(None, description="twr a year, act/365; null under one year")
    xirr: Ratio | None = Field(None, description="money-weighted return a year, act/365")
    modified_dietz: Ratio | None = Field(None, description="money-weighted return over the period")
    benchmark: BenchmarkPerformance | None = None
    attribution: list[Effect] = Field(default_factory=list)
    by_period: list[Piece] = Field(default_factory=list, description="oldest first, the latest 100")
    best: Piece | None = Field(None, description="the piece with the highest twr")
    series: list[Point] = Field(default_factory=list, description="where asked, up to 200 days")
    worst: Piece | None = Field(None, description="the piece with the lowest twr")
