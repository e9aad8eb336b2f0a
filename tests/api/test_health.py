"""Health, metrics, the page and the OpenAPI document."""

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from api.build import open_runtime
from api.health import health, overall
from api.static import Page
from core.errors import BadInput
from core.settings import ROOT, Settings
from data.roles import create_database, drop_database
from retrieval.embed import MiniLM
from tests.fixtures_api import Served, Signed
from tests.fixtures_db import Server, free_port

pytestmark = pytest.mark.asyncio(loop_scope="session")
PARTS = ["database", "ai_service", "market_data", "cache", "retrieval"]


async def test_health_has_the_contracts_form(served: Served) -> None:
    async with served.client() as nobody:
        answer = await nobody.get("/api/health")
    body = answer.json()
    assert (answer.status_code, body["status"]) == (200, "healthy")
    assert set(body) == {"status", "timestamp", "version", "services"}
    assert list(body["services"]) == PARTS
    assert all(isinstance(part["latency_ms"], float) for part in body["services"].values())
    assert body["services"]["cache"]["status"] == "off"


async def test_without_its_database_it_is_unhealthy(server: Server, sampled_template: str, api_home: Path, embedder: MiniLM) -> None:
    create_database(server.admin_url, "t_gone", sampled_template)
    running = await open_runtime(Settings(home=api_home), server.url("t_gone"), embedder)
    drop_database(server.admin_url, "t_gone")
    body, status = await health(running)
    await running.close()
    assert (status, body["status"], body["services"]["database"]["status"]) == (503, "unhealthy", "unhealthy")


async def test_a_redis_that_is_away_degrades(server: Server, sampled_template: str, api_home: Path, embedder: MiniLM) -> None:
    create_database(server.admin_url, "t_cache", sampled_template)
    settings = Settings(home=api_home, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    running = await open_runtime(settings, server.url("t_cache"), embedder)
    body, status = await health(running)
    await running.close()
    drop_database(server.admin_url, "t_cache")
    assert (status, body["status"], body["services"]["cache"]["status"]) == (200, "degraded", "unhealthy")


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({}, "healthy"), ({"cache": "off"}, "healthy"), ({"retrieval": "indexing"}, "healthy"), ({"ai_service": "loading"}, "degraded"),
     ({"market_data": "unhealthy"}, "degraded"), ({"database": "unhealthy", "cache": "off"}, "unhealthy")],
)  # fmt: skip
async def test_the_parts_fold_into_one_state(changed: dict[str, str], expected: str) -> None:
    assert overall({**dict.fromkeys(PARTS, "healthy"), **changed}) == expected


async def test_what_is_a_persons_own_is_kept_by_no_cache(ann: Signed) -> None:
    for path in ("/api/v1/me", "/api/v1/nothing", "/v1/models"):
        answer = await ann.client.get(path)
        assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")


async def test_an_agent_that_can_not_be_loaded_is_said_so(served: Served, ann: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    failed: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    failed.set_exception(BadInput("COACH_MODEL=no such"))
    monkeypatch.setattr(served.running, "loading", failed)
    answer = await ann.client.post("/api/v1/chat", json={"message": "Hello"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    body, status = await health(served.running)
    assert (status, body["status"], body["services"]["ai_service"]["status"]) == (200, "degraded", "unhealthy")


async def test_metrics_count_routes_and_never_people(served: Served, ann: Signed) -> None:
    await ann.json("GET", "/api/v1/me")
    listed = (await ann.json("GET", "/api/v1/portfolios"))["portfolios"]
    await ann.json("GET", f"/api/v1/portfolios/{listed[0]['id']}")
    async with served.client() as nobody:
        text = (await nobody.get("/metrics")).text
    assert 'coach_requests_total{method="GET",route="/api/v1/portfolios/{portfolio_id}",status="200"}' in text
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", text)
    assert ann.email not in text


async def test_the_openapi_document_is_public_and_says_how_to_sign_in(served: Served) -> None:
    async with served.client() as nobody:
        document = (await nobody.get("/openapi.json")).json()
    assert document["components"]["securitySchemes"]["HTTPBearer"]["scheme"] == "bearer"
    ids = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]
    assert len(ids) == len(set(ids))
    assert all("4XX" in operation["responses"] for methods in document["paths"].values() for operation in methods.values())


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """Build a small page as the web client's build leaves it."""
    (tmp_path / "assets").mkdir()
    script = b"console.log(1)" * 100
    for name, content in {
        "index.html": b"<!doctype html>",
        "assets/app-1.js": script,
        "assets/app-1.js.br": b"packed",
    }.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "csp.txt").write_text("default-src 'self'; img-src 'self' data:\n")
    return Page(tmp_path)


async def got(page: Page, path: str, accept: str = "br, gzip") -> Any:
    scope = {"type": "http", "method": "GET", "path": f"/{path}", "headers": [(b"accept-encoding", accept.encode())]}
    return await page.get_response(path, scope)


@pytest.mark.parametrize("path", ["", "index.html", "holdings", "threads/123"])
async def test_page_routes_give_the_page_with_its_policy(page: Page, path: str) -> None:
    answer = await got(page, path)
    assert answer.headers["content-security-policy"] == "default-src 'self'; img-src 'self' data:"
    assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-cache", "nosniff")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(("accept", "encoding"), [("br", "br"), ("gzip", None), ("", None), ("identity", None)])
async def test_assets_are_packed_and_kept_for_ever(page: Page, accept: str, encoding: str | None) -> None:
    answer = await got(page, "assets/app-1.js", accept)
    assert answer.headers.get("content-encoding") == encoding
    assert answer.path.endswith(".br") == bool(encoding)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/assets/none.js", "/api/none", "/v1/none", "/.well-known/none", "/mcp/none"])
async def test_what_is_no_page_is_not_found(served: Served, path: str) -> None:
    async with served.client() as nobody:
        answer = await nobody.get(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


async def test_the_built_page_is_served(served: Served) -> None:
    assert (ROOT / "web" / "dist" / "index.html").exists(), "run `make setup` first"
    async with served.client() as nobody:
        answer = await nobody.get("/")
    assert answer.status_code == 200
    assert "script-src" in answer.headers["content-security-policy"] or "default-src" in answer.headers["content-security-policy"]
