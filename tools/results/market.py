"""Results about the market: instruments, prices, exchange rates."""

from pydantic import Field

from core.models import Count, Day, Model, Money, Price, Ratio, Result


class InstrumentRow(Model):
    """One instrument."""

    symbol: str
    name: str
    isin: str | None = None
    exchange: str | None = None
    sector: str | None = None
    asset_class: str
    currency: str
    own: bool = False


class Instruments(Result):
    """Instruments found."""

    instruments: list[InstrumentRow] = Field(default_factory=list)
    next_cursor: str | None = None


class Quote(Result):
    """The last close of an instrument."""

    symbol: str
    name: str
    price: Price | None = Field(None, description="last close on or before as_of")
    currency: str
    price_date: Day | None = None
    previous_close: Price | None = None
    change: Price | None = Field(None, description="price - previous_close")
    change_fraction: Ratio | None = Field(None, description="change / previous_close")
    source: str
    basis: str


class Bar(Model):
    """One close."""

    date: Day
    close: Price


class History(Result):
    """Closes of an instrument over a period."""

    symbol: str
    name: str
    currency: str
    basis: str
    interval: str
    start: Day
    end: Day
    first_close: Price | None = None
    last_close: Price | None = None
    change_fraction: Ratio | None = Field(None, description="last_close / first_close - 1")
    high: Price | None = Field(None, description="highest daily close of the period")
    high_date: Day | None = None
    low: Price | None = Field(None, description="lowest daily close of the period")
    low_date: Day | None = None
    bars: list[Bar] = Field(default_factory=list)
    next_cursor: str | None = None


class CompareItem(Model):
    """One compared instrument."""

    symbol: str
    name: str
    currency: str
    total_return: Ratio | None = Field(None, description="last close / first close - 1 over the common days")
    annual_return: Ratio | None = Field(None, description="total_return a year, act/365; null under one year")
    volatility: Ratio | None = Field(None, description="std of daily returns (ddof 1) x sqrt(252)")
    max_drawdown: Ratio | None = Field(None, description="deepest fall from a running peak; negative")
    sharpe: Ratio | None = Field(None, description="as in risk_report")
    var_historical: Ratio | None = None
    reasons: dict[str, str] = Field(default_factory=dict)


class Matrix(Model):
    """Correlations of daily returns, row by row in the order of names."""

    names: list[str] = Field(default_factory=list)
    matrix: list[list[Ratio | None]] = Field(default_factory=list)


class Pair(Model):
    """The correlation of two names."""

    symbol: str
    name: str = Field(description="the other one")
    correlation: Ratio | None = Field(None, description="of daily returns")


class Comparison(Result):
    """Instruments side by side over their common days."""

    start: Day
    end: Day
    observations: Count
    overlap: Ratio | None = Field(None, description="common days / days of any")
    items: list[CompareItem] = Field(default_factory=list)
    correlation: Matrix
    pairs: list[Pair] = Field(default_factory=list)


class Exchange(Result):
    """An exchange rate."""

    from_currency: str
    to_currency: str
    rate: Price | None = Field(None, description="units of to_currency for one from_currency, ECB reference cross rate")
    currency: str
    date: Day | None = None
    amount: Money | None = None
    converted: Money | None = Field(None, description="amount x rate")
