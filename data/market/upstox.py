"""Prices from Upstox: the instruments file, daily candles (v3) and last prices (v3) of the official API."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from core.care import Care, Limits
from core.errors import BadInput, MarketFailed, MarketRefused
from core.ledger import Basis
from core.market import Instrument
from data.market import bars
from data.market.fetch import Fetcher
from data.market.source import Tick
from data.market.tables import EXCHANGES, ISIN, SYMBOL, checked

T = TypeVar("T")
NAME = "Upstox"
API, ASSETS = "https://api.upstox.com", "https://assets.upstox.com"
FIRST = date(2000, 1, 1)
DECADE = timedelta(days=3650)
MOST_TICKS = 400
SHARES = {"NSE_EQ", "BSE_EQ"}
ETF_SERIES = {"EQ", "BE", "A", "B", "X", "XT", "T", "M", "SM"}
Tokens = Callable[[str | None], Awaitable[str | None]]


async def no_token(_: str | None) -> str | None:
    """Give no sign-in."""
    return None


class Upstox:
    """The adapter; `tokens` gives the access token to use, told the one that was refused (None at first)."""

    name = NAME

    def __init__(self, tokens: Tokens = no_token, *, api: str = API, assets: str = ASSETS, limits: Limits | None = None) -> None:
        self.tokens = tokens
        self.api, self.assets = Fetcher(api, Care(NAME, limits or Limits())), Fetcher(assets, Care(f"{NAME} files", limits or Limits()))

    async def close(self) -> None:
        """Close the connections."""
        await self.api.close()
        await self.assets.close()

    async def master(self) -> list[dict[str, Any]]:
        """Give the shares of both exchanges; one on both is listed once, at NSE."""
        found: dict[str, dict[str, Any]] = {}
        for exchange in ("NSE", "BSE"):
            listed = await self.assets.get(("market-quote", "instruments", "exchange", f"{exchange}.json.gz"))
            if not isinstance(listed, list):
                raise MarketFailed(f"{NAME}'s list of instruments can not be read.")
            for row in listed:
                made = _instrument(row, exchange)
                if made is not None and made["isin"] not in found:
                    found[made["isin"]] = made
        symbols = dict[str, dict[str, Any]]()
        for each in found.values():
            symbols.setdefault(each["symbol"], each)
        if not symbols:
            raise MarketFailed(f"{NAME}'s list of instruments is empty.")
        return list(symbols.values())

    async def instrument(self, symbol: str) -> Instrument | None:  # noqa: ARG002
        """Know nothing beyond the list."""
        return None

    async def history(self, instrument: Instrument, today: date) -> list[list[Any]]:
        """Give all daily closes, a decade at a time from the newest back to the first."""
        key, rows, end = _key(instrument), list[tuple[object, object]](), today
        while end > FIRST:
            start = max(end - DECADE, FIRST)
            parts = ("v3", "historical-candle", key, "days", "1", end.isoformat(), start.isoformat())
            candles = _candles(await self._signed(parts))
            if not candles:
                break
            rows += candles
            end = start - timedelta(days=1)
        return [list(bar) for bar in bars.checked(NAME, instrument.symbol, rows, today)]

    async def ticks(self, instruments: Sequence[Instrument]) -> Mapping[str, Tick]:
        """Give last prices, with one call for up to 400 instruments."""
        priced = [each for each in instruments if each.isin and checked(each).upstox]
        keys = {_key(each): each.symbol for each in priced[:MOST_TICKS]}
        if not keys:
            return {}
        answer = await self._signed(("v3", "market-quote", "ltp"), {"instrument_key": ",".join(keys)})
        found: dict[str, Tick] = {}
        for row in _data(answer).values():
            symbol = keys.get(str(row.get("instrument_token"))) if isinstance(row, dict) else None
            if symbol is None:
                bars.same(NAME, "a quote", row, "what was asked for")
                continue
            found[symbol] = Tick(bars.price(NAME, symbol, row.get("last_price")))
        return found

    async def _signed(self, parts: tuple[str, ...], query: Mapping[str, str] | None = None) -> Any:
        """Read with the access token; one that is refused is exchanged for a newer one once."""
        token = await self.tokens(None)
        try:
            return await self.api.get(parts, _headers(token), query)
        except MarketRefused:
            newer = await self.tokens(token)
            if newer is None or newer == token:
                raise
            return await self.api.get(parts, _headers(newer), query)


def _headers(token: str | None) -> dict[str, str]:
    return {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})


def _instrument(row: Any, exchange: str) -> dict[str, Any] | None:
    """Read one row of the instruments file; None for what is no share."""
    if not isinstance(row, dict) or row.get("segment") not in SHARES or row.get("instrument_type") not in ETF_SERIES:
        return None
    symbol, isin = str(row.get("trading_symbol")), str(row.get("isin"))
    if not SYMBOL.fullmatch(symbol) or not ISIN.fullmatch(isin):
        return None
    return Instrument(
        symbol=symbol,
        name=str(row.get("name") or symbol)[:120],
        isin=isin,
        exchange=exchange,
        currency=EXCHANGES[exchange].currency,
        basis=Basis.SPLIT_ADJUSTED,
    ).model_dump(mode="json")


def _key(instrument: Instrument) -> str:
    exchange = checked(instrument)
    if exchange.upstox is None or instrument.isin is None:
        raise BadInput(f"{NAME} has no prices of {instrument.symbol}.")
    return f"{exchange.upstox}|{instrument.isin}"


def _data(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict) or answer.get("status") != "success" or not isinstance(answer.get("data"), dict):
        raise MarketFailed(f"{NAME}'s answer can not be read.")
    found: dict[str, Any] = answer["data"]
    return found


def _candles(answer: Any) -> list[tuple[object, object]]:
    """Read [time, open, high, low, close, ...] rows."""
    candles = _data(answer).get("candles")
    if not isinstance(candles, list) or not all(isinstance(row, list) and len(row) >= len("tohlc") for row in candles):
        raise MarketFailed(f"{NAME}'s candles can not be read.")
    return [(row[0], row[4]) for row in candles]


__all__ = ["API", "ASSETS", "NAME", "Upstox", "no_token"]
