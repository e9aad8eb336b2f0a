"""Yahoo through yfinance against a fake chart server over real HTTP."""

import json
import math
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Iterator
from datetime import date
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from core.care import Limits
from core.errors import BadInput, MarketFailed, NotFound, Unavailable
from core.market import Instrument
from data.market import yahoo
from data.market.kept import Cache, Memory
from data.market.yahoo import Yahoo
from tests.data.test_market_live import Hand

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    yfinance = pytest.importorskip("yfinance")
    from yfinance import data

pytestmark = pytest.mark.filterwarnings("ignore")
YAHOO = "https://query2.finance.yahoo.com"
TODAY = date(2025, 1, 20)
DAYS = [1736519400 + 86400 * at for at in range(5)]
QUICK = Limits(timeout=10, total=20, attempts=2, pause=0.01)
APPLE = Instrument(symbol="AAPL", name="Apple", exchange="NASDAQ", currency="USD")


def chart(closes: list[float | None], **meta: Any) -> bytes:
    session = {"timezone": "EST", "start": DAYS[-1], "end": DAYS[-1] + 23400, "gmtoffset": -18000}
    every = {
        "currency": "USD", "symbol": "AAPL", "exchangeName": "NMS", "longName": "Apple Inc.", "exchangeTimezoneName": "America/New_York",
        "timezone": "EST", "gmtoffset": -18000, "instrumentType": "EQUITY", "dataGranularity": "1d", "range": "", "priceHint": 2,
        "validRanges": ["1d", "5d", "max"], "regularMarketTime": DAYS[-1], "firstTradeDate": 345479400,
        "currentTradingPeriod": dict.fromkeys(("pre", "regular", "post"), session),
        "tradingPeriods": {part: [[session]] for part in ("pre", "regular", "post")},
    } | meta  # fmt: skip
    quote = dict.fromkeys(("open", "high", "low", "close"), closes) | {"volume": [1] * len(closes)}
    indicators = {"quote": [quote], "adjclose": [{"adjclose": closes}]}
    return json.dumps({"chart": {"result": [{"meta": every, "timestamp": DAYS, "indicators": indicators}], "error": None}}).encode()


GOOD = chart([10.0, 11.0, 12.0, 13.0, 14.0])


class Handler(BaseHTTPRequestHandler):
    """Answers what is planned (a status, "cut" or "slow"), then the body that is set."""

    plan: deque[int | str]
    body: bytes
    seen: list[str]

    def do_GET(self) -> None:
        self.seen.append(self.path)
        planned = self.plan.popleft() if self.plan else 200
        if planned == "slow":
            time.sleep(2)
        if planned == "cut":
            self.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{")
            self.close_connection = True
            return
        self.send_response(planned if isinstance(planned, int) else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[type[Handler]]:
    kind = type("Planned", (Handler,), {"plan": deque(), "body": GOOD, "seen": []})
    listening = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{listening.server_address[1]}"
    for module in [each for name, each in sys.modules.items() if name.startswith("yfinance")]:
        for name in [name for name, value in vars(module).items() if value == YAHOO]:
            monkeypatch.setattr(module, name, url)
    monkeypatch.setattr(data.YfData, "_get_cookie_and_crumb", lambda *_, **__: (None, "basic"))
    yfinance.set_tz_cache_location(str(tmp_path))
    yield kind
    listening.shutdown()
    listening.server_close()
    thread.join()


async def test_a_symbol_is_looked_up_and_its_closes_read(server: type[Handler]) -> None:
    source = Yahoo(limits=QUICK)
    found = await source.instrument("aapl")
    assert found is not None
    assert (found.symbol, found.name, found.exchange, found.currency) == ("AAPL", "Apple Inc.", "NASDAQ", "USD")
    closes = await source.history(found, TODAY)
    assert (closes[0], closes[-1], len(closes)) == (["2025-01-10", 10.0], ["2025-01-14", 14.0], 5)


async def test_a_broken_server_fails_and_is_well_again(server: type[Handler]) -> None:
    server.plan, server.body = deque([500] * 20), b"no"
    with pytest.raises(MarketFailed):
        await Yahoo(limits=Limits(timeout=10, total=20, attempts=1)).history(APPLE, TODAY)
    server.plan, server.body = deque(), GOOD
    assert await Yahoo(limits=QUICK).history(APPLE, TODAY)


@pytest.mark.parametrize(
    ("planned", "body"),
    [
        (401, b"{}"),
        (403, b"no"),
        (429, b"Too Many Requests"),
        (500, b"no"),
        (502, b'{"chart": {"result": null, "error": {"code": "Internal", "description": "x"}}}'),
        ("cut", GOOD),
        ("slow", GOOD),
        (200, b"<html>not json</html>"),
        (200, b"{}"),
        (200, b"[" * 10_000),
        (200, b'{"chart": {"result": null, "error": null}}'),
    ],
)
async def test_a_source_that_fails_is_no_answer_and_asked_again(server: type[Handler], planned: int | str, body: bytes) -> None:
    server.plan, server.body = deque([planned] * 40), body
    with pytest.raises(MarketFailed):
        await Yahoo(limits=Limits(timeout=0.5, total=8, attempts=2, pause=0.01)).history(APPLE, TODAY)
    assert 1 <= len(server.seen) <= 16


async def test_a_failing_yahoo_gives_its_last_answer_marked_stale(server: type[Handler]) -> None:
    hand, source = Hand(), Yahoo(limits=QUICK)
    cache = Cache(Memory(), hand)
    await cache.get("AAPL", 60, partial(source.history, APPLE, TODAY))
    hand.seconds += 3600
    server.plan, server.body = deque([500] * 40), b"no"
    late = await cache.get("AAPL", 60, partial(source.history, APPLE, TODAY))
    assert (late.stale, late.value[-1]) == (True, ["2025-01-14", 14.0])


async def test_a_day_without_a_close_is_left_out(server: type[Handler]) -> None:
    server.body = chart([10.0, None, 12.0, 13.0, 14.0])
    assert [day for day, _ in await Yahoo(limits=QUICK).history(APPLE, TODAY)] == ["2025-01-10", "2025-01-12", "2025-01-13", "2025-01-14"]


@pytest.mark.parametrize(
    "body",
    [
        chart([10.0, -1.0, 12.0, 13.0, 14.0]),
        chart([10.0, 1e6, 12.0, 13.0, 14.0]),
        chart([1.0] * 5, symbol="MSFT"),
        chart([1.0] * 5, currency="EUR"),
        chart([10.0, math.nan, 12.0, 13.0, 14.0]),
        chart([0.0] * 5),
    ],
)
async def test_answers_that_can_not_be_right_are_refused(server: type[Handler], body: bytes) -> None:
    server.body = body
    with pytest.raises(MarketFailed):
        await Yahoo(limits=QUICK).history(APPLE, TODAY)


class Missing:
    """A ticker of a symbol that Yahoo does not have; yfinance itself asks an address that can not be redirected."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol

    def history(self, **_: Any) -> None:
        raise yfinance.exceptions.YFTzMissingError(self.symbol)


async def test_a_symbol_that_yahoo_does_not_know_is_not_found(server: type[Handler]) -> None:
    said = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
    server.plan, server.body = deque([404] * 4), json.dumps({"chart": {"result": None, "error": said}}).encode()
    with pytest.raises(NotFound):
        await Yahoo(limits=QUICK).history(APPLE, TODAY)


async def test_an_unknown_symbol_is_not_known() -> None:
    assert await Yahoo(Missing, limits=QUICK).instrument("NOSUCH") is None


@pytest.mark.parametrize("symbol", ["../admin", "A B", "AAPL?x=1", "", "a" * 40])
async def test_no_address_is_made_of_what_is_no_symbol(server: type[Handler], symbol: str) -> None:
    source = Yahoo(limits=QUICK)
    assert await source.instrument(symbol) is None
    with pytest.raises(BadInput):
        await source.history(APPLE.model_copy(update={"symbol": symbol or "x"}), TODAY)
    assert server.seen == []


async def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("data.market.yahoo.importlib.import_module", missing)
    with pytest.raises(Unavailable, match="make extras"):
        yahoo.from_package("AAPL")
