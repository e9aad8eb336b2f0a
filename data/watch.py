"""What a person watches: alerts, a watchlist, their reviews, and how they want the daily one."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, NamedTuple
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import PlainSerializer

from core.errors import Conflict, NotFound
from core.models import Model, plain
from data.db import Conn, Database
from data.ids import as_id
from data.queries import sql

MOST = 200
Kind = Literal["price", "drawdown", "weight", "staleness"]
Side = Literal["above", "below"]
Level = Annotated[Decimal, PlainSerializer(plain, return_type=str)]


class Condition(NamedTuple):
    """What an alert looks at: a price's level, a fall or weight as a fraction, days without a price."""

    kind: Kind
    symbol: str | None
    side: Side
    level: Decimal


class Alert(Model):
    """A condition that the person set; `holds` since the last review, `fired_at` when it last began to hold."""

    id: str
    kind: Kind
    symbol: str | None
    side: Side
    level: Level
    holds: bool
    fired_at: datetime | None
    created_at: datetime


class Watched(Model):
    """An instrument on the watchlist."""

    symbol: str
    note: str
    created_at: datetime


class Kept(Model):
    """A review as it was given."""

    id: str
    as_of: date
    body: dict[str, Any]
    created_at: datetime


class Plan(Model):
    """Whether a review is made every day, and where it is sent beside the page and the conversation."""

    daily: bool = False
    mail: bool = False
    webhook: bool = False
    last_day: date | None = None


def _alert(row: dict[str, Any]) -> Alert:
    return Alert.model_validate({**row, "id": str(row["id"])})


async def alerts(conn: Conn, user_id: UUID) -> list[Alert]:
    """List a person's alerts, the oldest first."""
    return [_alert(row) for row in await (await conn.execute(sql("watch.alerts"), (user_id,))).fetchall()]


async def _room(conn: Conn, statement: str, values: dict[str, Any]) -> None:
    row = await (await conn.execute(sql(statement), values)).fetchone()
    if row is not None and row["others"] >= MOST:
        raise Conflict(f"There are {MOST} already; remove one first.")


async def add_alert(conn: Conn, user_id: UUID, condition: Condition) -> Alert:
    """Keep an alert."""
    await _room(conn, "watch.count_alerts", {"user_id": user_id})
    row = await (await conn.execute(sql("watch.add_alert"), {"user_id": user_id, **condition._asdict()})).fetchone()
    if row is None:
        raise NotFound
    return _alert(row)


async def put_alert(conn: Conn, user_id: UUID, alert_id: str, condition: Condition) -> Alert:
    """Change an alert; one whose condition stays the same keeps whether it holds. Raises NotFound."""
    values = {"user_id": user_id, "id": as_id(alert_id), **condition._asdict()}
    row = await (await conn.execute(sql("watch.put_alert"), values)).fetchone()
    if row is None:
        raise NotFound
    return _alert(row)


async def drop_alert(conn: Conn, user_id: UUID, alert_id: str) -> None:
    """Remove an alert; raises NotFound."""
    if (await conn.execute(sql("watch.drop_alert"), (user_id, as_id(alert_id)))).rowcount == 0:
        raise NotFound


async def note_alert(conn: Conn, user_id: UUID, alert_id: str, *, holds: bool) -> None:
    """Keep whether an alert holds."""
    await conn.execute(sql("watch.note_alert"), {"user_id": user_id, "id": as_id(alert_id), "holds": holds})


async def watchlist(conn: Conn, user_id: UUID) -> list[Watched]:
    """List what a person watches."""
    return [Watched(**row) for row in await (await conn.execute(sql("watch.watchlist"), (user_id,))).fetchall()]


async def watch(conn: Conn, user_id: UUID, symbol: str, note: str) -> Watched:
    """Watch an instrument, or change its note."""
    values = {"user_id": user_id, "symbol": symbol, "note": note}
    await _room(conn, "watch.count_watched", values)
    row = await (await conn.execute(sql("watch.watch"), values)).fetchone()
    if row is None:
        raise NotFound
    return Watched(**row)


async def unwatch(conn: Conn, user_id: UUID, symbol: str) -> None:
    """Watch an instrument no longer; raises NotFound."""
    if (await conn.execute(sql("watch.unwatch"), (user_id, symbol))).rowcount == 0:
        raise NotFound


async def add_review(conn: Conn, user_id: UUID, as_of: date, body: dict[str, Any]) -> Kept:
    """Keep a review."""
    row = await (await conn.execute(sql("watch.add_review"), {"user_id": user_id, "as_of": as_of, "body": Jsonb(body)})).fetchone()
    if row is None:
        raise NotFound
    return Kept(**{**row, "id": str(row["id"])})


async def reviews(conn: Conn, user_id: UUID, limit: int = 20) -> list[Kept]:
    """List reviews, the latest first."""
    rows = await (await conn.execute(sql("watch.reviews"), {"user_id": user_id, "limit": limit})).fetchall()
    return [Kept(**{**row, "id": str(row["id"])}) for row in rows]


async def plan(conn: Conn, user_id: UUID) -> Plan:
    """Give how a person wants their reviews."""
    row = await (await conn.execute(sql("watch.plan"), (user_id,))).fetchone()
    return Plan(**row) if row else Plan()


async def put_plan(conn: Conn, user_id: UUID, wanted: Plan) -> Plan:
    """Keep how a person wants their reviews."""
    values = {"user_id": user_id, "daily": wanted.daily, "mail": wanted.mail, "webhook": wanted.webhook}
    row = await (await conn.execute(sql("watch.put_plan"), values)).fetchone()
    return Plan(**row) if row else Plan()


async def claim_day(conn: Conn, user_id: UUID, day: date) -> bool:
    """Take a day's review for this process; False where another took it."""
    return (await conn.execute(sql("watch.claim_day"), {"user_id": user_id, "day": day})).rowcount == 1


async def release_day(conn: Conn, user_id: UUID, day: date) -> None:
    """Give a claimed day back: its review failed and is to be made again."""
    await conn.execute(sql("watch.release_day"), {"user_id": user_id, "day": day})


async def due(db: Database, day: date) -> list[UUID]:
    """Give who wants a review of a day and had none."""
    async with db.shared() as conn:
        rows = await (await conn.execute(sql("watch.due"), (day,))).fetchall()
    return [row["user_id"] for row in rows]
