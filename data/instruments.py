"""Which instrument a row means: by ISIN, then by symbol; what nobody knows becomes the person's own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg.types.json import Jsonb

from core.market import Instrument
from data.db import Conn
from data.queries import sql

UNSAID = "equity"
_ISIN = re.compile(r"[A-Z]{2}[A-Z0-9]{9}\d", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """An instrument as a file or a person names it."""

    symbol: str | None = None
    isin: str | None = None
    exchange: str | None = None
    currency: str = ""
    name: str | None = None
    asset_class: str | None = None


def isin_of(text: str | None) -> str | None:
    """Give an ISIN in capitals, None when the text has not the form of one."""
    found = (text or "").strip().upper()
    return found if _ISIN.fullmatch(found) else None


class Names:
    """The instruments that rows may mean; new ones are added as they are met and listed in `new`."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self.by_symbol: dict[str, Instrument] = {}
        self.by_isin: dict[str, Instrument] = {}
        self.by_alias: dict[str, Instrument] = {}
        self.new: dict[str, Instrument] = {}
        self.learned: set[str] = set()
        self.renamed: dict[str, str] = {}
        for instrument in instruments:
            self._learn(instrument)

    def _learn(self, instrument: Instrument) -> None:
        self.by_symbol[instrument.symbol] = instrument
        if instrument.isin:
            self.by_isin[instrument.isin] = instrument
        for alias in instrument.aliases:
            self.by_alias.setdefault(alias.casefold(), instrument)

    def known(self, symbol: str) -> Instrument | None:
        """Give the instrument of a symbol or alias, or None."""
        return self.by_symbol.get(symbol.strip().upper()) or self.by_alias.get(symbol.strip().casefold())

    def meant(self, named: Named) -> Instrument | None:
        """Give the instrument that a row means, making a private one for what nobody knows; None without any name."""
        isin, written = isin_of(named.isin), (named.symbol or "").strip().upper()
        if isin and isin in self.by_isin:
            same = self.told(self.by_isin[isin], named)
            if written and self.known(written) is not same:
                self.renamed[written] = same.symbol
            return same
        if not (symbol := written or isin):
            return None
        found = self.known(symbol)
        if found and not self._is_another(found, named, isin):
            return self.told(self._with_isin(found, isin), named)
        return self._make(f"{symbol}.{(named.exchange or isin or named.currency).upper()}" if found else symbol, named, isin)

    def _is_another(self, found: Instrument, named: Named, isin: str | None) -> bool:
        """Tell whether a known symbol stands for something else here: another ISIN, or another exchange and currency."""
        if isin and found.isin:
            return isin != found.isin
        other_place = bool(named.exchange and found.exchange and named.exchange.upper() != found.exchange)
        return other_place and bool(named.currency) and named.currency != found.currency

    def _with_isin(self, found: Instrument, isin: str | None) -> Instrument:
        if isin and found.own and not found.isin:
            found = found.model_copy(update={"isin": isin})
            self._keep(found)
        return found

    def told(self, found: Instrument, named: Named) -> Instrument:
        """Let a private instrument learn what it is, where a file says so."""
        if found.own and named.asset_class and named.asset_class != found.asset_class:
            found = found.model_copy(update={"asset_class": named.asset_class})
            self._keep(found)
        return found

    def _keep(self, found: Instrument) -> None:
        """Keep what was learned of a private instrument."""
        if found.symbol not in self.new:
            self.learned.add(found.symbol)
        self._learn(found)
        self.new[found.symbol] = found

    def _make(self, symbol: str, named: Named, isin: str | None) -> Instrument:
        if known := self.by_symbol.get(symbol):
            return known
        made = Instrument(
            symbol=symbol,
            name=(named.name or symbol)[:200],
            isin=isin,
            exchange=named.exchange,
            currency=named.currency or "",
            asset_class=named.asset_class or UNSAID,
            own=True,
        )
        self._learn(made)
        self.new[symbol] = made
        return made


async def names(conn: Conn, user_id: UUID, symbols: Iterable[str], isins: Iterable[str]) -> Names:
    """Load the shared instruments that some names may mean, and the person's own, which come first."""
    wanted = {symbol.strip() for symbol in symbols if symbol}
    keys = {
        "symbols": [symbol.upper() for symbol in wanted],
        "names": list({symbol.casefold() for symbol in wanted}),
        "isins": [found for isin in isins if (found := isin_of(isin))],
    }
    shared = await (await conn.execute(sql("instruments.matching"), keys)).fetchall()
    return Names([*(Instrument.model_validate(row) for row in shared), *await own_instruments(conn, user_id)])


async def own_instruments(conn: Conn, user_id: UUID) -> list[Instrument]:
    """Give the person's private instruments."""
    rows = await (await conn.execute(sql("instruments.own_all"), (user_id,))).fetchall()
    return [Instrument.model_validate(row) for row in rows]


async def keep_own(conn: Conn, user_id: UUID, instruments: Sequence[Instrument]) -> None:
    """Add private instruments; one that is there learns its ISIN, exchange and name."""
    if instruments:
        await conn.execute(sql("instruments.add_own"), {"user_id": user_id, "rows": Jsonb([each.model_dump() for each in instruments])})


async def drop_unused(conn: Conn, user_id: UUID, symbols: Sequence[str]) -> None:
    """Remove those private instruments among some that no transaction and no price names any more."""
    await conn.execute(sql("instruments.drop_unused"), {"user_id": user_id, "symbols": list(symbols)})
