"""What a live source of prices can do; Upstox and Yahoo are such sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from core.market import Instrument


@dataclass(frozen=True, slots=True)
class Tick:
    """A last traded price."""

    price: float


class Source(Protocol):
    """A live source; raises MarketFailed when it fails and NotFound for what it does not know."""

    name: str

    async def master(self) -> list[dict[str, Any]]:
        """Give the instruments that it lists, as JSON of `Instrument`."""
        ...

    async def instrument(self, symbol: str) -> Instrument | None:
        """Give an instrument that it knows without listing it."""
        ...

    async def history(self, instrument: Instrument, today: date) -> list[list[Any]]:
        """Give [day, close] of all days, ascending and checked."""
        ...

    async def ticks(self, instruments: Sequence[Instrument]) -> Mapping[str, Tick]:
        """Give last prices by symbol, of those that it gives any of."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...
