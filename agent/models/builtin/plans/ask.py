"""What a plan works with: one part of a question, the person's names, what has come back, and the calls it may make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agent.models.builtin.names import Names, PortfolioName, short
from agent.models.builtin.slots import Slots


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call that is planned."""

    tool: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Got:
    """A tool call that was made: its result, or the sentence of its failure."""

    call_id: str
    tool: str
    args: Mapping[str, Any]
    data: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None

    @property
    def ok(self) -> bool:
        """Tell whether the call gave a result."""
        return self.error is None


@dataclass(frozen=True, slots=True)
class Say:
    """A direct answer without any tool, with the questions offered beside it."""

    text: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Earlier:
    """The last answer of the thread: its intents, its calls and its id."""

    intents: tuple[str, ...] = ()
    got: tuple[Got, ...] = ()
    answer_id: str | None = None
    lead: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing asked, with everything a plan or an answer may look at."""

    intent: str
    slots: Slots
    names: Names
    why: bool = False
    earlier: Earlier = Earlier()

    @property
    def text(self) -> str:
        """Give the words of the question."""
        return self.slots.text

    @property
    def symbol(self) -> str | None:
        """Give the first instrument named."""
        return self.slots.instruments[0] if self.slots.instruments else None

    @property
    def portfolio(self) -> PortfolioName | None:
        """Give the portfolio that is meant, if one is."""
        if self.slots.portfolios:
            return self.names.portfolio(self.slots.portfolios[0])
        return None if self.slots.everything else self.names.portfolio(self.names.chosen)

    @property
    def currency(self) -> str | None:
        """Give the currency in which the portfolio reports, where it is known."""
        portfolio = self.portfolio or (self.names.portfolios[0] if self.names.portfolios else None)
        return portfolio.base_currency if portfolio else None

    def called(self, symbol: str | None) -> str | None:
        """Give an instrument's name as people say it."""
        found = self.names.instrument(symbol)
        return short(found.name) if found else None

    def about(self, **changes: Any) -> "Ask":
        """Give the same with other slots."""
        return replace(self, slots=replace(self.slots, **changes))


Plan = Callable[[Ask], "Sequence[Call] | Say"]
Next = Callable[[Ask, Sequence[Got]], Sequence[Call]]


def where(ask: Ask) -> dict[str, Any]:
    """Give the argument that names the portfolio."""
    return {"portfolio_id": ask.portfolio.id} if ask.portfolio else {}


def when(ask: Ask) -> dict[str, Any]:
    """Give the arguments that name the period."""
    return dict(ask.slots.periods[0].args()) if ask.slots.periods else {}


def measured(ask: Ask) -> dict[str, Any]:
    """Give the arguments that name the period of a return: from the close before it."""
    return dict(ask.slots.periods[0].measured()) if ask.slots.periods else {}


def on(ask: Ask) -> dict[str, Any]:
    """Give the argument that names the day."""
    return {"as_of": ask.slots.day.isoformat()} if ask.slots.day else {}


def only(ask: Ask) -> dict[str, Any]:
    """Give the argument that names the instrument."""
    return {"symbol": ask.symbol} if ask.symbol else {}


def first(results: Sequence[Got], tool: str) -> Got | None:
    """Give the first good result of a tool."""
    return next((got for got in results if got.tool == tool and got.ok), None)
