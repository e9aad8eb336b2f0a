"""What market tools look up: instruments and prices, the person's own ones first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from uuid import UUID

from core.errors import CoachError, Insufficient, NotFound, UnknownSymbol
from core.market import Instrument, PriceSeries
from data import prices
from data.instruments import own_instruments
from tools.books import Books, known

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Quoted:
    """An instrument with its prices; `own` when the prices are the person's import."""

    instrument: Instrument
    series: PriceSeries
    own: bool

    @property
    def source(self) -> str:
        """Name where the prices come from."""
        return "own import" if self.own else self.series.source


async def quoted(books: Books, user_id: UUID, symbols: Sequence[str]) -> list[Quoted]:
    """Find instruments with their prices, in the order asked; an unknown symbol raises NotFound, one without prices Insufficient."""
    found = await tried(books, user_id, symbols)
    for each in found:
        if isinstance(each, CoachError):
            raise each
    return [each for each in found if isinstance(each, Quoted)]


async def tried(books: Books, user_id: UUID, symbols: Sequence[str]) -> list[Quoted | CoachError]:
    """Find instruments with their prices, in the order asked; in the place of one that is unknown or without prices, say so."""
    shared = await known(books.market, symbols)
    names = list({*(name.upper() for name in symbols), *symbols, *(each.symbol for each in shared.values())})
    async with books.db.tx(user_id) as conn:
        own = {each.symbol.casefold(): each for each in await own_instruments(conn, user_id)}
        mine = await prices.own_series(conn, user_id, names)
    found = {symbol: own.get(symbol.casefold()) or shared.get(symbol) for symbol in symbols}
    missing = [each.symbol for each in found.values() if each is not None and each.symbol not in mine]
    series = {**(await books.market.series(missing) if missing else {}), **mine}
    return [_priced(symbol, found[symbol], series, set(mine)) for symbol in symbols]


async def symbol_of(books: Books, user_id: UUID, name: str) -> str:
    """Give the symbol that a person means, in any case, by symbol, alias or ISIN; UnknownSymbol names the nearest."""
    async with books.db.tx(user_id) as conn:
        own = {each.symbol.casefold(): each.symbol for each in await own_instruments(conn, user_id)}
    name = name.strip()
    if name.casefold() in own:
        return own[name.casefold()]
    if name in (found := await known(books.market, [name])):
        return found[name].symbol
    near = [each.symbol for each in await books.market.search(name, NEAREST)]
    near = near or [own[key] for key in get_close_matches(name.casefold(), own, NEAREST)]
    raise UnknownSymbol(f"There is no instrument {name!r}{_meant(near)}", detail={"symbol": name, "nearest": near})


def _meant(near: Sequence[str]) -> str:
    return f"; did you mean {' or '.join(near)}?" if near else "; check its spelling, or import it with your transactions."


def _priced(symbol: str, instrument: Instrument | None, series: Mapping[str, PriceSeries], own: set[str]) -> Quoted | CoachError:
    if instrument is None:
        return NotFound(f"There is no instrument {symbol!r}; a search for its name or ISIN finds its symbol.")
    found = series.get(instrument.symbol)
    if found is None or not len(found.days):
        return Insufficient(f"no_price: there is no price of {instrument.symbol}; import a price file to add some.")
    return Quoted(instrument, found, instrument.symbol in own)


def latest(books: Books, found: Sequence[Quoted], as_of: date | None) -> date:
    """Give the day asked for; by default the last day on which one of the instruments has a price."""
    return books.day(as_of, max(each.series.days[-1].astype(object) for each in found))
