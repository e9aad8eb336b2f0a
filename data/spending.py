"""What people's turns spend on the language model: reserved before a call, settled after it, counted by UTC day."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from core.clock import Clock
from core.errors import LimitReached
from core.spending import Budget, Spent
from data.db import Conn, Database
from data.ids import as_id
from data.queries import sql

HELD_SECONDS = 300
ENDLESS = Decimal("Infinity")
DAY = timedelta(days=1)


def _limits(budget: Budget) -> dict[str, Any]:
    return {f"most_{name}": ENDLESS if limit is None else limit for name, limit in asdict(budget).items()}


@dataclass(frozen=True, slots=True)
class PostgresSpending:
    """The spending in Postgres (core.protocols.Spending); a day ends at midnight UTC of the wall clock."""

    db: Database
    budget: Budget
    clock: Clock

    async def check(self, user_id: UUID, least: Spent) -> None:
        """Raise LimitReached, with the seconds to the reset, when the day has no room for `least`."""
        over = self.budget.over(await self.today(user_id) + least)
        if over is not None:
            raise self._reached(over)

    async def today(self, user_id: UUID) -> Spent:
        """Give what the person's day has spent, with what calls that run now have reserved."""
        now = self.clock.now()
        async with self.db.tx(user_id) as conn:
            return await self._spent(conn, user_id, now)

    async def reserve(self, user_id: UUID, most: Spent) -> str:
        """Take the most that a call can cost out of the day, or raise LimitReached; gives the reservation's id."""
        now = self.clock.now()
        values = {"user_id": user_id, "day": now.date(), "expires_at": now + timedelta(seconds=HELD_SECONDS)}
        values |= {**asdict(most), **_limits(self.budget)}
        rows = await self.db.once(user_id, "spending.reserve", values)
        if not rows:  # what a dead process reserved may have expired
            spent = await self.today(user_id)
            rows = await self.db.once(user_id, "spending.reserve", values)
            if not rows:
                raise self._reached(self.budget.over(spent + most) or "calls")
        return str(rows[0]["id"])

    async def settle(self, user_id: UUID, hold: str, used: Spent) -> None:
        """Put what a call really took in the place of its reservation."""
        values = {"user_id": user_id, "hold": as_id(hold), "day": self.clock.today(), **asdict(used)}
        async with self.db.tx(user_id) as conn:
            await conn.execute(sql("spending.settle"), values)

    @staticmethod
    async def _spent(conn: Conn, user_id: UUID, now: datetime) -> Spent:
        await conn.execute(sql("spending.expire"), {"user_id": user_id, "now": now})
        row = await (await conn.execute(sql("spending.day"), (user_id, now.date()))).fetchone()
        return Spent(**{**row, "seconds": float(row["seconds"])}) if row else Spent()

    def _reached(self, what: str) -> LimitReached:
        now = self.clock.now()
        reset = datetime.combine(now.date() + DAY, datetime.min.time(), now.tzinfo)
        message = f"Today's budget for the language model is used up ({what}); it is new at {reset:%H:%M} UTC."
        wait = max(1, int((reset - now).total_seconds()))
        return LimitReached(message, detail={"budget": what, "reset": reset.isoformat()}, retry_after=wait)
