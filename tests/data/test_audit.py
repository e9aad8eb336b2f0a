"""The log of tool calls: written in each person's own name, only growing, old entries gone."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from data import audit
from data.audit import Audit, digest
from data.db import Database

NOW = datetime.now(UTC)


def call(tool: str, at: datetime = NOW) -> dict[str, Any]:
    return {"tool": tool, "args_sha256": digest({"a": 1}), "ok": True, "ms": 1.5, "at": at}


async def kept(database: Database, person: UUID) -> list[tuple[str, str]]:
    async with database.tx(person) as conn:
        rows = await (await conn.execute("select door, tool from audit order by at, tool")).fetchall()
    return [(row["door"], row["tool"]) for row in rows]


async def test_each_persons_calls_are_their_own(database: Database, two_people: tuple[UUID, UUID]) -> None:
    log = Audit(database)
    for person, tool in zip((*two_people, two_people[0]), ("a", "b", "c"), strict=True):
        log.note(person, "api", call(tool))
    await log.close()
    assert [await kept(database, each) for each in two_people] == [[("api", "a"), ("api", "c")], [("api", "b")]]


async def test_old_entries_go_and_no_others_can(database: Database, two_people: tuple[UUID, UUID]) -> None:
    log = Audit(database)
    for age in (audit.KEPT_DAYS + 1, audit.KEPT_DAYS - 1):
        log.note(two_people[0], "mcp", call(f"{age} days", NOW - timedelta(days=age)))
    await log.close()
    assert await kept(database, two_people[0]) == [("mcp", "89 days")]
    async with database.tx(two_people[0]) as conn:
        await conn.execute("delete from audit")
    assert await kept(database, two_people[0]) == [("mcp", "89 days")]


async def test_who_is_gone_leaves_no_entry(database: Database, two_people: tuple[UUID, UUID]) -> None:
    log = Audit(database)
    log.note(two_people[0], "api", call("a"))
    async with database.tx(two_people[0]) as conn:
        await conn.execute("delete from users")
    await log.close()
    assert log.waiting == {}


async def test_what_can_not_be_written_waits(database: Database, two_people: tuple[UUID, UUID]) -> None:
    log = Audit(database)
    log.note(two_people[0], "api", call("a"))
    await database.close()
    await log.close()
    assert [row["tool"] for row in log.waiting[two_people[0]]] == ["a"]


def test_the_hash_does_not_depend_on_the_order() -> None:
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1}) != digest({"a": 1, "b": [3]})
