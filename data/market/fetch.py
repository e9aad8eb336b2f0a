"""Reading JSON over HTTP with care: no redirect is followed, answers are bounded, failures are told apart."""

import gzip
import io
import json
import zlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx2

from core.care import Care, TryAgain, told
from core.errors import MarketFailed, MarketRefused, NotFound

MOST_BYTES = 40_000_000
OK, UNAUTHORISED, FORBIDDEN, MISSING, BUSY, BROKEN = 200, 401, 403, 404, 429, 500


class Fetcher:
    """One source's HTTP client. The base address comes from the settings; path parts are quoted, so that none can leave it."""

    def __init__(self, base: str, care: Care) -> None:
        self.base, self.care = base.rstrip("/"), care
        self.client = httpx2.AsyncClient(follow_redirects=False, timeout=care.limits.timeout, trust_env=False)

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()

    def address(self, *parts: str) -> str:
        """Give the address of quoted path parts under the base."""
        return "/".join([self.base, *(quote(part, safe="") for part in parts)])

    async def get(self, parts: tuple[str, ...], headers: Mapping[str, str] | None = None, query: Mapping[str, str] | None = None) -> Any:
        """Read JSON (or gzipped JSON); raises MarketRefused for 401, NotFound for 404, MarketFailed for all else."""
        request = self.client.build_request("GET", self.address(*parts), headers=dict(headers or {}), params=dict(query or {}))
        return _parsed(await self.care.call(lambda: self._send(request)))

    async def post(self, parts: tuple[str, ...], form: Mapping[str, str]) -> Any:
        """Send a form once (a code is spent by its first use) and read JSON."""
        request = self.client.build_request("POST", self.address(*parts), data=dict(form), headers={"Accept": "application/json"})
        try:
            return _parsed(await self._send(request))
        except TryAgain as error:
            raise MarketFailed(f"{self.care.name} failed: {error}.") from error

    async def _send(self, request: httpx2.Request) -> bytes:
        try:
            response = await self.client.send(request, stream=True)
            try:
                self._judge(response)
                return await _bounded(response)
            finally:
                await response.aclose()
        except httpx2.TransportError as error:
            raise TryAgain("the connection failed") from error

    def _judge(self, response: httpx2.Response) -> None:
        status = response.status_code
        if status == OK:
            return
        if status == BUSY:
            raise TryAgain("it asks for fewer calls", told(response.headers.get("retry-after", "")))
        if status >= BROKEN:
            raise TryAgain(f"it answered {status}")
        if status in {UNAUTHORISED, FORBIDDEN}:
            raise MarketRefused(f"{self.care.name} does not accept the sign-in (or none was given); sign in there again.")
        if status == MISSING:
            raise NotFound(f"{self.care.name} does not know this.")
        raise MarketFailed(f"{self.care.name} answered {status}.")


async def _bounded(response: httpx2.Response) -> bytes:
    found = bytearray()
    async for part in response.aiter_bytes():
        found += part
        if len(found) > MOST_BYTES:
            raise MarketFailed("The market data source's answer is too large.")
    return bytes(found)


def _parsed(content: bytes) -> Any:
    try:
        if content[:2] == b"\x1f\x8b":
            with gzip.GzipFile(fileobj=io.BytesIO(content)) as file:
                content = file.read(4 * MOST_BYTES)
        return json.loads(content)
    except (ValueError, OSError, EOFError, zlib.error, RecursionError) as error:
        raise MarketFailed("The market data source's answer can not be read.") from error
