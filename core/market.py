"""The words of the market: instruments, price series, exchange rates, and the protocol of a market."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.ledger import Basis
from core.models import Model

Days = NDArray[np.datetime64]
Floats = NDArray[np.float64]


class Instrument(Model):
    """Something that can be held or compared with; `own` marks a person's private instrument."""

    symbol: str
    name: str
    isin: str | None = None
    exchange: str | None = None
    currency: str
    asset_class: str = "equity"
    sector: str | None = None
    basis: Basis = Basis.AS_TRADED
    aliases: tuple[str, ...] = ()
    own: bool = False


@dataclass(frozen=True, slots=True)
class PriceSeries:
    """Daily closes of one instrument: `days` (n,) datetime64[D] ascending, `closes` (n,) float64, in `currency`.

    A live source is named, with the time it was read; `stale` when it has not answered since that was due.
    """

    symbol: str
    currency: str
    basis: Basis
    days: Days
    closes: Floats
    source: str = "market"
    fetched: datetime | None = None
    stale: bool = False

    def index(self, day: date) -> int | None:
        """Give the position of the last close on or before a day, or None."""
        found = int(np.searchsorted(self.days, np.datetime64(day, "D"), side="right")) - 1
        return found if found >= 0 else None

    def last(self, day: date) -> tuple[date, Decimal] | None:
        """Give the last close on or before a day with its date, or None."""
        found = self.index(day)
        if found is None:
            return None
        return self.days[found].astype(object), Decimal(repr(float(self.closes[found])))


class Market(Protocol):
    """Where shared instruments and prices come from."""

    async def search(self, query: str, limit: int, offset: int = 0) -> Sequence[Instrument]:
        """Find instruments by symbol, name, alias or ISIN; an empty query lists all."""
        ...

    async def instruments(self, symbols: Sequence[str]) -> Mapping[str, Instrument]:
        """Give the known instruments among some symbols (aliases resolve to their symbol)."""
        ...

    async def series(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Give the whole price series of the known symbols."""
        ...

    async def fx(self, currencies: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Give ECB series, units of each currency per euro (EUR itself is left out)."""
        ...

    async def last_day(self) -> date:
        """Give the market's last day."""
        ...

    async def version(self) -> str:
        """Name the state of the prices: what was computed under another name may be out of date."""
        ...
