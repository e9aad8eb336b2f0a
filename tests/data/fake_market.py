"""A market data source over real HTTP that answers as it is told: written from the public description of Upstox' API."""

import gzip
import json
import socket
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

INFY = "INE009A01021"
SHARES = [
    {"segment": "NSE_EQ", "exchange": "NSE", "instrument_type": "EQ", "trading_symbol": "INFY", "isin": INFY, "name": "INFOSYS LIMITED"},
    {
        "segment": "NSE_EQ",
        "exchange": "NSE",
        "instrument_type": "EQ",
        "trading_symbol": "M&M",
        "isin": "INE101A01026",
        "name": "MAHINDRA & MAHINDRA LTD",
    },
    {"segment": "NSE_FO", "exchange": "NSE", "instrument_type": "FUT", "trading_symbol": "INFY FUT", "isin": INFY, "name": "INFY"},
    {
        "segment": "NSE_EQ",
        "exchange": "NSE",
        "instrument_type": "EQ",
        "trading_symbol": "../v2/logout",
        "isin": "INE000000009",
        "name": "X",
    },
]


@dataclass
class Fake:
    """What the server answers: `plan` holds what comes first (a status, "cut", "slow", or bytes); then `answers` by path's end."""

    plan: deque[Any] = field(default_factory=deque)
    candles: list[list[Any]] = field(default_factory=list)
    price: Any = 1510.5
    tokens: set[str] = field(default_factory=lambda: {"good"})
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    retry_after: str = "0"
    long_term: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, token: str) -> tuple[int, bytes]:
        if path.startswith("/market-quote/instruments"):
            return 200, gzip.compress(json.dumps(SHARES if "NSE" in path else []).encode())
        if path.startswith("/v2/login/authorization/token"):
            return 200, json.dumps({"access_token": "good", "extended_token": "long", "user_id": "U1"}).encode()
        if token not in self.tokens:
            return 401, b'{"status": "error"}'
        if path.startswith("/v2/portfolio/long-term-holdings"):
            return 200, json.dumps({"status": "success", "data": self.long_term}).encode()
        if path.startswith("/v3/market-quote/ltp"):
            quote = {"NSE_EQ:INFY": {"last_price": self.price, "instrument_token": f"NSE_EQ|{INFY}", "cp": 1500.0}}
            return 200, json.dumps({"status": "success", "data": quote}).encode()
        return 200, json.dumps({"status": "success", "data": {"candles": self.candles}}).encode()


class Handler(BaseHTTPRequestHandler):
    """Answers for the fake that its server carries."""

    def reply(self) -> None:
        fake: Fake = self.server.fake  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        token = (self.headers.get("authorization") or "").removeprefix("Bearer ")
        fake.seen.append((self.path, token, body))
        planned = fake.plan.popleft() if fake.plan else None
        if planned == "slow":
            time.sleep(1.0)
        if planned == "cut":
            self.cut()
            return
        status, content = fake.answer(self.path, token)
        if isinstance(planned, int):
            status, content = planned, b"{}"
        self.send_response(status)
        self.tell(fake, status, planned if isinstance(planned, bytes) else content)

    def tell(self, fake: Fake, status: int, content: bytes) -> None:
        self.send_header("Content-Length", str(len(content)))
        if status == 429:
            self.send_header("Retry-After", fake.retry_after)
        if status == 302:
            self.send_header("Location", f"{fake.url}/elsewhere")
        self.end_headers()
        self.wfile.write(content)

    def cut(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
        self.wfile.flush()
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True

    do_GET = do_POST = reply  # noqa: N815

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def handle(self) -> None:
        """A client that went away is no matter."""
        with suppress(BrokenPipeError, ConnectionResetError):
            super().handle()


@contextmanager
def serving(fake: Fake) -> Iterator[Fake]:
    """Serve until the block ends."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.fake = fake  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
