"""Which market serves, by COACH_MARKET; a live one over what is stored, its answers kept in memory or in Redis."""

import hashlib
import importlib
from typing import Any
from uuid import UUID

from core.clock import Clock
from core.errors import BadInput
from core.market import Market
from core.settings import Settings
from data import people
from data.broker import Broker
from data.db import Database
from data.market.kept import Cache, Memory, Shared, Store
from data.market.live import LiveMarket
from data.market.stored import StoredMarket
from data.market.upstox import Tokens, Upstox
from data.market.yahoo import Yahoo
from data.secrets import Secrets
from data.vault import Vault

MARKETS = ("sample", "upstox", "yahoo")


def check(name: str) -> None:
    """Refuse a market that does not exist."""
    if name not in MARKETS:
        raise BadInput(f"COACH_MARKET must be {', '.join(MARKETS[:-1])} or {MARKETS[-1]}; it is {name!r}.")


def broker(settings: Settings, db: Database, secrets: Secrets) -> Broker:
    """Build the connection to Upstox that persons sign in to."""
    key = hashlib.sha256(b"state of a sign-in at Upstox" + secrets.signing_seed).digest()
    return Broker(db, Vault.of_home(settings.home), settings.upstox, key)


def market(settings: Settings, db: Database, clock: Clock, upstox: Broker) -> Market:
    """Build the market that is configured."""
    check(settings.market)
    stored = StoredMarket(db)
    if settings.market == "sample":
        return stored
    cache = Cache(_store(settings.redis_url), lambda: clock.now().timestamp())
    if settings.market == "yahoo":
        return LiveMarket(stored, Yahoo(), cache, clock)
    source = Upstox(_tokens(settings, db, upstox), api=settings.upstox.api, assets=settings.upstox.assets)
    return LiveMarket(stored, source, cache, clock)


def _store(redis_url: str | None) -> Store:
    if redis_url is None:
        return Memory()
    redis: Any = importlib.import_module("redis.asyncio")
    errors: Any = importlib.import_module("redis.exceptions")
    return Shared(redis.Redis.from_url(redis_url, socket_timeout=1, socket_connect_timeout=1), errors.RedisError)


def _tokens(settings: Settings, db: Database, upstox: Broker) -> Tokens:
    """Give the token for prices: the installation's own, else on the embedded set-up the local person's; never another person's."""
    local: list[UUID] = []

    async def token(refused: str | None) -> str | None:
        if settings.upstox.token and settings.upstox.token != refused:
            return settings.upstox.token
        if not settings.embedded:
            return None
        if not local:
            local.append(await people.local_person(db))
        return await upstox.token(local[0], refused)

    return token
