"""Hostile bodies, types and headers: refused with a sentence, never a 5xx."""

import json
import time
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
import pytest_asyncio

from tests.api.made import Made, make_everything
from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
CHAT = "/api/v1/chat"
PORTFOLIOS = "/api/v1/portfolios"
MEGA = 1_000_000
WRONG: list[Any] = [None, True, -1, 1e308, 10**400, "x" * 5000, "\x00", "\ud800", [[]], {"amount": 1}, "NaN", "1e999"]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def full(served: Served) -> AsyncIterator[tuple[Signed, Made]]:
    """Give a person with one of everything."""
    person = await served.with_samples("full")
    async with person.client:
        yield person, await make_everything(person)


async def chunked(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 50_000):
        yield b" " * 50_000


@pytest.mark.parametrize("path", [CHAT, PORTFOLIOS, "/api/v1/auth/register", "/v1/chat/completions", "/api/v1/tools/calculate", "/mcp"])
async def test_bodies_over_a_megabyte_are_refused(ann: Signed, path: str) -> None:
    headers = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
    for body in (b" " * (MEGA + 1), chunked(2 * MEGA)):
        answer = await ann.client.post(path, content=body, headers=headers)
        assert answer.status_code == 413, answer.text
        assert answer.json()["error"]["code"] == "too_large"


async def test_a_length_that_lies_is_refused(ann: Signed) -> None:
    for length in ("99999999999", "-1", "abc"):
        answer = await ann.client.post(CHAT, content=b"{}", headers={"content-length": length, "content-type": "application/json"})
        assert answer.status_code == 413


RAW = [
    b"[" * 100_000,
    b'{"message":' * 90_000,
    b'{"message": "Hello", "message": {}}',
    b'{"message": NaN}',
    b'{"message": Infinity, "stream": false}',
    b'{"message": "\\ud800"}',
    b'{"message": "\\u0000"}',
    b'{"message": "\xff\xfe"}',
    b'{"message": ' + b"1" * 100_000 + b"}",
    b"{" + b",".join(b'"%d": 1' % n for n in range(60_000)) + b"}",
    b"",
    b"null",
    b'"text"',
    b"not json",
]


@pytest.mark.parametrize(
    "path", [CHAT, "/v1/chat/completions", "/api/v1/tools/calculate", "/api/v1/notes", "/api/v1/policy", "/api/v1/auth/link"]
)
async def test_bodies_that_are_no_request_are_refused_quickly(ann: Signed, path: str) -> None:
    for body in RAW:
        began = time.perf_counter()
        method = "PUT" if path.endswith("policy") else "POST"
        answer = await ann.client.request(method, path, content=body, headers={"content-type": "application/json"})
        assert answer.status_code in {400, 401, 422}, f"{body[:40]!r}: {answer.status_code} {answer.text[:200]}"
        assert set(answer.json()) == {"error"}
        assert len(answer.content) < 20_000
        assert time.perf_counter() - began < 5


async def test_the_answer_does_not_repeat_what_was_sent(ann: Signed) -> None:
    answer = await ann.client.post(PORTFOLIOS, json={"name": "canary5521" * 40, "base_currency": "canary5521", "canary5521": 1})
    assert answer.status_code == 422
    assert "canary5521" not in answer.text.replace('"where":"canary5521"', "")


def schema_of(served: Served, operation: dict[str, Any]) -> dict[str, Any]:
    """Give the schema of an operation's JSON body, or nothing."""
    content = operation.get("requestBody", {}).get("content", {})
    schema: dict[str, Any] = content.get("application/json", {}).get("schema", {})
    for option in schema.get("anyOf", []):
        schema = option if "$ref" in option else schema
    if "$ref" in schema:
        schema = served.app.openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


@pytest.mark.slow
@pytest.mark.timeout(600)
async def test_no_route_answers_5xx_whatever_type_a_field_has(served: Served, full: tuple[Signed, Made]) -> None:
    person, made = full
    tried = 0
    for path, methods in served.app.openapi()["paths"].items():
        for method, operation in methods.items():
            properties = schema_of(served, operation).get("properties", {})
            if path.startswith("/api/v1/auth") or (method, path) == ("delete", "/api/v1/me"):
                continue
            for name in properties:
                for value in WRONG:
                    body = json.dumps({**valid(properties), name: value}).encode()
                    url = path.format(**made.ids)
                    answer = await person.client.request(method, url, content=body, headers={"content-type": "application/json"})
                    assert answer.status_code < 500, f"{method} {url} {body[:300]!r}: {answer.text[:300]}"
                    tried += 1
    assert tried > 1000


def valid(properties: dict[str, Any]) -> dict[str, Any]:
    """Give a plausible value for the fields whose names we know."""
    texts = dict.fromkeys(("name", "text", "title", "target", "query"), "x")
    trade = {"date": "2020-01-06", "type": "buy", "symbol": "KO", "quantity": "1", "price": "2", "base_currency": "USD", "currency": "USD"}
    talk = {"message": "Hello", "stream": False, "good": True, "decision": "decline", "expression": "1+1"}
    known = {**texts, **trade, **talk, "messages": [{"role": "user", "content": "Hello"}]}
    return {name: known[name] for name in properties if name in known}


HOSTILE = ["\x00", "x" * 3000, "-1", "1e9", "NaN", "' or 1=1", "%", "\u202e", "9" * 40, "2020-02-30", "../../etc"]


async def test_no_route_answers_5xx_whatever_its_query_and_path_hold(served: Served, full: tuple[Signed, Made]) -> None:
    person, made = full
    tried = 0
    for path, methods in served.app.openapi()["paths"].items():
        for operation in (operation for method, operation in methods.items() if method == "get"):
            for each in (each for each in operation.get("parameters", []) if each["in"] in {"query", "header"}):
                for value in HOSTILE:
                    given: dict[str, Any] = {"params": {each["name"]: value}}
                    if each["in"] == "header":
                        given = {"headers": {each["name"]: value.encode("latin-1", "replace").replace(b"\x00", b"0")}}
                    answer = await person.client.get(path.format(**made.ids, slug="beta"), **given)
                    assert answer.status_code < 500, f"{path} {given}: {answer.text[:300]}"
                    tried += 1
            for value in HOSTILE if operation.get("parameters") else ():
                answer = await person.client.get(path.format(**dict.fromkeys(made.ids, quote(value, safe="")), slug=quote(value, safe="")))
                assert answer.status_code < 500, f"{path} {value!r}: {answer.text[:300]}"
    assert tried > 100


@pytest.mark.parametrize("key", ["", "k" * 256, "\u00ff" * 10])
async def test_an_idempotency_key_that_does_not_fit_is_refused(ann: Signed, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode("latin-1")}
    answer = await ann.client.post("/api/v1/notes", json={"target": "KO", "text": str(uuid4())}, headers=headers)
    assert answer.status_code in {201, 422}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", ""])
async def test_other_hosts_are_refused(served: Served, host: str) -> None:
    async with served.client() as nobody:
        assert (await nobody.get("/api/health", headers={"Host": host})).status_code == 400


async def test_unknown_addresses_and_methods_are_errors_of_our_form(ann: Signed) -> None:
    for method, path, status in (
        ("GET", "/api/v1/nothing", 404),
        ("PUT", "/api/v1/me", 405),
        ("POST", "/api/health", 405),
        ("GET", "/v1/x", 404),
    ):
        answer = await ann.client.request(method, path)
        assert (answer.status_code, set(answer.json())) == (status, {"error"})
