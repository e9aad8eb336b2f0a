"""Results about text and about answers: passages, calculations, explanations, replays."""

from typing import Annotated, Any

from pydantic import Field

from core.models import Model, PortfolioResult, Ratio, Result
from tools.results.ledger import TransactionRow
from tools.results.market import Bar

Stated = Annotated[str | float, Field(json_schema_extra={"unit": "stated"})]


class PassageRow(Model):
    """One passage."""

    id: str
    title: str
    locator: str
    quote: str
    text: str
    score: Ratio
    origin: str


class Passages(Result):
    """Passages nearest to the query; none when the text does not answer it."""

    passages: list[PassageRow] = Field(default_factory=list)
    abstained: bool = False


class Calculation(Result):
    """The value of an expression."""

    expression: str
    value: Stated = Field(description="value of the expression")
    unit: str
    currency: str | None = None
    steps: list[str] = Field(default_factory=list)


class FactRow(Model):
    """One figure with its address."""

    ref: str
    label: str
    value: Stated
    unit: str
    currency: str | None = None


class PriceRow(Model):
    """Closes that a figure rests on."""

    symbol: str
    currency: str
    basis: str
    source: str
    bars: list[Bar] = Field(default_factory=list)


class Explanation(PortfolioResult):
    """Where a figure comes from."""

    fact: FactRow
    tool: str
    args: dict[str, Any] = Field(default_factory=dict)
    definition: str | None = None
    inputs: list[FactRow] = Field(default_factory=list)
    transactions: list[TransactionRow] = Field(default_factory=list)
    prices: list[PriceRow] = Field(default_factory=list)


class Change(Model):
    """One figure that is no longer the same."""

    ref: str
    label: str
    before: Stated | None = None
    after: Stated | None = None
    unit: str
    because: str


class Replay(PortfolioResult):
    """The recorded calls of an answer, run again."""

    answer_id: str
    calls: int = 0
    changed: list[Change] = Field(default_factory=list)
