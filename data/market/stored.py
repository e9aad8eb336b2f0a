"""The market as the database keeps it, with series held in memory until a load replaces them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from core.errors import MarketFailed
from core.ledger import Basis
from core.market import Instrument, PriceSeries
from data.db import Database
from data.market.names import search
from data.queries import sql


class StoredMarket:
    """Instruments, prices and exchange rates from the shared tables."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._version: tuple[tuple[str, str], ...] = ()
        self._forget()

    def _forget(self) -> None:
        self._instruments: dict[str, Instrument] = {}
        self._aliases: dict[str, str] = {}
        self._series: dict[str, PriceSeries] = {}
        self._rates: dict[str, PriceSeries] = {}
        self._last: date | None = None

    async def _fetch(self, name: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        async with self.db.shared() as conn, conn.cursor(binary=True) as cursor:
            await cursor.execute(sql(name), values or None)
            return await cursor.fetchall()

    async def _fresh(self) -> None:
        """Forget what a later load has replaced."""
        version = tuple((row["name"], row["sha256"]) for row in await self._fetch("market.loads", ()))
        if version != self._version or not self._instruments:
            self._forget()
            rows = await self._fetch("market.instruments")
            self._instruments = {row["symbol"]: Instrument.model_validate(row) for row in rows}
            for each in self._instruments.values():
                self._aliases |= {name.casefold(): each.symbol for name in (*each.aliases, each.isin or each.symbol)}
            self._version = version

    def _symbol(self, name: str) -> str | None:
        """Give the symbol that a symbol, alias or ISIN stands for."""
        if name in self._instruments:
            return name
        return name.upper() if name.upper() in self._instruments else self._aliases.get(name.strip().casefold())

    async def search(self, query: str, limit: int, offset: int = 0) -> Sequence[Instrument]:
        """Find instruments by symbol, name, alias or ISIN; an empty query lists all."""
        await self._fresh()
        return search(list(self._instruments.values()), query)[offset : offset + limit]

    async def instruments(self, symbols: Sequence[str]) -> Mapping[str, Instrument]:
        """Give the known instruments among some names, by symbol."""
        await self._fresh()
        found = dict.fromkeys(symbol for name in symbols if (symbol := self._symbol(name)))
        return {symbol: self._instruments[symbol] for symbol in found}

    async def series(self, symbols: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Give the whole price series of the known symbols."""
        await self._fresh()
        wanted = list(dict.fromkeys(symbol for name in symbols if (symbol := self._symbol(name))))
        missing = [symbol for symbol in wanted if symbol not in self._series]
        if missing:
            for row in await self._fetch("market.series", (missing,)):
                self._series[row["symbol"]] = _series(row["symbol"], row["currency"], Basis(row["basis"]), row)
        return {symbol: self._series[symbol] for symbol in wanted if symbol in self._series}

    async def fx(self, currencies: Sequence[str]) -> Mapping[str, PriceSeries]:
        """Give ECB series, units of each currency per euro."""
        await self._fresh()
        wanted = list(dict.fromkeys(name.upper() for name in currencies if name.upper() != "EUR"))
        missing = [name for name in wanted if name not in self._rates]
        if missing:
            for row in await self._fetch("market.rates", (missing,)):
                self._rates[row["currency"]] = _series(row["currency"], row["currency"], Basis.AS_TRADED, row)
        return {name: self._rates[name] for name in wanted if name in self._rates}

    async def last_day(self) -> date:
        """Give the day of the last close; raises MarketFailed when there is none."""
        await self._fresh()
        if self._last is None:
            self._last = (await self._fetch("market.last_day"))[0]["day"]
        if self._last is None:
            raise MarketFailed("No market prices are loaded yet.")
        return self._last

    async def version(self) -> str:
        """Name the loads that the prices come from."""
        await self._fresh()
        return str(self._version)


def _series(symbol: str, currency: str, basis: Basis, row: Mapping[str, Any]) -> PriceSeries:
    days = np.array(row["days"], dtype="int64").astype("datetime64[D]")
    closes = np.array(row["closes"], dtype="float64")
    for array in (days, closes):
        array.setflags(write=False)
    return PriceSeries(symbol, currency, basis, days, closes)
