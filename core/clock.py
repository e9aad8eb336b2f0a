"""The two clocks: wall time for tokens, logs and budgets, and the market's day for figures."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """The wall clock; a test passes its own `now`."""

    now: Callable[[], datetime] = _now

    def today(self) -> date:
        """Give the wall clock's day in UTC."""
        return self.now().date()
