"""Registering, signing in, profiles and deleting."""

import asyncio
from uuid import UUID

import pytest

from core.errors import BadInput, Conflict, LimitReached, NotFound, NotSignedIn
from data import people
from data.db import Database
from data.passwords import Passwords

PASSWORD = "correct horse"


@pytest.fixture
def passwords() -> Passwords:
    return Passwords()


async def test_a_member_signs_in_with_the_password_in_any_case_of_the_address(database: Database, passwords: Passwords) -> None:
    user_id = await people.register(database, passwords, "Ana@Example.org", PASSWORD, "Ana")
    assert await people.login(database, passwords, "ana@example.ORG", PASSWORD) == user_id
    async with database.tx(user_id) as conn:
        assert (await people.profile(conn, user_id)).name == "Ana"


@pytest.mark.parametrize(
    ("email", "password"), [("no address", PASSWORD), ("a@b.c\x00", PASSWORD), ("a@" + "b" * 260 + ".c", PASSWORD), ("a@b.co", "short")]
)
async def test_bad_registrations_are_refused(database: Database, passwords: Passwords, email: str, password: str) -> None:
    with pytest.raises(BadInput):
        await people.register(database, passwords, email, password)


async def test_an_address_registers_once(database: Database, passwords: Passwords) -> None:
    await people.register(database, passwords, "ana@example.org", PASSWORD)
    with pytest.raises(Conflict):
        await people.register(database, passwords, "ANA@example.org", PASSWORD)


@pytest.mark.parametrize(("email", "password"), [("ana@example.org", "wrong"), ("who@example.org", PASSWORD), ("x\x00", "y"), ("", "")])
async def test_a_wrong_login_says_the_same_for_known_and_unknown(
    database: Database, passwords: Passwords, email: str, password: str
) -> None:
    await people.register(database, passwords, "ana@example.org", PASSWORD)
    with pytest.raises(NotSignedIn, match="The e-mail address or the password is wrong"):
        await people.login(database, passwords, email, password)


@pytest.mark.parametrize("email", ["ana@example.org", "who@example.org"])
async def test_failed_logins_are_limited_even_in_parallel(database: Database, passwords: Passwords, email: str) -> None:
    await people.register(database, passwords, "ana@example.org", PASSWORD)
    tries = (people.login(database, passwords, email, "wrong", (4, 15)) for _ in range(9))
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sorted(type(result).__name__ for result in results) == ["LimitReached"] * 5 + ["NotSignedIn"] * 4
    with pytest.raises(LimitReached) as refused:
        await people.login(database, passwords, email, PASSWORD, (4, 15))
    assert 0 < (refused.value.retry_after or 0) <= 15 * 60


async def test_a_login_that_passes_clears_the_count(database: Database, passwords: Passwords) -> None:
    user_id = await people.register(database, passwords, "ana@example.org", PASSWORD)
    for _ in range(3):
        with pytest.raises(NotSignedIn):
            await people.login(database, passwords, "ana@example.org", "wrong", (2, 15))
        assert await people.login(database, passwords, "ana@example.org", PASSWORD, (2, 15)) == user_id


async def test_an_old_hash_is_renewed_at_login(database: Database, passwords: Passwords) -> None:
    weak = Passwords(passwords.hasher.__class__(time_cost=1, memory_cost=8, parallelism=1))
    user_id = await people.register(database, weak, "ana@example.org", PASSWORD)
    await people.login(database, passwords, "ana@example.org", PASSWORD)
    async with database.tx(user_id) as conn:
        row = await (await conn.execute("select password_hash from users")).fetchone()
    assert row is not None
    assert not passwords.outdated(row["password_hash"])


async def test_there_is_one_local_person_and_any_number_of_demo_people(database: Database) -> None:
    local = await asyncio.gather(*(people.local_person(database) for _ in range(4)))
    assert len(set(local)) == 1
    assert await people.demo_person(database) != await people.demo_person(database)


async def test_the_profile_changes_only_where_told(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    async with database.tx(ana) as conn:
        await people.change_profile(conn, ana, base_currency="INR", more={"horizon": 10, "style": "calm"})
        changed = await people.change_profile(conn, ana, more={"style": None})
        assert (changed.name, changed.base_currency, changed.profile) == ("ana", "INR", {"horizon": 10})
        with pytest.raises(NotFound):
            await people.change_profile(conn, ben, name="taken over")


async def test_a_new_password_needs_the_old_one(database: Database, passwords: Passwords) -> None:
    user_id = await people.register(database, passwords, "ana@example.org", PASSWORD)
    with pytest.raises(NotSignedIn):
        await people.change_password(database, passwords, user_id, "wrong", "another one")
    await people.change_password(database, passwords, user_id, PASSWORD, "another one")
    assert await people.login(database, passwords, "ana@example.org", "another one") == user_id
