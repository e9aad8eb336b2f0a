"""Portfolios and transactions over REST."""

from typing import Any

import pytest

from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
PORTFOLIOS = "/api/v1/portfolios"
BUY = {"date": "2020-01-06", "type": "buy", "symbol": "KO", "quantity": "10", "price": "50", "currency": "USD"}


async def made(person: Signed, **more: Any) -> str:
    """Make a portfolio and give its address."""
    found = await person.json("POST", PORTFOLIOS, json={"name": "Mine", "base_currency": "USD", **more})
    return f"{PORTFOLIOS}/{found['id']}"


async def test_a_portfolio_from_beginning_to_end(newcomer: Signed) -> None:
    path = await made(newcomer, benchmark="S&P 500")
    one = await newcomer.json("GET", path)
    assert one == {"id": path.rpartition("/")[2], "name": "Mine", "base_currency": "USD", "benchmark": "SP500"}
    assert await newcomer.json("GET", PORTFOLIOS) == {"portfolios": [one]}
    changed = await newcomer.json("PATCH", path, json={"name": "Ours", "benchmark": None})
    assert changed == {**one, "name": "Ours", "benchmark": None}
    assert (await newcomer.client.delete(path)).status_code == 204
    for method in ("GET", "PATCH", "DELETE"):
        assert (await newcomer.client.request(method, path, json={"name": "x"})).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "base_currency": "USD"},
        {"name": "x", "base_currency": "usd"},
        {"name": "x", "base_currency": "ZZZ"},
        {"name": "x", "base_currency": "GBX"},
        {"name": "x"},
        {"name": "x", "base_currency": "USD", "benchmark": "NOSUCH"},
        {"name": "x", "base_currency": "USD", "user_id": "1"},
        {"name": "x" * 121, "base_currency": "USD"},
    ],
)
async def test_a_portfolio_that_does_not_fit_is_refused(newcomer: Signed, body: dict[str, Any]) -> None:
    assert (await newcomer.client.post(PORTFOLIOS, json=body)).status_code == 422


async def test_two_portfolios_of_one_name_are_a_conflict(newcomer: Signed) -> None:
    await made(newcomer)
    assert (await newcomer.client.post(PORTFOLIOS, json={"name": "Mine", "base_currency": "INR"})).status_code == 409


async def test_transactions_come_newest_first_page_by_page(newcomer: Signed) -> None:
    path = await made(newcomer)
    for day in range(1, 8):
        await newcomer.json("POST", f"{path}/transactions", json={**BUY, "date": f"2020-01-0{day}"})
    seen: list[str] = []
    cursor = None
    while True:
        page = await newcomer.json("GET", f"{path}/transactions", params={"limit": 3, **({"cursor": cursor} if cursor else {})})
        seen += [row["date"] for row in page["transactions"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == [f"2020-01-0{day}" for day in range(7, 0, -1)]
    assert (await newcomer.client.get(f"{path}/transactions?cursor=nonsense")).status_code == 422


async def test_a_transaction_counts_until_it_is_taken_back(newcomer: Signed) -> None:
    path = await made(newcomer)
    recorded = await newcomer.json("POST", f"{path}/transactions", json=BUY)

    async def held() -> list[str]:
        found = await newcomer.json("POST", "/api/v1/tools/portfolio_holdings", json={"portfolio_id": path.rpartition("/")[2]})
        return [row["quantity"] for row in found["holdings"]]

    assert await held() == ["10"]
    other = await newcomer.json("POST", PORTFOLIOS, json={"name": "Other", "base_currency": "USD"})
    assert (await newcomer.client.delete(f"{PORTFOLIOS}/{other['id']}/transactions/{recorded['id']}")).status_code == 404
    assert (await newcomer.client.delete(f"{path}/transactions/{recorded['id']}")).status_code == 204
    assert (await newcomer.client.delete(f"{path}/transactions/{recorded['id']}")).status_code == 404
    assert (await newcomer.json("GET", f"{path}/transactions"))["transactions"] == []


async def test_a_type_may_be_written_in_capitals(newcomer: Signed) -> None:
    path = await made(newcomer)
    await newcomer.json("POST", f"{path}/transactions", json={**BUY, "type": "BUY"})
    assert [row["type"] for row in (await newcomer.json("GET", f"{path}/transactions"))["transactions"]] == ["buy"]


async def test_a_transaction_is_corrected_in_its_place(newcomer: Signed, ann: Signed) -> None:
    path = await made(newcomer)
    wrong = await newcomer.json("POST", f"{path}/transactions", json=BUY)
    sale = await newcomer.json("POST", f"{path}/transactions", json={**BUY, "type": "sell", "date": "2020-03-02"})
    too_few = await newcomer.client.put(f"{path}/transactions/{wrong['id']}", json={**BUY, "quantity": "4"})
    assert (too_few.status_code, too_few.json()["error"]["code"]) == (409, "ledger_conflict")
    assert (await ann.client.put(f"{path}/transactions/{wrong['id']}", json=BUY)).status_code == 404
    right = await newcomer.json("PUT", f"{path}/transactions/{wrong['id']}", json={**BUY, "quantity": "12"})
    rows = (await newcomer.json("GET", f"{path}/transactions"))["transactions"]
    assert {(row["id"], row["quantity"]) for row in rows} == {(right["id"], "12"), (sale["id"], "10")}
    assert (await newcomer.client.put(f"{path}/transactions/{wrong['id']}", json=BUY)).status_code == 404


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"type": "sell", "quantity": "11"}, 409),
        ({"date": "2999-01-01"}, 422),
        ({"quantity": "-1"}, 422),
        ({"quantity": "0"}, 422),
        ({"quantity": "NaN"}, 422),
        ({"price": "1e400"}, 422),
        ({"symbol": None}, 422),
        ({"currency": "dollars"}, 422),
        ({"currency": "ZZZ"}, 422),
        ({"currency": "XAU"}, 422),
        ({"type": "gift"}, 422),
        ({"date": "2020-02-30"}, 422),
        ({"note": "\x00"}, 422),
        ({"isin": "US1912161008x"}, 422),
    ],
)
async def test_a_transaction_that_does_not_fit_is_refused(newcomer: Signed, change: dict[str, Any], status: int) -> None:
    path = await made(newcomer)
    await newcomer.json("POST", f"{path}/transactions", json=BUY)
    answer = await newcomer.client.post(f"{path}/transactions", json={**BUY, "date": "2020-02-03", **change})
    assert answer.status_code == status, answer.text
    assert len((await newcomer.json("GET", f"{path}/transactions"))["transactions"]) == 1


@pytest.mark.parametrize(
    ("path", "body"),
    [(PORTFOLIOS, {"name": "x", "base_currency": "ZZZ"}), ("/api/v1/me", {"base_currency": "ZZZ"})],
)
async def test_a_currency_that_is_none_is_told_by_its_code(newcomer: Signed, path: str, body: dict[str, Any]) -> None:
    answer = await newcomer.client.request("PATCH" if path.endswith("me") else "POST", path, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_currency")


async def test_pence_are_recorded_as_pounds(newcomer: Signed) -> None:
    path = await made(newcomer)
    await newcomer.json("POST", f"{path}/transactions", json={**BUY, "currency": "GBX"})
    [row] = (await newcomer.json("GET", f"{path}/transactions"))["transactions"]
    assert (row["currency"], row["price"]) == ("GBP", "0.5")


async def test_a_purchase_that_a_sale_needs_stays(newcomer: Signed) -> None:
    path = await made(newcomer)
    bought = await newcomer.json("POST", f"{path}/transactions", json=BUY)
    await newcomer.json("POST", f"{path}/transactions", json={**BUY, "type": "sell", "date": "2020-03-02"})
    answer = await newcomer.client.delete(f"{path}/transactions/{bought['id']}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "ledger_conflict")


@pytest.mark.parametrize("policy", [{"targets": {"KO": 0.9, "PG": 0.2}}, {"min_cash": 0.5, "max_cash": 0.1}])
async def test_a_policy_that_can_not_be_kept_is_refused(newcomer: Signed, policy: dict[str, Any]) -> None:
    before = await newcomer.json("GET", "/api/v1/policy")
    assert (await newcomer.client.put("/api/v1/policy", json=policy)).status_code == 422
    assert await newcomer.json("GET", "/api/v1/policy") == before


async def test_policy_notes_and_documents_are_kept(newcomer: Signed) -> None:
    policy = {"by": "symbol", "targets": {"KO": 0.5, "Cash": 0.5}, "max_holding": 0.6}
    await newcomer.json("PUT", "/api/v1/policy", json=policy)
    assert {**(await newcomer.json("GET", "/api/v1/policy")), **policy} == await newcomer.json("GET", "/api/v1/policy")
    note = await newcomer.json("POST", "/api/v1/notes", json={"target": "KO", "text": "My aunt likes it."})
    assert [each["text"] for each in (await newcomer.json("GET", "/api/v1/notes?target=KO"))["notes"]] == ["My aunt likes it."]
    assert (await newcomer.json("GET", "/api/v1/notes?target=MSFT"))["notes"] == []
    document = await newcomer.json(
        "POST", "/api/v1/documents", files={"file": ("plan.md", b"# Plan\n\nRetire to Lisbon.", "text/markdown")}
    )
    found = await newcomer.json("POST", "/api/v1/tools/notes_search", json={"query": "where do I want to retire, Lisbon?"})
    assert "Lisbon" in found["passages"][0]["text"]
    for path in (f"/api/v1/notes/{note['id']}", f"/api/v1/documents/{document['id']}"):
        assert (await newcomer.client.delete(path)).status_code == 204
        assert (await newcomer.client.delete(path)).status_code == 404
    assert (await newcomer.json("GET", "/api/v1/documents"))["documents"] == []


async def test_a_note_is_changed_where_it_stands_by_its_writer_alone(newcomer: Signed, ann: Signed) -> None:
    note = await newcomer.json("POST", "/api/v1/notes", json={"target": "KO", "text": "Sell it in Reykjavik."})
    path, changed = f"/api/v1/notes/{note['id']}", {"target": "PG", "text": "Keep it for Ljubljana."}
    assert (await ann.client.put(path, json=changed)).status_code == 404
    assert (await newcomer.json("GET", "/api/v1/notes"))["notes"] == [note]
    assert await newcomer.json("PUT", path, json=changed) == {**note, **changed}
    assert (await newcomer.json("GET", "/api/v1/notes"))["notes"] == [{**note, **changed}]
    for words, titles in (("Ljubljana", ["Note on PG"]), ("Reykjavik", [])):
        found = await newcomer.json("POST", "/api/v1/tools/notes_search", json={"query": words})
        assert [each["title"] for each in found["passages"] if words in each["text"]] == titles
    assert (await newcomer.client.put(path, json={"target": "PG", "text": "\u200b"})).status_code == 422


async def test_a_job_tells_how_the_embedding_of_a_text_stands(served: Served, newcomer: Signed) -> None:
    document = await newcomer.json("POST", "/api/v1/documents", files={"file": ("plan.txt", b"Retire to Lisbon.", "text/plain")})
    path = f"/api/v1/jobs/{document['job_id']}"
    assert (await newcomer.json("GET", path))["kind"] == "texts"
    await served.running.jobs.settled()
    done = await newcomer.json("DELETE", path)
    assert (done["status"], done["error"]) == ("done", None)


async def test_the_library_is_listed_searched_and_read(ann: Signed) -> None:
    listed = (await ann.json("GET", "/api/v1/library"))["lessons"]
    assert {"sharpe-ratio", "volatility"} <= {each["slug"] for each in listed}
    found = await ann.json("GET", "/api/v1/library?q=what is a sharpe ratio")
    assert found["passages"][0]["title"].lower().startswith("sharpe")
    lesson = await ann.json("GET", "/api/v1/library/sharpe-ratio")
    assert "Sharpe" in lesson["body"]
    assert (await ann.client.get("/api/v1/library/no-such-lesson")).status_code == 404


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        (PORTFOLIOS, {"name": "x"}, "base_currency"),
        ("/api/v1/tools/risk_what_if", {"trades": [{"symbol": "KO", "side": "buy"}]}, "trades.0"),
        ("/api/v1/tools/notes_search", {}, "query"),
    ],
)
async def test_an_error_names_the_field_in_plain_words(newcomer: Signed, path: str, body: dict[str, Any], where: str) -> None:
    answer = (await newcomer.client.post(path, json=body)).json()["error"]
    assert where in answer["message"]
    assert not any(word in answer["message"] for word in ("Value error", "body"))
