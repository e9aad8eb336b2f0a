"""Writes with an Idempotency-Key have their effect once."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import pytest

from data import idempotency
from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
PORTFOLIOS = "/api/v1/portfolios"


def named(name: str) -> dict[str, Any]:
    return {"json": {"name": name, "base_currency": "USD"}}


def key() -> dict[str, str]:
    return {"Idempotency-Key": str(uuid4())}


async def test_the_same_request_gives_the_same_answer(newcomer: Signed) -> None:
    headers = key()
    answers = [await newcomer.client.post(PORTFOLIOS, headers=headers, **named("Once")) for _ in range(3)]
    assert {(answer.status_code, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert len((await newcomer.json("GET", PORTFOLIOS))["portfolios"]) == 1


async def test_another_request_under_the_key_is_refused(newcomer: Signed) -> None:
    headers = key()
    await newcomer.client.post(PORTFOLIOS, headers=headers, **named("One"))
    assert (await newcomer.client.post(PORTFOLIOS, headers=headers, **named("Two"))).status_code == 422
    assert (await newcomer.client.post("/api/v1/notes", headers=headers, **named("One"))).status_code == 422


async def test_a_key_is_a_persons_own(newcomer: Signed, ann: Signed) -> None:
    headers = key()
    mine = await newcomer.client.post(PORTFOLIOS, headers=headers, **named("Mine"))
    theirs = await ann.client.post(PORTFOLIOS, headers=headers, **named("Mine"))
    assert theirs.json()["id"] != mine.json()["id"]
    await ann.json("DELETE", f"{PORTFOLIOS}/{theirs.json()['id']}")


async def test_many_at_once_have_one_effect(newcomer: Signed) -> None:
    book = (await newcomer.json("POST", PORTFOLIOS, **named("Busy")))["id"]
    buy = {"date": "2020-01-06", "type": "buy", "symbol": "KO", "quantity": "1", "price": "2", "currency": "USD"}
    headers = key()
    path = f"{PORTFOLIOS}/{book}/transactions"
    answers = await asyncio.gather(*(newcomer.client.post(path, json=buy, headers=headers) for _ in range(12)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.text for answer in answers if answer.status_code == 201}) == 1
    assert len((await newcomer.json("GET", path))["transactions"]) == 1
    assert (await newcomer.client.post(path, json=buy, headers=headers)).status_code == 201


async def test_while_the_first_runs_the_second_is_a_conflict(served: Served, newcomer: Signed) -> None:
    headers = key()
    async with served.running.db.tx(newcomer.id) as conn:
        await idempotency.claim(conn, newcomer.id, headers["Idempotency-Key"], "another request that runs")
        assert (await newcomer.client.post(PORTFOLIOS, headers=headers, **named("Waiting"))).status_code == 409


async def test_what_failed_may_be_tried_again(newcomer: Signed) -> None:
    headers = key()
    body = {"name": "Later", "base_currency": "USD", "benchmark": "NOSUCH"}
    assert (await newcomer.client.post(PORTFOLIOS, headers=headers, json=body)).status_code == 422
    assert (await newcomer.client.post(PORTFOLIOS, headers=headers, **named("Later"))).status_code == 201


async def test_a_delete_is_repeated_as_it_was(newcomer: Signed) -> None:
    book = (await newcomer.json("POST", PORTFOLIOS, **named("Gone")))["id"]
    headers = key()
    answers = [await newcomer.client.delete(f"{PORTFOLIOS}/{book}", headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert (await newcomer.client.delete(f"{PORTFOLIOS}/{book}")).status_code == 404


@pytest.mark.parametrize("stream", [True, False])
async def test_a_question_under_a_key_is_answered_once(newcomer: Signed, *, stream: bool) -> None:
    headers, body = key(), {"message": "What is a Sharpe ratio?", "stream": stream}
    answers = [await newcomer.client.post("/api/v1/chat", json=body, headers=headers) for _ in range(2)]
    first, second = [
        [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line.startswith(("data: ", "{"))]
        for answer in answers
    ]
    assert first == second
    assert len((await newcomer.json("GET", "/api/v1/threads"))["threads"]) == 1


async def test_a_question_that_failed_may_be_asked_again_under_its_key(newcomer: Signed) -> None:
    headers, body = key(), {"message": "Hello", "stream": False, "thread_id": str(uuid4())}
    for _ in range(2):
        assert (await newcomer.client.post("/api/v1/chat", json=body, headers=headers)).status_code == 404
