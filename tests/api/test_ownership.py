"""Unknown ids and other people's ids answer 404, for every method on every route; the cases come from the OpenAPI document."""

import json
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.api.made import BUY, CANARY, Made, csv_file, make_everything, over_mcp
from tests.fixtures_api import Served, Signed
from tests.test_surfaces import CALLS
from tools.registry import TOOLS, input_schema

pytestmark = pytest.mark.asyncio(loop_scope="session")

BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("patch", "/api/v1/portfolios/{portfolio_id}"): {"json": {"name": "taken over"}},
    ("post", "/api/v1/portfolios/{portfolio_id}/transactions"): {"json": BUY},
    ("put", "/api/v1/portfolios/{portfolio_id}/transactions/{transaction_id}"): {"json": BUY},
    ("post", "/api/v1/portfolios/{portfolio_id}/imports"): {"files": csv_file()},
    ("put", "/api/v1/alerts/{alert_id}"): {"json": {"kind": "price", "symbol": "KO", "level": "51"}},
    ("put", "/api/v1/notes/{note_id}"): {"json": {"target": "KO", "text": "taken over"}},
    ("post", "/api/v1/imports/{import_id}/commit"): {"json": {}},
    ("patch", "/api/v1/threads/{thread_id}"): {"json": {"title": "taken over"}},
    ("post", "/api/v1/answers/{answer_id}/feedback"): {"json": {"good": True}},
    ("post", "/api/v1/approvals/{approval_id}"): {"json": {"decision": "approve"}},
}
UNKNOWN = [
    "0",
    "me",
    "%00",
    "' or 1=1 --",
    "٣",
    "a" * 300,
    "{x}",
    str(uuid4()),
    str(uuid4()).upper(),
    "00000000-0000-0000-0000-000000000000",
]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def theirs(served: Served) -> Made:
    """Give one of everything of a person who is not asked."""
    return await make_everything(await served.register("victim"))


def operations(served: Served) -> list[tuple[str, str, list[str]]]:
    """Give every operation of the OpenAPI document that has a path parameter other than a lesson's name."""
    found = []
    for path, methods in served.app.openapi()["paths"].items():
        for method, operation in methods.items():
            names = [each["name"] for each in operation.get("parameters", []) if each["in"] == "path" and each["name"] != "slug"]
            if names:
                found.append((method, path, names))
    return found


async def test_every_route_with_an_id_has_a_case(served: Served, theirs: Made) -> None:
    for method, path, names in operations(served):
        assert set(names) <= set(theirs.ids), f"{path}: no case for {names}"
        needs = "requestBody" in served.app.openapi()["paths"][path][method]
        assert ((method, path) in BODIES) == needs, f"{method} {path}: a body is missing here, or one too many"


def hostile(ids: dict[str, str], name: str) -> list[str]:
    """Give ids to try: another person's, in several forms, and ids that nobody has."""
    other = ids[name]
    return [other, other.upper(), f"{{{other}}}", f" {other}", other.replace("-", ""), *UNKNOWN]


async def test_other_peoples_ids_and_unknown_ids_are_not_found(served: Served, newcomer: Signed, theirs: Made) -> None:
    tried, mine = 0, await make_everything(newcomer, "of the asker")
    for method, path, names in operations(served):
        for name in names:
            for value in hostile(theirs.ids, name):
                url = path.format(**{each: quote(value if each == name else mine.ids[each], safe="") for each in names})
                answer = await newcomer.client.request(method, url, **BODIES.get((method, path), {}))
                assert answer.status_code == 404, f"{method} {url}: {answer.status_code} {answer.text}"
                assert CANARY not in answer.text
                tried += 1
    assert tried >= 250


async def test_what_is_theirs_is_still_there(served: Served, theirs: Made) -> None:
    victim_jobs = [job for job in served.running.jobs.kept.values() if job.id == theirs.ids["job_id"]]
    assert victim_jobs[0].status != "cancelled"


async def test_their_ids_inside_bodies_are_not_found(ann: Signed, theirs: Made) -> None:
    for given in ({"thread_id": theirs.ids["thread_id"]}, {"portfolio_id": theirs.ids["portfolio_id"]}, {"thread_id": "nonsense"}):
        for stream in (True, False):
            answer = await ann.client.post("/api/v1/chat", json={"message": "What is it worth?", "stream": stream, **given})
            assert answer.status_code == 404, answer.text


def tool_cases(theirs: Made) -> list[tuple[str, dict[str, Any]]]:
    """Give calls of every tool with every argument that may hold an id."""
    cases = []
    for tool in TOOLS:
        known = input_schema(tool)["properties"]
        base = CALLS.get(tool.name, {"type": "deposit", "date": "2022-01-03", "amount": "5"} if tool.name == "portfolio_record" else {})
        for name, value in {"portfolio_id": theirs.ids["portfolio_id"], "answer_id": theirs.ids["answer_id"], "ref": theirs.ref}.items():
            if name in known:
                cases += [(tool.name, {**base, name: form}) for form in (value, value.upper(), str(uuid4()), "nobody", "' or true --")]
    return cases


async def test_tools_do_not_find_their_ids(ann: Signed, theirs: Made) -> None:
    cases = tool_cases(theirs)
    for name, given in cases:
        answer = await ann.client.post(f"/api/v1/tools/{name}", json=given)
        assert answer.status_code in {404, 422}, f"{name} {given}: {answer.text}"
        assert answer.status_code == 404 or not any(value in theirs.ids.values() for value in given.values()), f"{name}: {answer.text}"
        assert CANARY not in answer.text
    assert len(cases) >= 60


async def test_tools_over_mcp_do_not_find_their_ids_and_take_no_identity(ann: Signed, bob: Signed, theirs: Made) -> None:
    identities = [(tool.name, {**CALLS.get(tool.name, {}), name: str(bob.id)}) for tool in TOOLS for name in ("user_id", "ctx", "owner")]
    cases = [*tool_cases(theirs), *identities]
    for name, given in cases:
        found = await over_mcp(ann, name, given)
        assert found["isError"], f"{name} {given}"
        assert CANARY not in json.dumps(found)
    assert len(cases) >= 150


@pytest.mark.parametrize("extra", ["user_id", "ctx", "owner", "sub", "person"])
async def test_no_tool_takes_an_identity(ann: Signed, bob: Signed, extra: str) -> None:
    for tool in TOOLS:
        answer = await ann.client.post(f"/api/v1/tools/{tool.name}", json={**CALLS.get(tool.name, {}), extra: str(bob.id)})
        assert answer.status_code == 422, f"{tool.name}: {answer.text}"


async def test_without_a_token_every_route_but_the_open_ones_is_401(served: Served, theirs: Made) -> None:
    opened = {"/api/health", "/api/v1/auth/register", "/api/v1/auth/login", "/api/v1/auth/refresh", "/api/v1/auth/logout"}
    opened |= {"/api/v1/auth/link", "/api/v1/auth/demo"}
    async with served.client() as nobody:
        for path, methods in served.app.openapi()["paths"].items():
            for method in methods if path not in opened else ():
                url = path.format(**theirs.ids, slug="volatility")
                answer = await nobody.request(method, url, json={})
                assert answer.status_code == 401, f"{method} {url}: {answer.status_code}"
                assert answer.json()["error"]["code"] == "not_signed_in"
                assert answer.headers["www-authenticate"].startswith("Bearer")
