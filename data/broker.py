"""Sign-ins at Upstox and what they let read: the person's own holdings and positions."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from core.care import Care, Limits
from core.errors import BadInput, MarketFailed, MarketRefused, NotFound, NotSignedIn
from core.settings import UpstoxSettings
from data.db import Database
from data.market.fetch import Fetcher
from data.market.tables import ISIN, SYMBOL
from data.queries import sql
from data.vault import Vault

BROKER = "upstox"
ACCESS, EXTENDED = "broker_tokens.access", "broker_tokens.extended"
STATE_SECONDS = 600
INDIA = ZoneInfo("Asia/Kolkata")
HEADER = "symbol,isin,net qty,avg price,ltp"
ONCE = Limits(attempts=2)


@dataclass(frozen=True, slots=True)
class Login:
    """Where the person signs in; the state comes back with the code."""

    url: str
    state: str


class Broker:
    """One installation's connection to Upstox; tokens are kept sealed, one person's never serve another."""

    def __init__(self, db: Database, vault: Vault, settings: UpstoxSettings, key: bytes) -> None:
        self.db, self.vault, self.settings, self.key = db, vault, settings, key
        self.fetch = Fetcher(settings.api, Care("Upstox", ONCE))

    async def close(self) -> None:
        """Close the connections."""
        await self.fetch.close()

    def login(self, user_id: UUID) -> Login:
        """Give the page at Upstox where the person allows the reading."""
        if not self.settings.client_id or not self.settings.client_secret:
            raise NotFound("Upstox is not set up here: set COACH_UPSTOX_CLIENT_ID and COACH_UPSTOX_CLIENT_SECRET.")
        state = self._state(user_id, int(time.time()) + STATE_SECONDS)
        asked = {"response_type": "code", "client_id": self.settings.client_id, "redirect_uri": self.settings.redirect, "state": state}
        return Login(f"{self.fetch.address('v2', 'login', 'authorization', 'dialog')}?{urlencode(asked)}", state)

    def _state(self, user_id: UUID, until: int) -> str:
        mac = hmac.new(self.key, f"upstox|{user_id}|{until}".encode(), hashlib.sha256).hexdigest()
        return f"{until}.{mac}"

    async def finish(self, user_id: UUID, code: str, state: str) -> datetime:
        """Exchange the code for tokens and keep them; the state must be this person's and at most ten minutes old."""
        until = state.partition(".")[0]
        if not until.isascii() or not until.isdecimal() or int(until) < time.time():
            raise BadInput("This sign-in at Upstox has expired; begin again.")
        if not hmac.compare_digest(state.encode(), self._state(user_id, int(until)).encode()):
            raise BadInput("This sign-in at Upstox was begun by somebody else; begin again.")
        form = {"code": code, "redirect_uri": self.settings.redirect, "grant_type": "authorization_code"}
        form |= {"client_id": self.settings.client_id or "", "client_secret": self.settings.client_secret or ""}
        answer = await self.fetch.post(("v2", "login", "authorization", "token"), form)
        access = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(access, str) or not access:
            raise MarketFailed("Upstox gave no access token.")
        extended = answer.get("extended_token")
        return await self._keep(user_id, access, extended if isinstance(extended, str) and extended else None)

    async def _keep(self, user_id: UUID, access: str, extended: str | None) -> datetime:
        expires_at = expiry(datetime.now(UTC))
        values: dict[str, Any] = {"user_id": user_id, "broker": BROKER, "expires_at": expires_at}
        values["access"] = self.vault.seal(access, user_id, ACCESS)
        values["extended"] = None if extended is None else self.vault.seal(extended, user_id, EXTENDED)
        async with self.db.tx(user_id) as conn:
            await conn.execute(sql("broker.put"), values)
        return expires_at

    async def until(self, user_id: UUID) -> datetime | None:
        """Tell until when a person is signed in at Upstox; None when not."""
        row = await self._row(user_id)
        return None if row is None or row["expires_at"] <= datetime.now(UTC) else row["expires_at"]

    async def _row(self, user_id: UUID) -> dict[str, Any] | None:
        async with self.db.tx(user_id) as conn:
            return await (await conn.execute(sql("broker.get"), (user_id, BROKER))).fetchone()

    async def token(self, user_id: UUID, refused: str | None = None) -> str | None:
        """Give the person's access token; when that was refused or has expired, the extended one, which only reads."""
        row = await self._row(user_id)
        if row is None:
            return None
        access = self.vault.open(row["access"], user_id, ACCESS)
        if access != refused and row["expires_at"] > datetime.now(UTC):
            return access
        extended = None if row["extended"] is None else self.vault.open(row["extended"], user_id, EXTENDED)
        return extended if extended != refused else None

    async def forget(self, user_id: UUID) -> None:
        """Forget a person's tokens."""
        async with self.db.tx(user_id) as conn:
            await conn.execute(sql("broker.drop"), (user_id, BROKER))

    async def holdings(self, user_id: UUID) -> bytes:
        """Read the person's holdings as a CSV statement, which the importers know as `upstox_holdings`."""
        token = await self.token(user_id)
        if token is None:
            raise NotSignedIn("Sign in at Upstox first.")
        answer = await self._signed(user_id, token, ("v2", "portfolio", "long-term-holdings"))
        rows = answer.get("data") if isinstance(answer, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise MarketFailed("Upstox' holdings can not be read.")
        return "\n".join([HEADER, *(_line(row) for row in rows), ""]).encode()

    async def _signed(self, user_id: UUID, token: str, parts: tuple[str, ...]) -> Any:
        """Read with the access token; where that is refused, once with the extended one."""
        try:
            return await self.fetch.get(parts, {"Authorization": f"Bearer {token}"})
        except MarketRefused:
            newer = await self.token(user_id, token)
            if newer is None:
                raise
            return await self.fetch.get(parts, {"Authorization": f"Bearer {newer}"})


def expiry(now: datetime) -> datetime:
    """Give when a token of now expires: at half past three in the morning in India."""
    here = now.astimezone(INDIA)
    end = here.replace(hour=3, minute=30, second=0, microsecond=0)
    return (end if here < end else end + timedelta(days=1)).astimezone(UTC)


def _line(row: Mapping[str, Any]) -> str:
    symbol, isin = str(row.get("trading_symbol") or row.get("tradingsymbol")), str(row.get("isin"))
    held = [row.get("quantity"), row.get("t1_quantity") or 0]
    if not SYMBOL.fullmatch(symbol) or not ISIN.fullmatch(isin) or not all(isinstance(each, int) and each >= 0 for each in held):
        raise MarketFailed("Upstox' holdings hold a row that can not be right.")
    prices = [row.get(name) for name in ("average_price", "last_price")]
    if not all(isinstance(each, (int, float)) and each >= 0 for each in prices):
        raise MarketFailed("Upstox' holdings hold a price that can not be right.")
    return f"{symbol},{isin},{sum(held)},{prices[0]},{prices[1]}"  # type: ignore[arg-type]
