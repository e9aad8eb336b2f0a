"""Signing in and out."""

import asyncio
from dataclasses import replace

import pytest

from data import tokens
from tests.fixtures_api import PASSWORD, Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
ME = "/api/v1/me"


async def works(served: Served, token: str) -> bool:
    """Tell whether an access token is taken."""
    async with served.client(token) as client:
        return (await client.get(ME)).status_code == 200


async def login(served: Served, email: str, password: str) -> tuple[int, dict[str, str]]:
    async with served.client() as nobody:
        answer = await nobody.post("/api/v1/auth/login", data={"username": email, "password": password})
    return answer.status_code, answer.json()


async def post(served: Served, path: str, body: dict[str, str]) -> int:
    async with served.client() as nobody:
        return (await nobody.post(f"/api/v1/auth/{path}", json=body)).status_code


async def test_register_signs_in(newcomer: Signed) -> None:
    me = await newcomer.json("GET", ME)
    assert (me["email"], me["name"], me["kind"]) == (newcomer.email, "newcomer", "member")
    assert newcomer.tokens["token_type"] == "bearer"
    assert newcomer.tokens["expires_in"] == 3600


async def test_an_address_registers_once_however_it_is_written(served: Served, newcomer: Signed) -> None:
    assert await post(served, "register", {"email": newcomer.email.upper(), "password": PASSWORD}) == 409


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("nobody", PASSWORD),
        ("a@b", PASSWORD),
        ("a b@example.org", PASSWORD),
        ("x@example.org", "short"),
        ("x@example.org", "p" * 257),
        ("a\x00@x.org", PASSWORD),
    ],
)
async def test_a_registration_that_does_not_fit_is_refused(served: Served, email: str, password: str) -> None:
    assert await post(served, "register", {"email": email, "password": password}) == 422


async def test_login_by_form_and_a_wrong_password(served: Served, newcomer: Signed) -> None:
    status, found = await login(served, f" {newcomer.email.upper()} ", PASSWORD)
    assert status == 200
    assert await works(served, found["access_token"])
    wrong, unknown = await login(served, newcomer.email, "not the password"), await login(served, "nobody@example.org", "not the password")
    assert wrong == unknown == (401, wrong[1])


async def test_ten_failed_logins_close_the_account_for_a_while(served: Served, newcomer: Signed) -> None:
    tries = [await login(served, newcomer.email, "not the password") for _ in range(11)]
    assert [status for status, _ in tries] == [401] * 10 + [429]
    async with served.client() as nobody:
        answer = await nobody.post("/api/v1/auth/login", data={"username": newcomer.email, "password": PASSWORD})
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 15 * 60
    assert await works(served, newcomer.tokens["access_token"])


async def test_a_refresh_token_used_twice_ends_its_session(served: Served, newcomer: Signed) -> None:
    async with served.client() as nobody:
        old = {"refresh_token": newcomer.tokens["refresh_token"]}
        fresh = (await nobody.post("/api/v1/auth/refresh", json=old)).json()
        assert await works(served, fresh["access_token"])
        assert (await nobody.post("/api/v1/auth/refresh", json=old)).status_code == 401
        again = {"refresh_token": fresh["refresh_token"]}
        assert (await nobody.post("/api/v1/auth/refresh", json=again)).status_code == 401
    assert not await works(served, fresh["access_token"])


async def test_one_refresh_token_at_once_gives_one_session_at_most(served: Served, newcomer: Signed) -> None:
    body = {"refresh_token": newcomer.tokens["refresh_token"]}
    answers = await asyncio.gather(*(post(served, "refresh", body) for _ in range(6)))
    assert sorted(answers)[1:] == [401] * 5


async def test_logout_ends_the_session_with_its_access_token(served: Served, newcomer: Signed) -> None:
    other = (await login(served, newcomer.email, PASSWORD))[1]["access_token"]
    assert await post(served, "logout", {"refresh_token": newcomer.tokens["refresh_token"]}) == 204
    assert not await works(served, newcomer.tokens["access_token"])
    assert await works(served, other)


async def test_a_new_password_ends_every_session(served: Served, newcomer: Signed) -> None:
    wrong = {"old_password": "not the password", "new_password": "another password"}
    assert (await newcomer.client.post("/api/v1/auth/password", json=wrong)).status_code == 401
    right = {**wrong, "old_password": PASSWORD}
    assert (await newcomer.client.post("/api/v1/auth/password", json=right)).status_code == 204
    assert not await works(served, newcomer.tokens["access_token"])
    assert (await login(served, newcomer.email, PASSWORD))[0] == 401
    assert (await login(served, newcomer.email, "another password"))[0] == 200


async def test_a_sign_in_link_works_once(served: Served, newcomer: Signed) -> None:
    secret = await tokens.create_link(served.running.db, newcomer.id)
    answers = await asyncio.gather(*(post(served, "link", {"token": secret}) for _ in range(4)))
    assert sorted(answers) == [200, 401, 401, 401]


async def test_the_demo_makes_a_fresh_person_with_the_samples(served: Served) -> None:
    async with served.client() as nobody:
        first, second = [(await nobody.post("/api/v1/auth/demo")).json()["access_token"] for _ in range(2)]
    people = []
    for token in (first, second):
        async with served.client(token) as client:
            people.append((await client.get(ME)).json()["id"])
            assert len((await client.get("/api/v1/portfolios")).json()["portfolios"]) == 2
    assert people[0] != people[1]


async def test_the_demo_can_be_off(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served.running, "settings", replace(served.running.settings, demo=False))
    assert await post(served, "demo", {}) == 404


async def test_deleting_oneself_removes_everything(served: Served, newcomer: Signed) -> None:
    await newcomer.json("POST", "/api/v1/portfolios", json={"name": "Gone", "base_currency": "USD"})
    assert (await newcomer.client.delete(ME)).status_code == 204
    assert not await works(served, newcomer.tokens["access_token"])
    assert (await login(served, newcomer.email, PASSWORD))[0] == 401
    again = await served.client().post("/api/v1/auth/register", json={"email": newcomer.email, "password": PASSWORD})
    async with served.client(again.json()["access_token"]) as client:
        assert (await client.get("/api/v1/portfolios")).json() == {"portfolios": []}


async def test_the_profile_keeps_what_is_not_given(newcomer: Signed) -> None:
    await newcomer.json("PATCH", ME, json={"goals": "a house", "horizon_years": 12, "base_currency": "INR"})
    me = await newcomer.json("PATCH", ME, json={"risk": "low", "goals": None})
    assert (me.get("goals"), me["horizon_years"], me["risk"], me["base_currency"]) == (None, 12, "low", "INR")


async def test_who_goes_is_forgotten_in_memory_too(served: Served) -> None:
    running = served.running
    gone, stays = await served.with_samples("gone"), await served.with_samples("stays")
    for person in (gone, stays):
        await person.json("POST", "/api/v1/tools/portfolio_holdings", json={})
    await gone.json("DELETE", ME)
    kept = [*running.services.results, *running.services.books.kept]
    assert [any(isinstance(key, tuple) and key[0] == person.id for key in kept) for person in (gone, stays)] == [False, True]
