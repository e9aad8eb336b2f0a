"""Transactions in one person's name, lost connections, and the connections of running turns."""

import asyncio
from typing import Any
from uuid import UUID

import psycopg
import pytest
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.postgres.base import MIGRATIONS
from psycopg.conninfo import conninfo_to_dict

from core.errors import AlreadyRunning, BadInput, DatabaseDown
from data.db import Database
from tests.fixtures_db import Server, free_port


async def who(database: Database, person: UUID) -> list[UUID]:
    async with database.tx(person) as conn:
        return [row["id"] for row in await (await conn.execute("select id from users")).fetchall()]


def kill_connections(server: Server, database: Database) -> None:
    name = conninfo_to_dict(str(database.pool.conninfo))["dbname"]
    with psycopg.connect(server.admin_url, autocommit=True) as conn:
        conn.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", (name,))


async def test_a_person_sees_only_their_own_row(database: Database, two_people: tuple[UUID, UUID]) -> None:
    for person in two_people:
        assert await who(database, person) == [person]
    async with database.shared() as conn:
        assert await (await conn.execute("select id from users")).fetchall() == []


async def test_one_pool_never_mixes_people(database: Database, two_people: tuple[UUID, UUID]) -> None:
    async def visit(number: int) -> None:
        person = two_people[number % 2]
        if number % 5 == 0:
            with pytest.raises(ZeroDivisionError):
                await fail_as(database, person, two_people[0])
        elif number % 7 == 0:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(who_slowly(database, person), timeout=0.001 * number % 10)
        assert await who(database, person) == [person]

    await asyncio.gather(*(visit(number) for number in range(60)))


async def fail_as(database: Database, person: UUID, other: UUID) -> None:
    async with database.tx(person) as conn:
        await conn.execute("select set_config('app.token', %s, true)", (database.token(other),))
        raise ZeroDivisionError


async def who_slowly(database: Database, person: UUID) -> None:
    async with database.tx(person) as conn:
        await conn.execute("select pg_sleep(1)")


async def test_connections_lost_between_requests_cost_nobody_an_answer(
    server: Server, database: Database, two_people: tuple[UUID, UUID]
) -> None:
    await asyncio.gather(*(who(database, two_people[0]) for _ in range(4)))
    kill_connections(server, database)
    results = await asyncio.gather(*(who(database, person) for person in two_people * 6))
    assert results == [[person] for person in two_people * 6]


async def test_a_connection_lost_inside_is_an_error_not_a_second_try(
    server: Server, database: Database, two_people: tuple[UUID, UUID]
) -> None:
    entered: list[int] = []

    async def lose() -> None:
        async with database.tx(two_people[0]) as conn:
            entered.append(1)
            await asyncio.to_thread(kill_connections, server, database)
            await conn.execute("select 1")

    with pytest.raises(DatabaseDown):
        await lose()
    assert entered == [1]
    assert await who(database, two_people[0]) == [two_people[0]]


async def test_a_server_that_is_not_there_is_said_so() -> None:
    with pytest.raises(DatabaseDown):
        await Database.open(f"host=127.0.0.1 port={free_port()} user=x dbname=x connect_timeout=1", b"key")


async def test_read_only_transactions_do_not_write(database: Database, two_people: tuple[UUID, UUID]) -> None:
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        async with database.read(two_people[0]) as conn:
            await conn.execute("update users set name = 'x'")


async def test_one_turn_per_thread_and_the_name_is_forgotten_after(database: Database, two_people: tuple[UUID, UUID]) -> None:
    thread = f"{two_people[0]}:t"
    async with database.turn(two_people[0], thread):
        with pytest.raises(AlreadyRunning):
            async with database.turn(two_people[0], thread):
                pass
    async with database.turn(two_people[0], thread), database.turn(two_people[1], "other"):
        pass
    async with database.checkpoints.connection() as conn:
        assert await (await conn.execute("select id from users")).fetchall() == []


def checkpoint(number: int) -> dict[str, Any]:
    versions = {"messages": f"{number:032}.0"}
    return {"v": 4, "id": f"{number:032}", "ts": "2025-01-01", "channel_values": {"messages": ["hi"]}} | {
        "channel_versions": versions,
        "versions_seen": {},
        "updated_channels": None,
    }


async def test_checkpoints_are_kept_per_person(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    config: Any = {"configurable": {"thread_id": f"{ana}:t", "checkpoint_ns": ""}}
    async with database.turn(ana, f"{ana}:t") as conn:
        saver = AsyncPostgresSaver(conn)
        kept: Any = checkpoint(1)
        saved = await saver.aput(config, kept, {}, kept["channel_versions"])
        await saver.aput_writes(saved, [("messages", "x")], "task")
        assert await saver.aget(config) is not None
    async with database.turn(ben, f"{ben}:t") as conn:
        saver = AsyncPostgresSaver(conn)
        assert await saver.aget(config) is None
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await saver.aput(config, kept, {}, kept["channel_versions"])


async def test_the_saver_needs_no_setup(database: Database) -> None:
    async with database.shared() as conn:
        row = await (await conn.execute("select max(v) as v from checkpoint_migrations")).fetchone()
    assert row == {"v": len(MIGRATIONS) - 1}


async def test_a_single_statement_runs_in_a_name_that_is_forgotten_after(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    rows = [await database.once(each, "grounds.of_person", {"user_id": ana}) for each in (ana, ben)]
    assert [len(found) for found in rows] == [1, 0]
    async with database.pool.connection() as conn:
        assert await (await conn.execute("select id from users")).fetchall() == []


async def test_a_single_statement_that_is_stopped_leaves_nothing_behind(database: Database, two_people: tuple[UUID, UUID]) -> None:
    for at in range(40):
        task = asyncio.create_task(database.once(two_people[0], "grounds.of_person", {"user_id": two_people[0]}))
        await asyncio.sleep(at / 10_000)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    for _ in range(10):
        async with database.shared() as conn:
            assert await (await conn.execute("select id from users")).fetchall() == []


async def test_a_single_statement_that_fails_is_undone(database: Database, two_people: tuple[UUID, UUID]) -> None:
    with pytest.raises(BadInput):
        await database.once(two_people[0], "grounds.put_policy", {"user_id": two_people[0], "policy": "no json"})
    assert await database.once(two_people[0], "grounds.policy", {"user_id": two_people[0]}) == []


async def test_a_single_statement_finds_a_connection_that_lives(server: Server, database: Database, two_people: tuple[UUID, UUID]) -> None:
    await database.once(two_people[0], "grounds.policy", {"user_id": two_people[0]})
    kill_connections(server, database)
    assert len(await database.once(two_people[0], "grounds.of_person", {"user_id": two_people[0]})) == 1
