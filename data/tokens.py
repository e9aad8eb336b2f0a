"""Secrets that stand for a person: refresh tokens, personal access tokens and one-time sign-in links; only hashes are kept."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from secrets import token_urlsafe
from typing import Literal
from uuid import UUID, uuid4

from core.errors import BadInput, NotFound, NotSignedIn
from core.models import Model
from data.db import Conn, Database
from data.ids import as_id
from data.queries import sql

REFRESH_SECONDS = 30 * 24 * 3600
LINK_SECONDS = 15 * 60
ACCESS_PREFIX = "coach_pat_"
DOORS = ("coach-api", "coach-mcp")
SCOPES = ("portfolio:read", "portfolio:write", "chat")


class AccessToken(Model):
    """A personal access token as it is shown: never its secret."""

    id: UUID
    name: str
    doors: tuple[str, ...]
    scopes: tuple[str, ...]
    privacy: Literal["full", "relative"]
    expires_at: datetime | None
    last_used_at: datetime | None
    created_at: datetime


class Grant(Model):
    """What a new personal access token may do; `days` of None never ends."""

    name: str
    doors: tuple[str, ...] = DOORS
    scopes: tuple[str, ...] = SCOPES
    privacy: Literal["full", "relative"] = "full"
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in session; `family` names it in login tokens."""

    user_id: UUID
    family: UUID
    refresh_token: str = field(repr=False)


def digest(secret: str) -> str:
    """Hash a random secret as it is kept."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


async def _owner(db: Database, kind: str, secret: str) -> UUID:
    async with db.shared() as conn:
        row = await (await conn.execute(sql("tokens.owner"), (kind, digest(secret)))).fetchone()
    if row is None or row["user_id"] is None:
        raise NotSignedIn("The token is not valid.")
    return UUID(str(row["user_id"]))


async def _add_refresh(conn: Conn, user_id: UUID, family: UUID, seconds: int) -> Session:
    secret = token_urlsafe(32)
    await conn.execute(sql("tokens.add_refresh"), (user_id, family, digest(secret), seconds))
    return Session(user_id, family, secret)


async def open_session(db: Database, user_id: UUID, seconds: int = REFRESH_SECONDS) -> Session:
    """Start a session with its first refresh token."""
    async with db.tx(user_id) as conn:
        await conn.execute(sql("tokens.forget_old"), (user_id,))
        return await _add_refresh(conn, user_id, uuid4(), seconds)


async def refresh(db: Database, secret: str, seconds: int = REFRESH_SECONDS) -> Session:
    """Trade a refresh token for the next one; a token used twice ends its whole session."""
    user_id = await _owner(db, "refresh", secret)
    async with db.tx(user_id) as conn:
        row = await (await conn.execute(sql("tokens.use_refresh"), (user_id, digest(secret)))).fetchone()
        if row is not None:
            return await _add_refresh(conn, user_id, row["family"], seconds)
        await conn.execute(sql("tokens.end_family_of"), {"user_id": user_id, "hash": digest(secret)})
    raise NotSignedIn("The refresh token was used before or has expired; sign in again.")


async def close_session(db: Database, secret: str) -> None:
    """End the session of a refresh token."""
    user_id = await _owner(db, "refresh", secret)
    async with db.tx(user_id) as conn:
        await conn.execute(sql("tokens.end_family_of"), {"user_id": user_id, "hash": digest(secret)})


async def session_lives(conn: Conn, user_id: UUID, family: UUID) -> bool:
    """Tell whether a session was neither ended nor expired."""
    row = await (await conn.execute(sql("tokens.session_lives"), (user_id, family))).fetchone()
    return bool(row and row["lives"])


async def create_access(conn: Conn, user_id: UUID, grant: Grant) -> tuple[AccessToken, str]:
    """Make a personal access token and give it with its secret, this one time."""
    if not grant.name.strip() or not grant.doors or not set(grant.doors) <= set(DOORS) or not set(grant.scopes) <= set(SCOPES):
        raise BadInput(f"A token needs a name, doors of {', '.join(DOORS)} and scopes of {', '.join(SCOPES)}.")
    secret = ACCESS_PREFIX + token_urlsafe(32)
    values = {**grant.model_dump(exclude={"doors", "scopes"}), "doors": list(grant.doors), "scopes": list(grant.scopes)}
    cursor = await conn.execute(sql("tokens.add_access"), {**values, "user_id": user_id, "hash": digest(secret)})
    row = await cursor.fetchone()
    if row is None:
        raise NotFound
    return AccessToken(**row), secret


async def list_access(conn: Conn, user_id: UUID) -> list[AccessToken]:
    """List a person's access tokens, newest first."""
    rows = await (await conn.execute(sql("tokens.list_access"), (user_id,))).fetchall()
    return [AccessToken(**row) for row in rows]


async def delete_access(conn: Conn, user_id: UUID, token_id: str) -> None:
    """End an access token."""
    if (await conn.execute(sql("tokens.delete_access"), (user_id, as_id(token_id)))).rowcount == 0:
        raise NotFound


async def check_access(db: Database, secret: str) -> tuple[UUID, AccessToken]:
    """Give the owner and the rights of an access token that is valid now."""
    user_id = await _owner(db, "access", secret)
    async with db.tx(user_id) as conn:
        row = await (await conn.execute(sql("tokens.check_access"), (user_id, digest(secret)))).fetchone()
        if row is None:
            raise NotSignedIn("The token has expired.")
        await conn.execute(sql("tokens.touch_access"), (user_id, row["id"]))
    return user_id, AccessToken(**row)


async def create_link(db: Database, user_id: UUID, seconds: int = LINK_SECONDS) -> str:
    """Make the secret of a sign-in link that works once."""
    secret = token_urlsafe(32)
    async with db.tx(user_id) as conn:
        await conn.execute(sql("tokens.forget_links"), (user_id,))
        await conn.execute(sql("tokens.add_link"), (user_id, digest(secret), seconds))
    return secret


async def use_link(db: Database, secret: str) -> UUID:
    """Sign in by a link's secret, once."""
    user_id = await _owner(db, "link", secret)
    async with db.tx(user_id) as conn:
        if (await conn.execute(sql("tokens.use_link"), (user_id, digest(secret)))).rowcount == 0:
            raise NotSignedIn("The sign-in link was used before or has expired.")
    return user_id
