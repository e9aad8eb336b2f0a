"""Signing in at Upstox over a fake one: tokens sealed at rest, the state bound to the person, holdings into a statement."""

from collections.abc import Iterator

import pytest

from core.settings import UpstoxSettings
from data.broker import Broker
from data.vault import Vault
from tests.data.fake_market import INFY, Fake, serving
from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
HELD = {
    "isin": INFY,
    "trading_symbol": "INFY",
    "quantity": 7,
    "t1_quantity": 3,
    "average_price": 1400.5,
    "last_price": 1510.5,
    "company_name": "=INFOSYS",
}


@pytest.fixture
def upstox(served: Served) -> Iterator[Fake]:
    """Let the service speak to a fake Upstox for one test."""
    running, before = served.running, served.running.broker
    with serving(Fake(long_term=[HELD])) as fake:
        settings = UpstoxSettings(client_id="app", client_secret="s3cret", api=fake.url, assets=fake.url)
        running.broker = Broker(running.db, Vault([b"v" * 32]), settings, b"state key")
        yield fake
    running.broker = before


def state_of(url: str) -> str:
    return url.partition("state=")[2]


async def test_a_sign_in_keeps_sealed_tokens_and_reads_holdings(served: Served, newcomer: Signed, upstox: Fake) -> None:
    url = (await newcomer.json("POST", "/api/v1/upstox/login"))["url"]
    assert url.startswith(f"{upstox.url}/v2/login/authorization/dialog?response_type=code&client_id=app")
    assert (await newcomer.json("GET", "/api/v1/upstox"))["signed_in"] is False
    await newcomer.json("POST", "/api/v1/upstox", json={"code": "abc", "state": state_of(url)})
    assert "code=abc" in upstox.seen[-1][2]
    assert (await newcomer.json("GET", "/api/v1/upstox"))["signed_in"] is True
    async with served.running.db.tx(newcomer.id) as conn:
        row = await (await conn.execute("select access, extended from broker_tokens")).fetchone()
    assert row is not None
    assert b"good" not in bytes(row["access"])
    book = await newcomer.json("POST", "/api/v1/portfolios", json={"name": "Upstox", "base_currency": "INR"})
    preview = await newcomer.json("POST", f"/api/v1/portfolios/{book['id']}/upstox/holdings")
    assert (preview["format"], preview["rows"], preview["problems"]) == ("upstox_holdings", 1, [])
    await newcomer.json("DELETE", "/api/v1/upstox")
    assert (await newcomer.client.post(f"/api/v1/portfolios/{book['id']}/upstox/holdings")).status_code == 401


async def test_holdings_are_read_with_the_extended_token_where_the_other_is_refused(newcomer: Signed, upstox: Fake) -> None:
    url = (await newcomer.json("POST", "/api/v1/upstox/login"))["url"]
    await newcomer.json("POST", "/api/v1/upstox", json={"code": "abc", "state": state_of(url)})
    book = await newcomer.json("POST", "/api/v1/portfolios", json={"name": "Upstox", "base_currency": "INR"})
    upstox.tokens = {"long"}
    assert (await newcomer.json("POST", f"/api/v1/portfolios/{book['id']}/upstox/holdings"))["rows"] == 1
    assert [token for _, token, _ in upstox.seen[-2:]] == ["good", "long"]
    upstox.tokens = set()
    assert (await newcomer.client.post(f"/api/v1/portfolios/{book['id']}/upstox/holdings")).status_code == 503


async def test_another_persons_or_an_old_state_is_refused(served: Served, newcomer: Signed, upstox: Fake) -> None:
    other = await served.register("other")
    theirs = state_of((await other.json("POST", "/api/v1/upstox/login"))["url"])
    for state in (theirs, "1.abc", "x", "99999999999.00"):
        answer = await newcomer.client.post("/api/v1/upstox", json={"code": "abc", "state": state})
        assert answer.status_code == 422
    assert upstox.seen == []


@pytest.mark.parametrize("change", [{"quantity": -1}, {"isin": "=cmd"}, {"trading_symbol": "a,b"}, {"last_price": "x"}])
async def test_holdings_that_can_not_be_right_are_refused(newcomer: Signed, upstox: Fake, change: dict[str, object]) -> None:
    url = (await newcomer.json("POST", "/api/v1/upstox/login"))["url"]
    await newcomer.json("POST", "/api/v1/upstox", json={"code": "abc", "state": state_of(url)})
    upstox.long_term = [{**HELD, **change}]
    book = await newcomer.json("POST", "/api/v1/portfolios", json={"name": "Upstox", "base_currency": "INR"})
    assert (await newcomer.client.post(f"/api/v1/portfolios/{book['id']}/upstox/holdings")).status_code == 503
