"""The database as the application uses it: pools, and short transactions in one person's name."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import Any, Self
from uuid import UUID

from pgvector.psycopg import register_vector_async
from psycopg import AsyncClientCursor, AsyncConnection, DataError, Error, OperationalError
from psycopg.rows import DictRow, dict_row
from psycopg.types.json import set_json_dumps
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from core.errors import AlreadyRunning, BadInput, DatabaseDown
from data.queries import sql

Conn = AsyncConnection[DictRow]
Pool = AsyncConnectionPool[Conn]

LOST = {None, "57P01", "57P02", "57P03"}
RESOURCES = "53"
ATTEMPTS = 3
TURNS = 16
TIMEOUT = 5.0
TRANSACTION_SECONDS = 300


async def _configure(conn: Conn) -> None:
    set_json_dumps(partial(json.dumps, default=str, allow_nan=False), conn)
    await register_vector_async(conn)


@asynccontextmanager
async def _begun(conn: Conn, token: str) -> AsyncIterator[None]:
    """Run a transaction that begins, in one message to the server, as the person of the token."""
    await AsyncClientCursor(conn).execute(sql("identity.begin"), (token,))
    whole = False
    try:
        yield
        whole = True
    finally:
        if whole:
            await conn.commit()
        elif not conn.closed:
            await conn.rollback()


@asynccontextmanager
async def _together(conn: Conn) -> AsyncIterator[None]:
    """Send statements together, which makes them one transaction; a connection that is left in the middle is never used again."""
    whole = False
    try:
        async with conn.pipeline():
            yield
        whole = True
    finally:
        if not whole:
            await conn.close()


async def _forget(conn: Conn) -> None:
    await AsyncClientCursor(conn).execute(sql("identity.forget"))


def _pool(url: str, size: int, **more: Any) -> Pool:
    kwargs = {"row_factory": dict_row, "autocommit": True, **more.pop("kwargs", {})}
    least = more.pop("min_size", 1)
    return AsyncConnectionPool(
        url, connection_class=Conn, kwargs=kwargs, min_size=least, max_size=size, timeout=TIMEOUT, open=False, configure=_configure, **more
    )


def _is_down(error: OperationalError) -> bool:
    return isinstance(error, PoolTimeout) or error.sqlstate in LOST or str(error.sqlstate).startswith(RESOURCES)


def identity_token(key: bytes, user_id: UUID, ttl: int = 60) -> str:
    """Sign that somebody is this person for `ttl` seconds, as app_user() in the database verifies it."""
    claim = f"{user_id}|{int(time.time()) + ttl}"
    return f"{claim}.{hmac.new(key, claim.encode(), hashlib.sha256).hexdigest()}"


class Database:
    """The pools of one process; every row a person owns is read and written inside `tx`."""

    def __init__(self, pool: Pool, checkpoints: Pool, replica: Pool | None, key: bytes) -> None:
        self.pool = pool
        self.checkpoints = checkpoints
        self._replica = replica
        self._key = key

    @classmethod
    async def open(cls, url: str, key: bytes, *, replica_url: str | None = None, size: int = 8) -> Self:
        """Open the pools; `url` logs in as coach_app, `key` signs identity tokens."""
        # The saver of LangGraph pins one connection per running turn, so it has a pool of its own.
        checkpoints = _pool(url, TURNS, min_size=0, kwargs={"prepare_threshold": 0}, reset=_forget)
        replica = _pool(replica_url, size) if replica_url else None
        database = cls(_pool(url, size), checkpoints, replica, key)
        for pool in database._pools():
            await pool.open()
        try:
            await database.pool.wait(TIMEOUT)
        except PoolTimeout as error:
            await database.close()
            raise DatabaseDown from error
        return database

    def _pools(self) -> list[Pool]:
        return [self.pool, self.checkpoints, *([self._replica] if self._replica else [])]

    async def close(self) -> None:
        """Close the pools."""
        for pool in self._pools():
            await pool.close()

    def token(self, user_id: UUID, ttl: int = 60) -> str:
        """Sign an identity token for `ttl` seconds."""
        return identity_token(self._key, user_id, ttl)

    @asynccontextmanager
    async def tx(self, user_id: UUID) -> AsyncGenerator[Conn]:
        """Run one short transaction as this person."""
        async with self._transaction(self.pool, self.token(user_id, TRANSACTION_SECONDS)) as conn:
            yield conn

    async def once(self, user_id: UUID, name: str, values: Mapping[str, Any]) -> list[DictRow]:
        """Run one named statement as this person, its transaction in one message; it may run twice where a connection is lost."""
        token = self.token(user_id, TRANSACTION_SECONDS)
        async with self._errors():
            for attempt in range(ATTEMPTS):
                try:
                    async with self.pool.connection() as conn, _together(conn):
                        await conn.execute(sql("identity.speak"), (token,))
                        cursor = await conn.execute(sql(name), values)
                    return await cursor.fetchall()
                except OperationalError as error:
                    if isinstance(error, PoolTimeout) or error.sqlstate not in LOST or attempt + 1 == ATTEMPTS:
                        raise
                    await self.pool.check()
        raise DatabaseDown

    @asynccontextmanager
    async def read(self, user_id: UUID) -> AsyncGenerator[Conn]:
        """Run one short read-only transaction as this person, on the replica when there is one."""
        async with self._transaction(self._replica or self.pool, self.token(user_id, TRANSACTION_SECONDS)) as conn:
            await conn.execute(sql("identity.read_only"))
            yield conn

    @asynccontextmanager
    async def shared(self) -> AsyncGenerator[Conn]:
        """Run one short transaction as nobody: market, library, sign-in."""
        async with self._transaction(self.pool, "") as conn:
            yield conn

    @asynccontextmanager
    async def turn(self, user_id: UUID, thread: str, ttl: int = 600) -> AsyncGenerator[Conn]:
        """Hold a checkpoint connection in this person's name and the thread's lock; a thread in use raises AlreadyRunning."""
        async with self._errors(), self.checkpoints.connection() as conn:
            cursor = AsyncClientCursor(conn)
            await cursor.execute(sql("identity.hold_thread"), {"token": self.token(user_id, ttl), "thread": thread})
            cursor.nextset()
            found = await cursor.fetchone()
            if found is None or not found["free"]:
                raise AlreadyRunning
            try:
                yield conn
            finally:
                # The pool resets a connection in the background, after this has ended: the next message must not meet the lock.
                with suppress(Error):
                    await _forget(conn)

    @asynccontextmanager
    async def _transaction(self, pool: Pool, token: str) -> AsyncIterator[Conn]:
        async with self._errors(), AsyncExitStack() as stack:
            yield await self._begin(pool, token, stack)

    @staticmethod
    async def _begin(pool: Pool, token: str, stack: AsyncExitStack) -> Conn:
        """Begin on a connection that lives; one lost before its first statement is replaced, never one lost later."""
        for attempt in range(ATTEMPTS):
            try:
                async with AsyncExitStack() as trial:
                    conn = await trial.enter_async_context(pool.connection())
                    await trial.enter_async_context(_begun(conn, token))
                    stack.push_async_exit(trial.pop_all())
                    return conn
            except OperationalError as error:
                if isinstance(error, PoolTimeout) or error.sqlstate not in LOST or attempt + 1 == ATTEMPTS:
                    raise
                await pool.check()
        raise DatabaseDown

    @staticmethod
    @asynccontextmanager
    async def _errors() -> AsyncIterator[None]:
        try:
            yield
        except OperationalError as error:
            if _is_down(error):
                raise DatabaseDown from error
            raise
        except DataError as error:
            raise BadInput("The request holds a value that can not be stored.") from error

    async def ping(self) -> None:
        """Ask the database for an answer."""
        async with self.shared() as conn:
            await conn.execute(sql("identity.ping"))


__all__ = ["Conn", "Database", "identity_token"]
