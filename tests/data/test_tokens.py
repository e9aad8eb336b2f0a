"""Refresh tokens, personal access tokens and sign-in links."""

import asyncio
from uuid import UUID

import pytest

from core.errors import BadInput, NotFound, NotSignedIn
from data import people, tokens
from data.db import Database
from data.passwords import Passwords


async def lives(database: Database, session: tokens.Session) -> bool:
    async with database.tx(session.user_id) as conn:
        return await tokens.session_lives(conn, session.user_id, session.family)


async def test_a_refresh_token_is_traded_for_the_next(database: Database, two_people: tuple[UUID, UUID]) -> None:
    first = await tokens.open_session(database, two_people[0])
    second = await tokens.refresh(database, first.refresh_token)
    assert (second.user_id, second.family) == (first.user_id, first.family)
    assert await lives(database, second)


async def test_a_refresh_token_used_twice_ends_its_session_only(database: Database, two_people: tuple[UUID, UUID]) -> None:
    other = await tokens.open_session(database, two_people[0])
    first = await tokens.open_session(database, two_people[0])
    second = await tokens.refresh(database, first.refresh_token)
    for secret in (first.refresh_token, second.refresh_token):
        with pytest.raises(NotSignedIn):
            await tokens.refresh(database, secret)
    assert not await lives(database, first)
    assert await lives(database, other)


async def test_two_uses_at_once_give_at_most_one_session(database: Database, two_people: tuple[UUID, UUID]) -> None:
    first = await tokens.open_session(database, two_people[0])
    results = await asyncio.gather(*(tokens.refresh(database, first.refresh_token) for _ in range(4)), return_exceptions=True)
    assert sum(isinstance(result, tokens.Session) for result in results) <= 1
    assert not await lives(database, first)


@pytest.mark.parametrize("secret", ["", "unknown", "\x00", "\ud800"])
async def test_an_unknown_secret_is_nobody(database: Database, secret: str) -> None:
    for use in (tokens.refresh, tokens.check_access, tokens.use_link, tokens.close_session):
        with pytest.raises(NotSignedIn):
            await use(database, secret)


async def test_expired_tokens_and_links_are_refused(database: Database, two_people: tuple[UUID, UUID]) -> None:
    session = await tokens.open_session(database, two_people[0], seconds=-1)
    link = await tokens.create_link(database, two_people[0], seconds=-1)
    with pytest.raises(NotSignedIn):
        await tokens.refresh(database, session.refresh_token)
    with pytest.raises(NotSignedIn):
        await tokens.use_link(database, link)


async def test_logout_and_a_new_password_end_sessions(database: Database) -> None:
    user_id = await people.register(database, Passwords(), "ana@example.org", "first password")
    one, two = [await tokens.open_session(database, user_id) for _ in range(2)]
    await tokens.close_session(database, one.refresh_token)
    assert [await lives(database, one), await lives(database, two)] == [False, True]
    await people.change_password(database, Passwords(), user_id, "first password", "second password")
    assert not await lives(database, two)


async def test_a_sign_in_link_works_once(database: Database, two_people: tuple[UUID, UUID]) -> None:
    secret = await tokens.create_link(database, two_people[1])
    assert await tokens.use_link(database, secret) == two_people[1]
    with pytest.raises(NotSignedIn):
        await tokens.use_link(database, secret)


async def test_an_access_token_carries_its_rights_until_it_is_deleted(database: Database, two_people: tuple[UUID, UUID]) -> None:
    ana, ben = two_people
    grant = tokens.Grant(name="laptop", doors=("coach-mcp",), scopes=("portfolio:read",), privacy="relative", days=30)
    async with database.tx(ana) as conn:
        made, secret = await tokens.create_access(conn, ana, grant)
        assert secret not in repr(await tokens.list_access(conn, ana))
    owner, token = await tokens.check_access(database, secret)
    assert (owner, token.doors, token.scopes, token.privacy) == (ana, ("coach-mcp",), ("portfolio:read",), "relative")
    async with database.tx(ben) as conn:
        with pytest.raises(NotFound):
            await tokens.delete_access(conn, ben, str(made.id))
    async with database.tx(ana) as conn:
        await tokens.delete_access(conn, ana, str(made.id))
    with pytest.raises(NotSignedIn):
        await tokens.check_access(database, secret)


@pytest.mark.parametrize("change", [{"doors": ("front",)}, {"scopes": ("everything",)}, {"name": " "}, {"doors": ()}])
async def test_a_token_names_known_doors_and_scopes(database: Database, two_people: tuple[UUID, UUID], change: dict[str, object]) -> None:
    async with database.tx(two_people[0]) as conn:
        with pytest.raises(BadInput):
            await tokens.create_access(conn, two_people[0], tokens.Grant.model_validate({"name": "laptop", **change}))
