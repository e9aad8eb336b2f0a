"""Who and what may be named in a turn: the person's portfolios and holdings and the market's instruments, from the tools."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from agent.gate import Names

Rows = list[Mapping[str, Any]]
Ask = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any] | None]]
PAGE = 100
PAGES = 10
FRESH = 60.0
PEOPLE = 200


@dataclass(frozen=True)
class Directory:
    """The names of one person's turn, as rows of tool results."""

    listed: Mapping[str, Any] = field(default_factory=dict)
    instruments: Sequence[Mapping[str, Any]] = ()
    chosen: str | None = None

    @property
    def portfolios(self) -> Rows:
        """Give the person's portfolios."""
        return list(self.listed.get("portfolios", ()))

    @property
    def as_of(self) -> str | None:
        """Give the default as-of day."""
        return self.listed.get("as_of")

    @cached_property
    def known(self) -> Names:
        """Give the names of instruments and portfolios as the gate reads them."""
        return Names.of(self.instruments, self.portfolios)

    def names(self, titles: Sequence[str] = ()) -> Names:
        """Give the names with the titles of some lessons."""
        return self.known.titled(titles)


@dataclass
class Directories:
    """Loads directories. Instruments are kept for a while per person, since some are private."""

    _kept: OrderedDict[UUID, tuple[float, Rows]] = field(default_factory=OrderedDict)
    _last: OrderedDict[UUID, tuple[tuple[Hashable, ...], Rows, Directory]] = field(default_factory=OrderedDict)

    async def load(self, ask: Ask, user_id: UUID, chosen: str | None, rests: tuple[Hashable, ...]) -> Directory:
        """Give the names of one person's turn; while all that they rest on is the same, the last directory is, with its names ready."""
        market = await self._instruments(ask, user_id)
        key = (chosen, *rests)
        last = self._last.get(user_id)
        if last and last[0] == key and last[1] is market:
            return last[2]
        listed, holdings = await asyncio.gather(ask("portfolio_list", {}), ask("portfolio_holdings", {"limit": PAGE}))
        own = [row for row in (holdings or {}).get("holdings", []) if row.get("symbol")]
        known = {row["symbol"] for row in market}
        made = Directory(listed or {}, [*market, *(row for row in own if row["symbol"] not in known)], chosen)
        if listed and holdings:
            self._last[user_id] = (key, market, made)
            self._last.move_to_end(user_id)
            while len(self._last) > PEOPLE:
                self._last.popitem(last=False)
        return made

    async def _instruments(self, ask: Ask, user_id: UUID) -> Rows:
        kept = self._kept.get(user_id)
        if kept and time.monotonic() - kept[0] < FRESH:
            return kept[1]
        rows: Rows = []
        cursor: str | None = None
        for _ in range(PAGES):
            page = await ask("market_search", {"query": "", "limit": PAGE, **({"cursor": cursor} if cursor else {})})
            rows += (page or {}).get("instruments", [])
            cursor = (page or {}).get("next_cursor")
            if not cursor:
                break
        if rows:
            rows = kept[1] if kept and kept[1] == rows else rows
            self._kept[user_id] = (time.monotonic(), rows)
            while len(self._kept) > PEOPLE:
                self._kept.popitem(last=False)
        return rows
