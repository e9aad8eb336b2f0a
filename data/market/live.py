"""A live market: a source's instruments and prices through a cache, over the stored market for all that the source lacks."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import structlog

from core.clock import Clock
from core.errors import BadInput, CoachError
from core.market import Instrument, PriceSeries
from data.market import calendars
from data.market.kept import Cache, Kept
from data.market.names import search
from data.market.source import Source
from data.market.stored import StoredMarket
from data.market.tables import EXCHANGES

LIST_FRESH, SERIES_FRESH, TICK_FRESH, UNKNOWN_FRESH = 12 * 3600.0, 900.0, 60.0, 3600.0
AT_ONCE = 4
log = structlog.get_logger()


VERSION_SECONDS = 60


class LiveMarket:
    """The one protocol of markets over a live source; where that fails, the last answer up to a day old, then what is stored."""

    def __init__(self, stored: StoredMarket, source: Source, cache: Cache, clock: Clock) -> None:
        self.stored, self.source, self.cache, self.clock = stored, source, cache, clock
        self.read: dict[str, tuple[tuple[Any, ...], PriceSeries]] = {}
        self.listed: tuple[float, dict[str, Instrument]] = (0.0, {})
        self.last: date | None = None
        self.gate = asyncio.Semaphore(AT_ONCE)

    async def close(self) -> None:
        """Close the source's connections."""
        await self.source.close()

    async def _list(self) -> dict[str, Instrument]:
        """Give the source's instruments by symbol; none while it does not answer."""
        try:
            kept = await self.cache.get(f"{self.source.name}:list", LIST_FRESH, self.source.master)
        except CoachError as error:
            log.warning("market_list", source=self.source.name, error=error.message)
            return self.listed[1]
        if kept.at != self.listed[0]:
            made = [Instrument.model_validate(row) for row in kept.value]
            self.listed = (kept.at, {each.symbol: each for each in made})
        return self.listed[1]

    async def search(self, query: str, limit: int, offset: int = 0) -> Sequence[Instrument]:
        """Find instruments by symbol, name, alias or ISIN; an empty query lists all."""
        here = {each.symbol: each for each in await self.stored.search("", 1_000_000)}
        found = search(list({**here, **await self._list()}.values()), query)
        if not found and query.strip():
            known = await self._look_up(query.strip().upper())
            found = [] if known is None else [known]
        return found[offset : offset + limit]

    async def instruments(self, symbols: Sequence[str]) -> Mapping[str, Instrument]:
        """Give the known instruments among some names, by symbol: the source's list, what is stored, then what the source knows."""
        listed, found = await self._list(), dict[str, Instrument]()
        by_isin = {each.isin: each for each in listed.values() if each.isin}
        for name in symbols:
            own = listed.get(name) or listed.get(name.upper()) or by_isin.get(name.upper())
            stored = {} if own else await self.stored.instruments([name])
            other = own or next(iter(stored.values()), None) or await self._look_up(name.upper())
            if other is not None:
                found[other.symbol] = other
        return found

    async def _look_up(self, symbol: str) -> Instrument | None:
        """Ask the source for a symbol outside its list, and remember also that it knows none."""

        async def ask() -> Any:
            known = await self.source.instrument(symbol)
            return None if known is None else known.model_dump(mode="json")

        try:
            kept = await self.cache.get(f"{self.source.name}:instrument:{symbol}", UNKNOWN_FRESH, ask)
        except CoachError as error:
            log.warning("market_instrument", source=self.source.name, error=error.message)
            return None
        return None if kept.value is None else Instrument.model_validate(kept.value)

    async def series(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Give the whole price series of the known symbols; the last price of an open session is its last close."""
        known = await self.instruments(symbols)
        live = [each for each in known.values() if each.exchange in EXCHANGES]
        ticks = await self._ticks(live)
        read = await asyncio.gather(*(self._series(each, ticks.get(each.symbol)) for each in live))
        found = {each.symbol: each for each in read if each is not None}
        rest = [symbol for symbol in known if symbol not in found]
        return {**(await self.stored.series(rest) if rest else {}), **found}

    async def _ticks(self, instruments: Sequence[Instrument]) -> Mapping[str, Any]:
        """Give last prices by symbol as JSON of Tick; none where the source fails, since the closes remain."""
        trading = [each for each in instruments if calendars.is_session(each.exchange or "", self._today(each))]
        if not trading:
            return {}

        async def ask() -> Any:
            return {symbol: tick.price for symbol, tick in (await self.source.ticks(trading)).items()}

        key = ",".join(sorted(each.symbol for each in trading))
        try:
            kept = await self.cache.get(f"{self.source.name}:ticks:{key}", TICK_FRESH, ask)
        except CoachError as error:
            log.info("market_ticks", source=self.source.name, error=error.message)
            return {}
        found: Mapping[str, Any] = {} if kept.stale else kept.value
        return found

    def _today(self, instrument: Instrument) -> date:
        zone = ZoneInfo(EXCHANGES[instrument.exchange or ""].zone)
        return self.clock.now().astimezone(zone).date()

    async def _series(self, instrument: Instrument, tick: float | None) -> PriceSeries | None:
        """Read one series; None where the source has none and never had."""
        today = self._today(instrument)
        try:
            async with self.gate:
                key = f"{self.source.name}:series:{instrument.symbol}"
                kept = await self.cache.get(key, SERIES_FRESH, partial(self.source.history, instrument, today))
        except BadInput:
            return None
        except CoachError as error:
            log.warning("market_series", source=self.source.name, symbol=instrument.symbol, error=error.message)
            return None
        mark = (kept.at, kept.stale, tick, today)
        if self.read.get(instrument.symbol, ((), None))[0] != mark:
            self.read[instrument.symbol] = (mark, self._made(instrument, kept, tick, today))
        made = self.read[instrument.symbol][1]
        self.last = max(filter(None, (self.last, made.days[-1].astype(object))))
        return made

    def _made(self, instrument: Instrument, kept: Kept, tick: float | None, today: date) -> PriceSeries:
        rows = [(day, close) for day, close in kept.value if day != today.isoformat() or tick is None]
        if tick is not None:
            rows.append((today.isoformat(), tick))
        days = np.array([day for day, _ in rows], dtype="datetime64[D]")
        closes = np.array([close for _, close in rows], dtype="float64")
        for array in (days, closes):
            array.setflags(write=False)
        fetched = datetime.fromtimestamp(kept.at, UTC)
        return PriceSeries(instrument.symbol, instrument.currency, instrument.basis, days, closes, self.source.name, fetched, kept.stale)

    async def fx(self, currencies: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Give the stored ECB series."""
        return await self.stored.fx(currencies)

    async def last_day(self) -> date:
        """Give the day of the last close that was read, or the stored market's."""
        stored = await self.stored.last_day()
        return stored if self.last is None else max(self.last, stored)

    async def version(self) -> str:
        """Name the minute, since prices move while a session is open."""
        return f"{await self.stored.version()} {int(time.monotonic() // VERSION_SECONDS)}"
