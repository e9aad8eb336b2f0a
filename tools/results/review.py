"""The result of a review."""

from pydantic import Field

from core.models import Day, Model, Money, Price, Ratio
from tools.results.ledger import PolicyRow


class Mover(Model):
    """A holding whose price moved."""

    symbol: str
    return_fraction: Ratio


class AlertState(Model):
    """An alert with its figure on the day; `fresh` when it did not hold at the last review."""

    id: str
    kind: str
    symbol: str | None = None
    side: str
    level: str
    value: float | None = None
    holds: bool
    fresh: bool
    reason: str | None = None


class WatchedPrice(Model):
    """A watched instrument with its last close and the change, in a review since the last one."""

    symbol: str
    name: str | None = None
    price: Price | None = None
    currency: str | None = None
    price_date: Day | None = None
    return_fraction: Ratio | None = None
    reason: str | None = None


class Review(Model):
    """What a person should know since their last review."""

    as_of: Day
    since: Day
    first: bool = False
    value: Money | None = None
    value_before: Money | None = None
    net_contributions: Money | None = None
    gain: Money | None = None
    twr: Ratio | None = None
    new_income: Money | None = None
    new_transactions: int = 0
    movers: list[Mover] = Field(default_factory=list)
    broken: list[PolicyRow] = Field(default_factory=list)
    alerts: list[AlertState] = Field(default_factory=list)
    watchlist: list[WatchedPrice] = Field(default_factory=list)
    staleness_days: int = 0
    caveats: list[str] = Field(default_factory=list)
