"""Budgets of the language model: reserved, settled, released, expired; per person and UTC day, also under concurrency."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from core.clock import Clock
from core.errors import LimitReached
from core.spending import Budget, Spent
from data.db import Database
from data.spending import HELD_SECONDS, PostgresSpending

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
CALL = Spent(1, 100, 50, 2.0, Decimal("0.01"))
Kept = Callable[..., PostgresSpending]


@pytest.fixture
def kept(database: Database) -> Kept:
    """Give the spending under a budget at a time."""

    def make(now: datetime = NOON, **limits: Any) -> PostgresSpending:
        return PostgresSpending(database, Budget(**limits), Clock(lambda: now))

    return make


async def test_what_a_call_took_replaces_what_it_reserved(kept: Kept, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    spending = kept(calls=5)
    hold = await spending.reserve(ana, CALL)
    assert await spending.today(ana) == CALL
    used = Spent(1, 90, 7, 0.25, Decimal("0.002"))
    await spending.settle(ana, hold, used)
    assert (await spending.today(ana), await spending.today(ben)) == (used, Spent())


async def test_a_call_that_failed_gives_its_reservation_back(kept: Kept, two_people: tuple[UUID, UUID]) -> None:
    spending = kept(calls=1)
    for _ in range(3):
        await spending.settle(two_people[0], await spending.reserve(two_people[0], CALL), Spent())
    assert await spending.today(two_people[0]) == Spent()


@pytest.mark.parametrize(
    ("limits", "what"),
    [({"calls": 3}, "calls"), ({"tokens": 450}, "tokens"), ({"seconds": 6.5}, "seconds"), ({"money": Decimal("0.03")}, "money")],
)
async def test_parallel_calls_never_overspend(kept: Kept, two_people: tuple[UUID, UUID], limits: dict[str, float], what: str) -> None:
    ana, ben = two_people
    spending = kept(**limits)
    answers = await asyncio.gather(*(spending.reserve(who, CALL) for who in [ana, ben] * 12), return_exceptions=True)
    held = [answer for answer in answers if isinstance(answer, str)]
    refused = [answer for answer in answers if isinstance(answer, LimitReached)]
    assert (len(held), len(refused)) == (6, 18)
    assert {error.detail["budget"] for error in refused} == {what}
    for who in two_people:
        assert (await spending.today(who)).calls == 3


async def test_the_first_call_is_held_to_the_budget_too(kept: Kept, two_people: tuple[UUID, UUID]) -> None:
    with pytest.raises(LimitReached):
        await kept(tokens=149).reserve(two_people[0], CALL)


async def test_over_the_budget_says_when_it_is_new(kept: Kept, two_people: tuple[UUID, UUID]) -> None:
    late = kept(NOON.replace(hour=23, minute=30), calls=1)
    await late.reserve(two_people[0], CALL)
    with pytest.raises(LimitReached, match="00:00 UTC") as caught:
        await late.check(two_people[0], Spent(1))
    assert (caught.value.retry_after, caught.value.detail["reset"]) == (1800, "2026-03-02T00:00:00+00:00")
    await late.check(two_people[1], Spent(1))


async def test_midnight_utc_begins_a_new_day_and_a_call_is_booked_on_the_day_it_began(kept: Kept, two_people: tuple[UUID, UUID]) -> None:
    ana = two_people[0]
    before, after = [kept(datetime(2026, 3, day, hour, 59 * (day == 1), tzinfo=UTC), calls=1) for day, hour in ((1, 23), (2, 0))]
    first = await before.reserve(ana, CALL)
    second = await after.reserve(ana, CALL)
    await after.settle(ana, first, Spent(1, 7, 7))
    await after.settle(ana, second, Spent(1, 8, 8))
    assert [(await each.today(ana)).input_tokens for each in (before, after)] == [7, 8]


async def test_a_reservation_of_a_dead_process_expires(kept: Kept, two_people: tuple[UUID, UUID]) -> None:
    ana = two_people[0]
    hold = await kept(calls=1).reserve(ana, CALL)
    with pytest.raises(LimitReached):
        await kept(NOON + timedelta(seconds=HELD_SECONDS - 1), calls=1).reserve(ana, CALL)
    later = kept(NOON + timedelta(seconds=HELD_SECONDS), calls=1)
    await later.settle(ana, await later.reserve(ana, CALL), Spent(1, 5, 5))
    await later.settle(ana, hold, Spent(1, 6, 6))
    assert await later.today(ana) == Spent(2, 11, 11)


async def test_nobody_settles_for_another_person(kept: Kept, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    spending = kept(calls=1)
    hold = await spending.reserve(ana, CALL)
    await spending.settle(ben, hold, Spent())
    assert await spending.today(ana) == CALL
