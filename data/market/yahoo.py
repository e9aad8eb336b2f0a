"""Prices from Yahoo through the `yfinance` package, an extra; for personal use by Yahoo's terms."""

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from core.care import Care, Limits, TryAgain
from core.errors import MarketFailed, NotFound, Unavailable
from core.ledger import Basis
from core.market import Instrument
from data.market import bars
from data.market.source import Tick
from data.market.tables import SYMBOL, Exchange, checked, of_code

NAME = "Yahoo"
MISSING = 404
UNKNOWN = "No data found"
SLOW = Limits(timeout=15.0, total=30.0, quota=60)
Ticker = Callable[[str], Any]


def from_package(symbol: str) -> Any:
    """Give yfinance's ticker of a symbol; raises Unavailable without the extra."""
    try:
        package = importlib.import_module("yfinance")
    except ModuleNotFoundError as error:
        raise Unavailable("COACH_MARKET=yahoo needs the yfinance package; `make extras` installs it.") from error
    package.config.debug.hide_exceptions = False
    return package.Ticker(symbol)


class Yahoo:
    """The adapter; yfinance is not asynchronous, so each call runs in a thread."""

    name = NAME

    def __init__(self, ticker: Ticker = from_package, *, limits: Limits = SLOW) -> None:
        self.ticker, self.care = ticker, Care(NAME, limits)

    async def close(self) -> None:
        """Hold nothing."""

    async def master(self) -> list[dict[str, Any]]:
        """List nothing: Yahoo has no list of instruments."""
        return []

    async def instrument(self, symbol: str) -> Instrument | None:
        """Look up a symbol such as AAPL or INFY.NS; its exchange must be one of the tables'."""
        wanted = symbol.strip().upper()
        if not SYMBOL.fullmatch(wanted):
            return None
        try:
            said = (await self._read(wanted, "5d"))[1]
        except NotFound:
            return None
        exchange = of_code(str(said.get("exchangeName")))
        if exchange is None or said.get("symbol") != wanted or said.get("currency") != exchange.currency:
            return None
        return Instrument(
            symbol=wanted,
            name=str(said.get("longName") or said.get("shortName") or wanted)[:120],
            exchange=exchange.name,
            currency=exchange.currency,
            basis=Basis.TOTAL_RETURN,
        )

    async def history(self, instrument: Instrument, today: date) -> list[list[Any]]:
        """Give all daily closes, adjusted for splits and dividends."""
        exchange = checked(instrument)
        name = _name(instrument.symbol, exchange)
        rows, said = await self._read(name, "max")
        bars.same(NAME, instrument.symbol, said.get("symbol"), name)
        bars.same(NAME, instrument.symbol, said.get("currency"), exchange.currency)
        return [list(bar) for bar in bars.checked(NAME, instrument.symbol, rows, today)]

    async def ticks(self, instruments: Sequence[Instrument]) -> Mapping[str, Tick]:  # noqa: ARG002
        """Give none: the last close of the history is the price."""
        return {}

    async def _read(self, name: str, period: str) -> tuple[list[tuple[object, object]], dict[str, Any]]:
        return await self.care.call(lambda: self._attempt(name, period))

    async def _attempt(self, name: str, period: str) -> tuple[list[tuple[object, object]], dict[str, Any]]:
        return await asyncio.to_thread(self._frame, name, period)

    def _frame(self, name: str, period: str) -> tuple[list[tuple[object, object]], dict[str, Any]]:
        try:
            asked = self.ticker(name)
            frame = asked.history(period=period, interval="1d", auto_adjust=True, actions=False, timeout=self.care.limits.timeout)
            said = dict(asked.history_metadata or {})
        except (OSError, ValueError, LookupError, TypeError, AttributeError, _package_error()) as error:
            raise _failure(error, name) from error
        rows: list[tuple[object, object]] = [(day.date(), float(close)) for day, close in frame["Close"].dropna().items()]
        if not rows:
            raise NotFound(f"{NAME} has no prices of {name}.")
        return rows, said


def _package_error() -> type[Exception]:
    """Give the base of yfinance's own errors."""
    found: type[Exception] = importlib.import_module("yfinance.exceptions").YFException
    return found


def _failure(error: Exception, name: str) -> Exception:
    """Tell yfinance's and its HTTP library's errors apart by their names, since neither is imported here."""
    kind = type(error).__name__
    if kind in {"YFTzMissingError", "YFTickerMissingError"} or UNKNOWN in str(getattr(error, "yahoo_reason", "")):
        return NotFound(f"{NAME} has no prices of {name}.")
    if kind == "YFPricesMissingError":  # Yahoo did not say why: it does where it does not know the symbol
        return TryAgain("it gave no prices")
    if getattr(getattr(error, "response", None), "status_code", None) == MISSING:
        return NotFound(f"{NAME} has no prices of {name}.")
    if kind == "YFRateLimitError":
        return TryAgain("it asks for fewer calls", 1.0)
    if isinstance(error, OSError) or kind.endswith(("Timeout", "HTTPError", "RequestException", "ConnectionError", "YFDataException")):
        return TryAgain("the connection failed")
    return MarketFailed(f"{NAME}'s answer can not be read.")


def _name(symbol: str, exchange: Exchange) -> str:
    return symbol if symbol.endswith(exchange.suffix) else f"{symbol}{exchange.suffix}"
