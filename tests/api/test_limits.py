"""Limits per person and address: 429 with Retry-After, in memory when Redis is away."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk

from api.limits import Gatekeeper
from core.clock import Clock
from core.settings import Limits
from core.spending import Budget, Spent
from data.spending import PostgresSpending
from tests.fixtures_api import PASSWORD, Served, Signed
from tests.fixtures_db import free_port

in_session = pytest.mark.asyncio(loop_scope="session")
FEW = Limits(chat_per_minute=1, requests_per_minute=5, registrations_per_minute=2)


class Silent:
    """A language model that has nothing to look up."""

    name = "silent"
    outside = True

    async def stream(self, *_: Any) -> AsyncIterator[AIMessageChunk]:
        yield AIMessageChunk(content="Hello.", response_metadata={"finish_reason": "stop"})


@pytest.fixture
def few(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let people do little."""
    monkeypatch.setattr(served.running, "gate", Gatekeeper.build(FEW, Clock(), None))


@in_session
async def test_requests_are_counted_per_person(few: None, newcomer: Signed, ann: Signed) -> None:
    answers = [await newcomer.client.get("/api/v1/me") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 61
    assert answers[-1].json()["error"]["code"] == "limit_reached"
    assert (await ann.client.get("/api/v1/me")).status_code == 200


@in_session
@pytest.mark.parametrize("path", ["/api/v1/chat", "/v1/chat/completions"])
async def test_chat_turns_are_counted_before_the_stream_starts(few: None, newcomer: Signed, path: str) -> None:
    body = {"message": "Hello"} if path.startswith("/api") else {"messages": [{"role": "user", "content": "Hello"}], "stream": True}
    answers = [await newcomer.client.post(path, json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].headers["content-type"] == "application/json"


@in_session
@pytest.mark.parametrize("path", ["/api/v1/chat", "/v1/chat/completions"])
async def test_a_spent_budget_of_the_language_model_is_429_with_the_reset(
    served: Served, newcomer: Signed, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    models = (await served.running.agent()).models
    spending = PostgresSpending(served.running.db, Budget(calls=1), Clock(lambda: datetime(2026, 3, 1, 23, 59, tzinfo=UTC)))
    monkeypatch.setattr(models, "outside", Silent())
    monkeypatch.setattr(models, "spending", spending)
    body = {"message": "Hello", "stream": True} if path.startswith("/api") else {"messages": [{"role": "user", "content": "Hello"}]}
    await spending.reserve(newcomer.id, Spent(1))
    refused = await newcomer.client.post(path, json=body)
    assert (refused.status_code, refused.headers["retry-after"], refused.headers["content-type"]) == (429, "60", "application/json")
    assert refused.json()["error"]["detail"]["reset"] == "2026-03-02T00:00:00+00:00"
    assert (await newcomer.json("GET", "/api/v1/threads"))["threads"] == []
    async with (await served.register("other")).client as other:
        assert (await other.post(path, json=body)).status_code == 200


@in_session
async def test_registrations_are_counted_per_address(few: None, served: Served) -> None:
    async with served.client() as nobody:
        bodies = [{"email": f"many{n}@example.org", "password": PASSWORD} for n in range(3)]
        found = [(await nobody.post("/api/v1/auth/register", json=body)).status_code for body in bodies]
    assert found == [201, 201, 429]


@in_session
async def test_without_redis_the_limits_hold_in_this_process() -> None:
    gate = Gatekeeper.build(replace(FEW, requests_per_minute=1), Clock(), f"redis://127.0.0.1:{free_port()}/0")
    assert gate.shared is not None
    await gate.request("ann")
    with pytest.raises(Exception, match="Too many requests"):
        await gate.request("ann")
    await gate.request("bob")


def test_the_defaults_are_those_of_the_contract() -> None:
    limits = Limits()
    assert (limits.chat_per_minute, limits.requests_per_minute, limits.registrations_per_minute) == (240, 1200, 60)
    assert (limits.failed_logins, limits.failed_login_minutes) == (10, 15)
