"""Goals simulated over REST: short runs at once, long ones as jobs with progress, a result, and a way to stop them."""

import asyncio
from typing import Any

import pytest

from tests.api.made import make_everything
from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
TOKEN = {"name": "reader", "scopes": ["portfolio:read"], "doors": ["api"]}
GOAL = {"target": "500000", "date": "2032-12-28", "contribution": "100", "seed": 7}


async def simulated(person: Signed, **more: Any) -> tuple[int, dict[str, Any]]:
    answer = await person.client.post("/api/v1/goals", json={**GOAL, **more})
    return answer.status_code, answer.json()


async def test_a_short_run_answers_as_the_tool_does(ann: Signed) -> None:
    status, found = await simulated(ann)
    tool = await ann.json("POST", "/api/v1/tools/risk_goal", json=GOAL)
    assert (status, found) == (200, tool)


async def test_a_long_run_is_a_job_with_progress_and_a_result(served: Served, ann: Signed) -> None:
    status, job = await simulated(ann, paths=100_000)
    assert (status, job["kind"], job["result"]) == (202, "simulation", None)
    seen = []
    while (found := await ann.json("GET", f"/api/v1/jobs/{job['id']}"))["status"] in {"queued", "running"}:
        seen.append(found["progress"] or 0)
        await asyncio.sleep(0.01)
    assert found["status"] == "done"
    assert (found["result"]["paths"], found["result"]["seed"], found["error"]) == (100_000, 7, None)
    assert 0 < found["result"]["probability"] < 1
    assert all(0 <= each <= 1 for each in seen)
    assert len(set(seen)) > 1


async def test_a_job_of_another_is_not_found_and_a_token_without_amounts_sees_no_result(served: Served, ann: Signed, bob: Signed) -> None:
    _, job = await simulated(ann, paths=100_000)
    assert (await bob.client.get(f"/api/v1/jobs/{job['id']}")).status_code == 404
    assert (await bob.client.delete(f"/api/v1/jobs/{job['id']}")).status_code == 404
    await served.running.jobs.settled()
    token = await ann.json("POST", "/api/v1/tokens", json={**TOKEN, "privacy": "relative"})
    async with served.client(token["token"]) as client:
        assert (await client.post("/api/v1/goals", json=GOAL)).status_code == 403
        found = (await client.get(f"/api/v1/jobs/{job['id']}")).json()
    assert (found["status"], found["result"]) == ("done", None)


async def test_a_long_run_can_be_stopped_and_two_may_not_wait(served: Served, ann: Signed) -> None:
    jobs = [await simulated(ann, paths=1_000_000, date="2052-12-28") for _ in range(3)]
    assert [status for status, _ in jobs] == [202, 202, 409]
    for _, job in jobs[:2]:
        await ann.json("DELETE", f"/api/v1/jobs/{job['id']}")
    await served.running.jobs.settled()
    ended = [await ann.json("GET", f"/api/v1/jobs/{job['id']}") for _, job in jobs[:2]]
    assert [(job["status"], job["result"]) for job in ended] == [("cancelled", None)] * 2


@pytest.mark.parametrize(
    "given", [{"date": "2022-12-29"}, {"date": "2199-01-01"}, {"paths": 10}, {"paths": 2_000_000}, {"target": "0"}, {"seed": -1}]
)
async def test_what_can_not_be_simulated_is_refused_at_once(ann: Signed, given: dict[str, Any]) -> None:
    status, found = await simulated(ann, **given)
    assert (status in {400, 422}, "error" in found) == (True, True)


async def test_the_portfolio_of_another_is_not_found(ann: Signed, bob: Signed) -> None:
    theirs = (await make_everything(bob)).ids["portfolio_id"]
    assert (await simulated(ann, portfolio_id=theirs))[0] == 404
