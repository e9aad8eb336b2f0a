"""The names a person may use in a question: instruments and portfolios, and the day that "last year" counts from."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

_COMPANY = re.compile(
    r"[,.]?\s+(?:&\s+co|and\s+company|inc|incorporated|corp|corporation|co|company|companies|ltd|limited|plc|n\.?v|s\.?a|ag)\.?$",
    re.IGNORECASE,
)


def short(name: str) -> str:
    """Give a company's name as people say it: Apple Inc. is Apple."""
    last = ""
    while name != last:
        last, name = name, _COMPANY.sub("", name)
    return (name.strip(" ,.") or last).removeprefix("The ")


@dataclass(frozen=True, slots=True)
class InstrumentName:
    """An instrument as people name it."""

    symbol: str
    name: str
    isin: str | None = None
    currency: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PortfolioName:
    """A portfolio as people name it."""

    id: str
    name: str
    base_currency: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one person's turn.

    `as_of` is the default as-of of the tools (as stated by portfolio_list); relative dates count from it. `chosen` is the
    id of the portfolio that is picked on the page, used where the question names none.
    """

    as_of: date
    instruments: tuple[InstrumentName, ...] = ()
    portfolios: tuple[PortfolioName, ...] = ()
    chosen: str | None = None

    @classmethod
    def of(
        cls,
        portfolio_list: Mapping[str, Any],
        instruments: Iterable[Mapping[str, Any]] = (),
        chosen: str | None = None,
    ) -> "Names":
        """Read the result of portfolio_list and rows that carry a symbol (of market_search and portfolio_holdings)."""
        rows = {row["symbol"]: row for row in instruments if row.get("symbol")}
        return cls(
            as_of=date.fromisoformat(portfolio_list["as_of"]),
            instruments=tuple(
                InstrumentName(s, r.get("name") or s, r.get("isin"), r.get("currency"), tuple(r.get("aliases") or ()))
                for s, r in rows.items()
            ),
            portfolios=tuple(PortfolioName(p["id"], p["name"], p.get("base_currency")) for p in portfolio_list["portfolios"]),
            chosen=chosen,
        )

    def instrument(self, symbol: str | None) -> InstrumentName | None:
        """Give the instrument of a symbol."""
        return next((one for one in self.instruments if one.symbol == symbol), None)

    def portfolio(self, portfolio_id: str | None) -> PortfolioName | None:
        """Give the portfolio of an id."""
        return next((one for one in self.portfolios if one.id == portfolio_id), None)
