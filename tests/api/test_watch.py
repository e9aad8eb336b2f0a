"""Alerts, the watchlist and reviews over REST; the daily job; sending."""

import asyncio
import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from api import review, sending
from core.errors import Unavailable
from core.market import Instrument
from core.settings import SendSettings
from data import watch
from data.instruments import keep_own
from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_alerts_and_watchlist_from_beginning_to_end(newcomer: Signed) -> None:
    made = await newcomer.json("POST", "/api/v1/alerts", json={"kind": "price", "symbol": "KO", "level": "50"})
    assert (made["level"], made["holds"]) == ("50", False)
    assert await newcomer.json("GET", "/api/v1/alerts") == {"alerts": [made]}
    await newcomer.json("DELETE", f"/api/v1/alerts/{made['id']}")
    assert (await newcomer.client.delete(f"/api/v1/alerts/{made['id']}")).status_code == 404
    await newcomer.json("POST", "/api/v1/watchlist", json={"symbol": "AAPL", "note": "later"})
    await newcomer.json("POST", "/api/v1/watchlist", json={"symbol": "AAPL"})
    assert [(each["symbol"], each["note"]) for each in (await newcomer.json("GET", "/api/v1/watchlist"))["watchlist"]] == [("AAPL", "")]
    await newcomer.json("DELETE", "/api/v1/watchlist/AAPL")


@pytest.mark.parametrize(
    ("change", "fresh"),
    [({}, False), ({"level": "1.0"}, False), ({"side": "below", "level": "1000"}, True), ({"symbol": "PG"}, True)],
)
async def test_an_edited_alert_keeps_itself_and_fires_anew_only_when_it_is_another(
    served: Served, change: dict[str, str], *, fresh: bool
) -> None:
    kim, lee = await served.with_samples("kim"), await served.register("lee")
    body = {"kind": "price", "symbol": "KO", "side": "above", "level": "1"}
    mine, theirs = [await each.json("POST", "/api/v1/alerts", json=body) for each in (kim, lee)]
    await kim.json("POST", "/api/v1/reviews")
    [before] = (await kim.json("GET", "/api/v1/alerts"))["alerts"]
    assert (await lee.client.put(f"/api/v1/alerts/{mine['id']}", json={**body, "level": "2"})).status_code == 404
    after = await kim.json("PUT", f"/api/v1/alerts/{mine['id']}", json={**body, **change})
    kept = {"holds": False, "fired_at": None} if fresh else {"holds": True, "fired_at": before["fired_at"], "level": "1"}
    assert after == {**before, **change, **kept}
    assert (await kim.json("GET", "/api/v1/alerts")) == {"alerts": [after]}
    assert (await lee.json("GET", "/api/v1/alerts")) == {"alerts": [theirs]}
    assert [each["fresh"] for each in (await kim.json("POST", "/api/v1/reviews"))["body"]["alerts"]] == [fresh]


@pytest.mark.parametrize(
    "body",
    [
        {"kind": "price", "level": "1"},
        {"kind": "rain", "symbol": "KO", "level": "1"},
        {"kind": "price", "symbol": "KO", "level": "-1"},
        {"kind": "weight", "level": "0.1"},
        {"kind": "weight", "symbol": "KO", "level": "15"},
    ],
)
async def test_alerts_that_make_no_sense_are_refused(newcomer: Signed, body: dict[str, str]) -> None:
    assert (await newcomer.client.post("/api/v1/alerts", json=body)).status_code == 422


@pytest.mark.parametrize("name", ["MSFT", "msft", " Msft ", "microsoft"])
async def test_a_symbol_is_found_in_any_case(newcomer: Signed, name: str) -> None:
    made = await newcomer.json("POST", "/api/v1/watchlist", json={"symbol": name})
    alert = await newcomer.json("POST", "/api/v1/alerts", json={"kind": "price", "symbol": name, "level": "1"})
    assert (made["symbol"], alert["symbol"]) == ("MSFT", "MSFT")
    await newcomer.json("DELETE", "/api/v1/watchlist/msft")
    assert (await newcomer.json("GET", "/api/v1/watchlist"))["watchlist"] == []


@pytest.mark.parametrize(("name", "near"), [("APPL", "AAPL"), ("Microsft", "MSFT"), ("zqzqzq", "spelling")])
async def test_an_unknown_symbol_is_refused_with_the_nearest(newcomer: Signed, name: str, near: str) -> None:
    for path, more in (("watchlist", {}), ("alerts", {"kind": "price", "level": "1"})):
        answer = await newcomer.client.post(f"/api/v1/{path}", json={"symbol": name, **more})
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (422, "unknown_symbol")
        assert near in error["message"]


async def test_an_instrument_of_ones_own_is_nobody_elses(served: Served) -> None:
    gil, hal = await served.register("gil"), await served.register("hal")
    async with served.running.db.tx(gil.id) as conn:
        await keep_own(conn, gil.id, [Instrument(symbol="OWNED", name="Owned", currency="USD", own=True)])
    assert (await gil.json("POST", "/api/v1/watchlist", json={"symbol": "owned"}))["symbol"] == "OWNED"
    assert (await hal.client.post("/api/v1/watchlist", json={"symbol": "owned"})).status_code == 422


async def test_the_watchlist_has_prices_or_says_why_not_and_is_ones_own(served: Served) -> None:
    jan, kit = await served.register("jan"), await served.register("kit")
    async with served.running.db.tx(jan.id) as conn:
        await keep_own(conn, jan.id, [Instrument(symbol="OWNED", name="Owned", currency="USD", own=True)])
        await watch.watch(conn, jan.id, "GONE", "")  # an instrument of one's own may go again
    for symbol in ("KO", "OWNED", "MSFT"):
        await jan.json("POST", "/api/v1/watchlist", json={"symbol": symbol, "note": "later"})
    gone, ko, owned, msft = (await jan.json("GET", "/api/v1/watchlist"))["watchlist"]
    for row in (ko, msft):
        quote = await jan.json("POST", "/api/v1/tools/market_quote", json={"symbol": row["symbol"]})
        names = ("name", "price", "currency", "price_date")
        assert {each: row[each] for each in names} == {each: quote[each] for each in names}
        assert (row["return_fraction"], row["note"], row["reason"]) == (pytest.approx(quote["change_fraction"]), "later", None)
    assert [row["price"] for row in (gone, owned)] == [None, None]
    assert ("'GONE'" in gone["reason"], "no price of OWNED" in owned["reason"]) == (True, True)
    assert (await kit.json("GET", "/api/v1/watchlist"))["watchlist"] == []


async def test_a_full_watchlist_lets_notes_change(newcomer: Signed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "MOST", 1)
    await newcomer.json("POST", "/api/v1/watchlist", json={"symbol": "KO"})
    assert (await newcomer.json("POST", "/api/v1/watchlist", json={"symbol": "KO", "note": "later"}))["note"] == "later"
    assert (await newcomer.client.post("/api/v1/watchlist", json={"symbol": "PG"})).status_code == 409


async def test_a_review_that_failed_for_a_while_is_made_at_the_next_look(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    ivy = await served.with_samples("ivy")
    await ivy.json("PUT", "/api/v1/reviews/plan", json={"daily": True})

    async def down(*_: Any, **__: Any) -> None:
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr(review, "make", down)
        assert await review.due(served.running) == 0
    assert [await review.due(served.running) for _ in range(2)] == [1, 0]


async def test_a_review_tells_what_holds_and_is_fresh_once(served: Served) -> None:
    ana = await served.with_samples("ana")
    for alert in (
        {"kind": "price", "symbol": "KO", "level": "1"},
        {"kind": "price", "symbol": "KO", "side": "below", "level": "1"},
        {"kind": "drawdown", "level": "0.01"},
        {"kind": "drawdown", "symbol": "AAPL", "level": "0.05"},
        {"kind": "weight", "symbol": "AAPL", "level": "0.99"},
        {"kind": "staleness", "level": "100000"},
    ):
        await ana.json("POST", "/api/v1/alerts", json=alert)
    async with served.running.db.tx(ana.id) as conn:  # an instrument of one's own may go again
        await watch.add_alert(conn, ana.id, watch.Condition("price", "NOSUCH", "above", Decimal(1)))
    await ana.json("POST", "/api/v1/watchlist", json={"symbol": "PG"})
    await ana.json("PUT", "/api/v1/policy", json={"max_holding": 0.01, "max_volatility": 0.001})
    first = (await ana.json("POST", "/api/v1/reviews"))["body"]
    assert [each["holds"] for each in first["alerts"]] == [True, False, True, True, False, False, False]
    assert [each["fresh"] for each in first["alerts"]] == [each["holds"] for each in first["alerts"]]
    assert "NOSUCH" in first["alerts"][-1]["reason"]
    assert [row["rule"] for row in first["broken"]] == ["largest holding", "volatility"]
    assert (first["watchlist"][0]["symbol"], len(first["movers"])) == ("PG", 5)
    second = (await ana.json("POST", "/api/v1/reviews"))["body"]
    assert [f"your first: it looks back to {first['since']}" in each["text"] for each in (first, second)] == [True, False]
    assert f"since the last one, of {first['as_of']}" in second["text"]
    assert not any(each["fresh"] for each in second["alerts"])
    assert second["since"] == first["as_of"]
    assert len((await ana.json("GET", "/api/v1/reviews"))["reviews"]) == 2


async def test_a_review_stands_in_a_conversation_with_figures_that_can_be_explained(served: Served) -> None:
    bob = await served.with_samples("bob")
    made = (await bob.json("POST", "/api/v1/reviews"))["body"]
    thread = await bob.json("GET", f"/api/v1/threads/{made['thread_id']}")
    answer = thread["messages"][1]["answer"]
    assert answer["text"] == made["text"]
    assert len(answer["facts"]) == 4
    for fact in answer["facts"]:
        for start, end in fact["spans"]:
            shown = answer["text"][start:end].replace(",", "")
            assert float(shown.rstrip("%")) / (100 if "%" in shown else 1) == pytest.approx(float(fact["value"]), abs=0.006)
    told = await bob.json("POST", "/api/v1/tools/explain_fact", json={"ref": answer["facts"][0]["ref"]})
    assert told["tool"] == "portfolio_performance"


async def test_the_daily_job_makes_one_review_a_day_for_those_who_want_it(served: Served) -> None:
    eve, fay = await served.with_samples("eve"), await served.with_samples("fay")
    plan = await eve.json("PUT", "/api/v1/reviews/plan", json={"daily": True, "webhook": True})
    assert (plan["daily"], plan["available"]) == (True, {"mail": False, "webhook": False})
    made = await asyncio.gather(review.due(served.running), review.due(served.running))
    assert (sum(made), await review.due(served.running)) == (1, 0)
    [kept] = (await eve.json("GET", "/api/v1/reviews"))["reviews"]
    assert kept["body"]["value"]["currency"]
    assert (await fay.json("GET", "/api/v1/reviews"))["reviews"] == []


async def test_a_review_tells_of_new_income_and_what_has_come_to_hold(newcomer: Signed) -> None:
    book = (await newcomer.json("POST", "/api/v1/portfolios", json={"name": "Paid", "base_currency": "USD"}))["id"]
    path = f"/api/v1/portfolios/{book}/transactions"
    await newcomer.json("POST", path, json={"date": "2022-11-01", "type": "deposit", "amount": "1000", "currency": "USD"})
    await newcomer.json(
        "POST", path, json={"date": "2022-11-02", "type": "buy", "symbol": "KO", "quantity": "10", "price": "60", "currency": "USD"}
    )
    await newcomer.json("POST", "/api/v1/alerts", json={"kind": "staleness", "level": "10"})
    await newcomer.json("POST", "/api/v1/alerts", json={"kind": "weight", "symbol": "KO", "level": "0.3"})
    first = (await newcomer.json("POST", "/api/v1/reviews"))["body"]
    assert [(each["kind"], each["holds"]) for each in first["alerts"]] == [("staleness", False), ("weight", True)]
    paid = {"date": "2023-01-16", "type": "dividend", "symbol": "KO", "amount": "4.40", "currency": "USD"}
    await newcomer.json("POST", path, json=paid)
    second = (await newcomer.json("POST", "/api/v1/reviews"))["body"]
    assert (second["since"], second["new_income"], second["new_transactions"]) == (first["as_of"], {"amount": "4.40", "currency": "USD"}, 1)
    assert [(each["holds"], each["fresh"]) for each in second["alerts"]] == [(True, True), (True, False)]
    assert "Income has come in since then." in second["text"]
    assert "staleness of the whole above your 10 (new)" in second["text"]


async def test_the_daily_review_is_posted_to_the_hook(served: Served, hook: tuple[str, list[bytes]]) -> None:
    url, seen = hook
    settings = replace(served.running.settings, send=SendSettings(webhook=f"{url}/ok"))
    gil = await served.with_samples("gil")
    await gil.json("PUT", "/api/v1/reviews/plan", json={"daily": True, "webhook": True})
    assert await review.due(replace(served.running, settings=settings)) == 1
    [kept] = (await gil.json("GET", "/api/v1/reviews"))["reviews"]
    assert json.loads(seen[0])["text"] == kept["body"]["text"]


@pytest.fixture
def hook() -> Iterator[tuple[str, list[bytes]]]:
    seen: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200 if self.path == "/ok" else 302)
            self.send_header("location", "/ok")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()
    server.server_close()
    thread.join()


async def test_a_webhook_gets_json_and_no_redirect_is_followed(hook: tuple[str, list[bytes]]) -> None:
    url, seen = hook
    await sending.webhook(SendSettings(webhook=f"{url}/ok"), {"text": "hello"})
    assert seen == [b'{"text":"hello"}']
    with pytest.raises(Unavailable):
        await sending.webhook(SendSettings(webhook=f"{url}/moved"), {})
    assert len(seen) == 2


async def test_mail_is_handed_to_the_mail_server() -> None:
    got: list[str] = []

    async def server(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        told = {"data": b"354 go\r\n", "quit": b"221 bye\r\n"}
        inside = False
        async for read in reader:
            line = read.decode().rstrip("\r\n")
            got.append(line)
            inside = (inside or line.lower() == "data") and line != "."
            if not inside or line.lower() == "data":
                writer.write(told.get(line.lower(), b"250 ok\r\n"))
        writer.close()

    listening = await asyncio.start_server(server, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    await sending.mail(SendSettings(smtp=f"smtp://127.0.0.1:{port}"), "ana@example.org", "Review", "All is well.")
    assert "All is well." in got
    assert any("ana@example.org" in line for line in got)
    listening.close()
    await listening.wait_closed()


async def test_a_way_that_is_not_set_up_is_named() -> None:
    with pytest.raises(Unavailable, match="COACH_WEBHOOK_URL"):
        await sending.webhook(SendSettings(), {})
    with pytest.raises(Unavailable, match="COACH_SMTP_URL"):
        await sending.mail(replace(SendSettings()), "a@example.org", "s", "t")
