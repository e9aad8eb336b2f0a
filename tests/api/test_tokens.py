"""Login tokens that are forged, and personal access tokens with their doors, scopes and privacy."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.tokens import REQUIRED
from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
OTHER_KEY = Ed25519PrivateKey.generate()
MCP = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
NOBODYS = "9d2f6c1e-0b5a-4f7e-8a3d-5c4b1e2f7a90"
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


async def rest(served: Served, token: str, path: str = "/api/v1/me") -> int:
    async with served.client(token) as client:
        return (await client.get(path)).status_code


async def mcp(served: Served, token: str) -> int:
    async with served.client(token) as client:
        return (await client.post("/mcp", json=LIST, headers=MCP)).status_code


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def claims_of(token: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(token, options={"verify_signature": False})
    return found


def forged(served: Served, token: str) -> dict[str, str]:
    """Forge tokens in every way we know, each from a token that is good."""
    key, claims = served.running.identity.signer.key, claims_of(token)
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    head, body, signature = token.split(".")

    def signed(changes: dict[str, Any], headers: dict[str, Any] | None = None, by: Ed25519PrivateKey = key) -> str:
        return jwt.encode({**claims, **changes}, by, algorithm="EdDSA", headers=headers)

    def mac(header: dict[str, Any]) -> str:
        text = f"{part(header)}.{body}"
        return f"{text}.{base64.urlsafe_b64encode(hmac.new(public, text.encode(), hashlib.sha256).digest()).rstrip(b'=').decode()}"

    past = datetime.now(UTC) - timedelta(seconds=90)
    found = {
        "none": f"{part({'alg': 'none', 'typ': 'JWT'})}.{body}.",
        "None": f"{part({'alg': 'NoNe'})}.{body}.{signature}",
        "no signature": f"{head}.{body}.",
        "key confusion": mac({"alg": "HS256", "typ": "JWT"}),
        "another key": signed({}, by=OTHER_KEY),
        "own jwk": signed({}, {"jwk": {"kty": "OKP", "crv": "Ed25519"}}, OTHER_KEY),
        "jku": signed({}, {"jku": "http://127.0.0.1/keys"}, OTHER_KEY),
        "kid": signed({}, {"kid": "../../dev/null"}, OTHER_KEY),
        "crit": signed({}, {"crit": ["exp"], "exp": 1}),
        "other person": f"{head}.{part({**claims, 'sub': str(uuid4())})}.{signature}",
        "wrong aud": signed({"aud": ["coach-web"]}),
        "wrong iss": signed({"iss": "somebody"}),
        "expired": signed({"exp": past}),
        "not yet": signed({"nbf": datetime.now(UTC) + timedelta(hours=1)}),
        "later iat": signed({"iat": (datetime.now(UTC) + timedelta(hours=1)).timestamp()}),
        "sub is no id": signed({"sub": "admin"}),
        "sid is no id": signed({"sid": "1"}),
        "another's session": signed({"sub": str(uuid4())}),
        "unknown session": signed({"sid": str(uuid4())}),
        "huge": signed({"x": "y" * 8000}),
        "garbage": "a.b.c",
        "two parts": f"{head}.{body}",
        "not base64": "€€€.€€€.€€€",
    }
    for name in REQUIRED:
        found[f"without {name}"] = jwt.encode({k: v for k, v in claims.items() if k != name}, key, algorithm="EdDSA")
    return found


async def test_no_forged_token_is_taken_at_either_door(served: Served, newcomer: Signed) -> None:
    token = newcomer.tokens["access_token"]
    assert (await rest(served, token), await mcp(served, token)) == (200, 200)
    for name, bad in forged(served, token).items():
        sendable = bad.encode("latin-1", "replace").decode("latin-1")
        assert (name, await rest(served, sendable), await mcp(served, sendable)) == (name, 401, 401)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "bearer\tx", "Token abc"])
async def test_other_authorization_headers_are_refused(served: Served, header: str) -> None:
    async with served.client() as client:
        assert (await client.get("/api/v1/me", headers={"Authorization": header})).status_code == 401


async def token_for(person: Signed, **more: Any) -> str:
    """Make a personal access token."""
    made = await person.json("POST", "/api/v1/tokens", json={"name": "test", **more})
    assert made["token"].startswith("coach_pat_")
    return str(made["token"])


@pytest.mark.parametrize(("doors", "expected"), [(["api"], (200, 401)), (["mcp"], (401, 200)), (["api", "mcp"], (200, 200))])
async def test_a_token_opens_its_doors_only(served: Served, newcomer: Signed, doors: list[str], expected: tuple[int, int]) -> None:
    token = await token_for(newcomer, doors=doors)
    assert (await rest(served, token), await mcp(served, token)) == expected


SCOPED = [
    ("portfolio:read", "GET", "/api/v1/portfolios", None),
    ("portfolio:read", "POST", "/api/v1/tools/portfolio_list", {}),
    ("portfolio:read", "GET", "/api/v1/export", None),
    ("portfolio:write", "POST", "/api/v1/portfolios", {"name": "scoped", "base_currency": "USD"}),
    ("portfolio:write", "DELETE", f"/api/v1/portfolios/{NOBODYS}", None),
    ("portfolio:write", "POST", f"/api/v1/approvals/{NOBODYS}", {"decision": "approve"}),
    ("portfolio:write", "POST", "/api/v1/tokens", {"name": "more"}),
    ("chat", "POST", "/api/v1/chat", {"message": "Hello", "stream": False}),
    ("chat", "POST", "/v1/chat/completions", {"messages": [{"role": "user", "content": "Hello"}]}),
    ("chat", "GET", "/api/v1/threads", None),
]


@pytest.mark.parametrize("case", SCOPED, ids=lambda case: f"{case[1]} {case[2][:30]}")
async def test_a_token_without_the_scope_is_refused(served: Served, newcomer: Signed, case: tuple[str, str, str, Any]) -> None:
    scope, method, path, body = case
    others = [each for each in ("portfolio:read", "portfolio:write", "chat") if each != scope]
    async with served.client(await token_for(newcomer, doors=["api"], scopes=others)) as client:
        answer = await client.request(method, path, json=body)
    assert answer.status_code == 403, answer.text
    assert answer.json()["error"]["code"] == "not_allowed"
    async with served.client(await token_for(newcomer, doors=["api"], scopes=[scope, "portfolio:read"])) as client:
        assert (await client.request(method, path, json=body)).status_code != 403


async def test_a_token_makes_no_token_that_may_do_more(served: Served, newcomer: Signed) -> None:
    small = await token_for(newcomer, doors=["api"], scopes=["portfolio:write"], privacy="relative")
    async with served.client(small) as client:
        assert (await client.post("/api/v1/tokens", json={"name": "x", "scopes": ["chat"]})).status_code == 403
        assert (await client.post("/api/v1/tokens", json={"name": "x", "scopes": ["portfolio:write"]})).json()["privacy"] == "relative"
        assert (await client.get("/api/v1/export")).status_code == 403
        for path in ("/api/v1/auth/password",):
            assert (await client.post(path, json={"old_password": "x" * 8, "new_password": "y" * 8})).status_code == 403


async def test_a_deleted_or_expired_token_is_dead(served: Served, newcomer: Signed) -> None:
    made = await newcomer.json("POST", "/api/v1/tokens", json={"name": "brief", "doors": ["api"], "expires_in_days": 1})
    assert await rest(served, made["token"]) == 200
    listed = await newcomer.json("GET", "/api/v1/tokens")
    assert "token" not in listed["tokens"][0]
    await newcomer.json("DELETE", f"/api/v1/tokens/{made['id']}")
    assert await rest(served, made["token"]) == 401


MONEY = ("portfolio_holdings", "portfolio_performance", "portfolio_gains", "portfolio_transactions", "portfolio_income")


async def test_relative_privacy_shows_no_money_at_any_door(served: Served, ann: Signed) -> None:
    token = await token_for(ann, doors=["api"], scopes=["portfolio:read", "chat"], privacy="relative")
    async with served.client(token) as client:
        for name in MONEY:
            shown = (await client.post(f"/api/v1/tools/{name}", json={})).json()
            assert not amounts(shown), name
        for path in ("/api/v1/export", "/api/v1/export?format=csv"):
            assert (await client.get(path)).status_code == 403, path
        listed = (await client.get("/api/v1/portfolios")).json()["portfolios"][0]["id"]
        assert (await client.get(f"/api/v1/portfolios/{listed}/transactions")).status_code == 403
        answer = (await client.post("/api/v1/chat", json={"message": "What is my portfolio worth?", "stream": False})).json()
        assert not [fact for fact in answer["facts"] if fact["unit"] == "money"]


def amounts(value: Any) -> list[Any]:
    """Find money of the person's holdings anywhere in a result."""
    if isinstance(value, dict):
        own = [value["amount"]] if set(value) == {"amount", "currency"} and value["amount"] is not None else []
        return own + [each for inner in value.values() for each in amounts(inner)]
    return [each for inner in value for each in amounts(inner)] if isinstance(value, list) else []
