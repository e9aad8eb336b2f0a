"""Drafts that wait for approval, and answers kept by Idempotency-Key."""

import asyncio
from uuid import UUID

import pytest

from core.errors import BadInput, Conflict, NotFound
from data import approvals, idempotency
from data.db import Database
from data.idempotency import Saved

DRAFT = approvals.Draft(tool="portfolio_record", args={"symbol": "AAPL", "quantity": "2"}, summary="Buy 2 AAPL")


async def test_a_draft_is_decided_once_and_keeps_its_effect(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana = two_people[0]
    async with database.tx(ana) as conn:
        made = await approvals.draft(conn, ana, DRAFT)
        assert [one.id for one in await approvals.open_approvals(conn, ana)] == [made.id]
        decided, now = await approvals.decide(conn, ana, made.id, "approved")
        await approvals.keep_effect(conn, ana, made.id, {"ids": ["t1"]})
        again, later = await approvals.decide(conn, ana, made.id, "approved")
        assert (decided.args_sha256, now, later, again.effect) == (approvals.args_hash(DRAFT.args), True, False, {"ids": ["t1"]})
        with pytest.raises(Conflict):
            await approvals.decide(conn, ana, made.id, "declined")


async def test_a_draft_expires(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana = two_people[0]
    async with database.tx(ana) as conn:
        made = await approvals.draft(conn, ana, DRAFT.model_copy(update={"seconds": -1}))
        with pytest.raises(Conflict, match="expired"):
            await approvals.decide(conn, ana, made.id, "approved")
        assert await approvals.open_approvals(conn, ana) == []


async def test_nobody_decides_for_another_person(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    async with database.tx(ana) as conn:
        made = await approvals.draft(conn, ana, DRAFT)
    async with database.tx(ben) as conn:
        for attempt in (approvals.decide(conn, ben, made.id, "approved"), approvals.approval(conn, ben, made.id)):
            with pytest.raises(NotFound):
                await attempt


async def test_two_approvals_at_once_decide_once(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana = two_people[0]
    async with database.tx(ana) as conn:
        made = await approvals.draft(conn, ana, DRAFT)

    async def approve() -> bool:
        async with database.tx(ana) as conn:
            return (await approvals.decide(conn, ana, made.id, "approved"))[1]

    assert sorted(await asyncio.gather(approve(), approve(), approve())) == [False, False, True]


async def test_a_key_repeats_the_first_answer(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    async with database.tx(ana) as conn:
        assert await idempotency.claim(conn, ana, "k", "h") is None
        await idempotency.settle(conn, ana, "k", "h", Saved(201, {"id": 7}))
        assert await idempotency.claim(conn, ana, "k", "h") == Saved(201, {"id": 7})
        with pytest.raises(BadInput):
            await idempotency.claim(conn, ana, "k", "another body")
    async with database.tx(ben) as conn:
        assert await idempotency.claim(conn, ben, "k", "h") is None


async def test_a_key_whose_request_runs_is_a_conflict_until_released(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana = two_people[0]
    async with database.tx(ana) as conn:
        await idempotency.claim(conn, ana, "k", "h")
        with pytest.raises(Conflict):
            await idempotency.claim(conn, ana, "k", "h")
        await idempotency.release(conn, ana, "k")
        assert await idempotency.claim(conn, ana, "k", "h") is None


async def test_the_same_request_many_times_at_once_has_one_effect(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana = two_people[0]

    async def request(number: int) -> int | None:
        async with database.tx(ana) as conn:
            try:
                saved = await idempotency.claim(conn, ana, "k", "h")
            except Conflict:
                return None
            if saved is None:
                await asyncio.sleep(0.05)
                await idempotency.settle(conn, ana, "k", "h", Saved(200, number))
            return int(saved.body) if saved else number

    assert len({await request(9), *await asyncio.gather(*(request(number) for number in range(4)))} - {None}) == 1


async def test_at_once_the_second_is_told_that_the_first_runs(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana = two_people[0]
    async with database.tx(ana) as first, database.tx(ana) as second:
        assert await idempotency.claim(first, ana, "k", "h") is None
        with pytest.raises(Conflict):
            await idempotency.claim(second, ana, "k", "h")


@pytest.mark.parametrize("key", ["", "k" * 256])
async def test_a_key_has_a_length(database: Database, two_people: tuple[UUID, UUID], key: str) -> None:
    async with database.tx(two_people[0]) as conn:
        with pytest.raises(BadInput):
            await idempotency.claim(conn, two_people[0], key, "h")
