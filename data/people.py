"""People: registering, signing in, their profile, and deleting everything of theirs."""

import hashlib
import re
from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.types.json import Jsonb

from core.errors import BadInput, Conflict, LimitReached, NotFound, NotSignedIn
from core.models import Model
from data.db import Conn, Database
from data.passwords import Passwords
from data.queries import sql

EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f]+\.[^@\s\x00-\x1f]+")
LONGEST_EMAIL = 254
LOCAL_EMAIL = "local@coach.invalid"


class Person(Model):
    """One person; `kind` is member, local or demo. `tokens_valid_from` is when the password last changed."""

    id: UUID
    email: str
    name: str
    kind: str
    base_currency: str | None
    profile: dict[str, Any]
    tokens_valid_from: datetime
    created_at: datetime


async def register(db: Database, passwords: Passwords, email: str, password: str, name: str = "") -> UUID:
    """Add a member; an e-mail in use raises Conflict."""
    email = email.strip()
    if len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email):
        raise BadInput("This is not an e-mail address.")
    return await _register(db, email, await passwords.hash(password), name, "member")


async def _register(db: Database, email: str, password_hash: str | None, name: str, kind: str) -> UUID:
    try:
        async with db.shared() as conn:
            found = await (await conn.execute(sql("people.register"), (email, password_hash, name, kind))).fetchone()
    except UniqueViolation:
        raise Conflict("Somebody with this e-mail address is registered already.") from None
    return _id(found)


def _id(row: dict[str, Any] | None) -> UUID:
    if row is None:
        raise NotFound
    return UUID(str(row["id"]))


async def login(db: Database, passwords: Passwords, email: str, password: str, limit: tuple[int, int] = (10, 15)) -> UUID:
    """Check an e-mail and password; `limit` is (failed logins, minutes) of one account, known or not."""
    email = email.strip()[: LONGEST_EMAIL + 1]
    account = hashlib.sha256(email.lower().encode("utf-8", "surrogatepass")).hexdigest()
    async with db.shared() as conn:
        wait = await (await conn.execute(sql("people.attempt"), (account, *limit))).fetchone()
    if wait is not None and wait["wait"]:
        raise LimitReached("Too many failed logins for this account; try again later.", retry_after=wait["wait"])
    user_id, known = await _hash_of(db, email)
    if not await passwords.fits(known, password) or user_id is None or known is None:
        raise NotSignedIn("The e-mail address or the password is wrong.")
    renewed = await passwords.hash(password) if passwords.outdated(known) else None
    async with db.tx(user_id) as conn:
        await conn.execute(sql("people.passed"), (account,))
        if renewed is not None:
            await conn.execute(sql("people.change_hash"), (renewed, user_id))
    return user_id


async def _hash_of(db: Database, email: str) -> tuple[UUID | None, str | None]:
    if not EMAIL.fullmatch(email):
        return None, None
    async with db.shared() as conn:
        row = await (await conn.execute(sql("people.by_email"), (email,))).fetchone()
    return (None, None) if row is None else (row["id"], row["password_hash"])


async def local_person(db: Database) -> UUID:
    """Give the one local person of the embedded set-up; the first call makes them."""
    async with db.shared() as conn:
        return _id(await (await conn.execute(sql("people.local_person"), (LOCAL_EMAIL, "You"))).fetchone())


async def demo_person(db: Database) -> UUID:
    """Make a fresh person for a demonstration."""
    return await _register(db, f"demo-{token_hex(12)}@coach.invalid", None, "Demo", "demo")


async def profile(conn: Conn, user_id: UUID) -> Person:
    """Read a person's profile."""
    row = await (await conn.execute(sql("people.profile"), (user_id,))).fetchone()
    if row is None:
        raise NotFound
    return Person(**row)


async def change_profile(
    conn: Conn, user_id: UUID, *, name: str | None = None, base_currency: str | None = None, more: dict[str, Any] | None = None
) -> Person:
    """Change what is given; a null inside `more` removes that entry."""
    values = {"user_id": user_id, "name": name, "base_currency": base_currency, "profile": None if more is None else Jsonb(more)}
    row = await (await conn.execute(sql("people.change_profile"), values)).fetchone()
    if row is None:
        raise NotFound
    return Person(**row)


async def change_password(db: Database, passwords: Passwords, user_id: UUID, old: str | None, new: str) -> None:
    """Change the password and end every session; a person who has one must give the old one."""
    async with db.tx(user_id) as conn:
        row = await (await conn.execute(sql("people.password_hash"), (user_id,))).fetchone()
    known = row["password_hash"] if row else None
    if known is not None and not await passwords.fits(known, old or ""):
        raise NotSignedIn("The old password is wrong.")
    fresh = await passwords.hash(new)
    async with db.tx(user_id) as conn:
        await conn.execute(sql("people.change_password"), (fresh, user_id))
        await conn.execute(sql("tokens.end_sessions"), (user_id,))


async def delete_everything(db: Database, user_id: UUID) -> None:
    """Remove the person and everything of theirs."""
    async with db.tx(user_id) as conn:
        for name in ("delete_checkpoints", "delete_blobs", "delete_writes"):
            await conn.execute(sql(f"people.{name}"), {"user": str(user_id)})
        if (await conn.execute(sql("people.delete"), (user_id,))).rowcount == 0:
            raise NotFound
