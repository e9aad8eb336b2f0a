"""Imports and export over REST: preview, commit, undo, again; price files; the way back."""

from typing import Any

import pytest

from core.settings import ROOT
from tests.data.importers.cas_pdf import PASSWORD, detailed
from tests.fixtures_api import Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
HEAD = "date,type,symbol,quantity,price,currency,trade_id\n"
GOOD = HEAD + "2021-02-01,BUY,KO,5,50,USD,a1\n2021-03-01,BUY,ZZPRIV,10,20,USD,a2\n2021-04-01,SELL,KO,2,55,USD,a3\n"
BAD = GOOD + "2021-04-02,SELL,KO,9,55,USD,a4\nyesterday,BUY,KO,1,1,USD,a5\n"
PRICES = "symbol,date,close,currency\nZZPRIV,2022-01-03,25,USD\nZZPRIV,2022-06-01,30,USD\n"


async def portfolio(person: Signed) -> str:
    return str((await person.json("POST", "/api/v1/portfolios", json={"name": "Imported", "base_currency": "USD"}))["id"])


async def preview(person: Signed, book: str, text: str, **form: str) -> dict[str, Any]:
    files = {"file": ("trades.csv", text.encode(), "text/csv")}
    answer = await person.client.post(f"/api/v1/portfolios/{book}/imports", files=files, data=form)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def holdings(person: Signed, book: str) -> dict[str, dict[str, Any]]:
    found = await person.json("POST", "/api/v1/tools/portfolio_holdings", json={"portfolio_id": book})
    return {row["symbol"]: row for row in found["holdings"]}


async def test_preview_commit_undo_and_again(newcomer: Signed) -> None:
    book = await portfolio(newcomer)
    seen = await preview(newcomer, book, GOOD)
    assert (seen["rows"], seen["accepted"], seen["duplicates"], seen["problems"]) == (3, 3, 0, [])
    assert {"symbol": "KO", "before": "0", "after": "3"} in seen["effect"]
    assert await holdings(newcomer, book) == {}
    assert await newcomer.json("POST", f"/api/v1/imports/{seen['id']}/commit") == {"imported": 3, "skipped": 0}
    assert {symbol: row["quantity"] for symbol, row in (await holdings(newcomer, book)).items()} == {"KO": "3", "ZZPRIV": "10"}
    assert (await newcomer.client.post(f"/api/v1/imports/{seen['id']}/commit")).status_code == 409
    again = await preview(newcomer, book, GOOD)
    assert (again["accepted"], again["duplicates"]) == (0, 3)
    await newcomer.json("DELETE", f"/api/v1/imports/{seen['id']}")
    assert await holdings(newcomer, book) == {}
    fresh = await preview(newcomer, book, GOOD)
    assert await newcomer.json("POST", f"/api/v1/imports/{fresh['id']}/commit", json={}) == {"imported": 3, "skipped": 0}
    listed = (await newcomer.json("GET", "/api/v1/imports"))["imports"]
    assert [each["status"] for each in listed].count("committed") == 1


async def test_a_preview_lays_the_charges_of_contract_notes_beside_the_estimate(newcomer: Signed) -> None:
    head = "date,type,symbol,quantity,price,currency,stt,stamp_duty\n"
    book = await portfolio(newcomer)
    seen = await preview(newcomer, book, head + "2022-03-01,BUY,ZZPRIV,100,1000,INR,130,15\n")
    assert "were not compared" in " ".join(seen["notes"])  # before the table of exchange charges
    seen = await preview(newcomer, book, head + "2023-05-02,BUY,ZZPRIV,100,1000,INR,130,15\n")
    assert "Line 2: the contract note charges 30 more STT than the estimate." in seen["notes"]


async def test_problems_name_the_row_and_the_rest_is_committed(newcomer: Signed) -> None:
    book = await portfolio(newcomer)
    seen = await preview(newcomer, book, BAD)
    assert [(each["line"], each["code"] != "") for each in seen["problems"]] == [(5, True), (6, True)]
    assert all({"line", "column", "code", "message", "row"} == set(each) for each in seen["problems"])
    assert await newcomer.json("POST", f"/api/v1/imports/{seen['id']}/commit") == {"imported": 3, "skipped": 2}


async def test_an_undo_that_a_later_sale_depends_on_is_refused_with_its_row(newcomer: Signed) -> None:
    book = await portfolio(newcomer)
    seen = await preview(newcomer, book, GOOD)
    await newcomer.json("POST", f"/api/v1/imports/{seen['id']}/commit")
    sale = {"date": "2022-01-03", "type": "sell", "symbol": "ZZPRIV", "quantity": "10", "price": "22", "currency": "USD"}
    sold = await newcomer.json("POST", f"/api/v1/portfolios/{book}/transactions", json=sale)
    answer = await newcomer.client.delete(f"/api/v1/imports/{seen['id']}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "undo_refused")
    assert [each["id"] for each in answer.json()["error"]["detail"]] == [sold["id"]]


@pytest.mark.parametrize("prices_first", [True, False])
async def test_a_price_file_names_a_private_instrument_in_either_order(newcomer: Signed, *, prices_first: bool) -> None:
    book = await portfolio(newcomer)

    async def give_prices() -> str:
        files = {"file": ("prices.csv", PRICES.encode(), "text/csv")}
        found = (await newcomer.client.post("/api/v1/prices/imports", files=files)).json()
        assert (found["accepted"], found["problems"]) == (2, [])
        assert await newcomer.json("POST", f"/api/v1/imports/{found['id']}/commit") == {"imported": 2, "skipped": 0}
        return str(found["id"])

    prices = await give_prices() if prices_first else ""
    seen = await preview(newcomer, book, GOOD)
    await newcomer.json("POST", f"/api/v1/imports/{seen['id']}/commit")
    if not prices_first:
        row = (await holdings(newcomer, book))["ZZPRIV"]
        assert row["value"] is None
        prices = await give_prices()
    assert (await holdings(newcomer, book))["ZZPRIV"]["value"] == {"amount": "300.00", "currency": "USD"}
    await newcomer.json("DELETE", f"/api/v1/imports/{prices}")
    assert (await holdings(newcomer, book))["ZZPRIV"]["value"] is None


@pytest.mark.parametrize(
    ("name", "content", "form", "code"),
    [
        ("x.csv", b"what,is,this\n1,2,3\n", {}, "unknown_format"),
        ("x.csv", b"", {}, "bad_file"),
        ("x.xlsx", b"PK\x03\x04broken", {}, "bad_file"),
        ("x.csv", b"\x00\x01\x02", {}, None),
        ("x.csv", GOOD.encode(), {"format": "no such"}, "unknown_format"),
    ],
)
async def test_a_file_that_can_not_be_read_is_refused(
    newcomer: Signed, name: str, content: bytes, form: dict[str, str], code: str | None
) -> None:
    book = await portfolio(newcomer)
    files = {"file": (name, content, "text/csv")}
    answer = await newcomer.client.post(f"/api/v1/portfolios/{book}/imports", files=files, data=form)
    assert answer.status_code == 422, answer.text
    assert code is None or answer.json()["error"]["code"] == code


async def test_a_file_over_its_bound_is_refused(newcomer: Signed) -> None:
    book = await portfolio(newcomer)
    files = {"file": ("x.csv", b"x" * 20_000_001, "text/csv")}
    answer = await newcomer.client.post(f"/api/v1/portfolios/{book}/imports", files=files)
    assert answer.status_code == 413


async def test_what_is_exported_imports_to_the_same_ledger(ann: Signed, newcomer: Signed) -> None:
    answer = await ann.client.get("/api/v1/export?format=csv")
    assert answer.headers["content-disposition"].startswith("attachment")
    for theirs in (await ann.json("GET", "/api/v1/portfolios"))["portfolios"]:
        given = {"name": theirs["name"], "base_currency": theirs["base_currency"]}
        mine = await newcomer.json("POST", "/api/v1/portfolios", json=given)
        seen = await preview(newcomer, mine["id"], answer.text)
        assert {problem["code"] for problem in seen["problems"]} == {"other_portfolio"}
        await newcomer.json("POST", f"/api/v1/imports/{seen['id']}/commit")
        left, right = await holdings(ann, theirs["id"]), await holdings(newcomer, mine["id"])
        assert {name: row["quantity"] for name, row in left.items()} == {name: row["quantity"] for name, row in right.items()} != {}
    everything = await ann.json("GET", "/api/v1/export")
    assert len(everything["portfolios"]) == 2


async def test_the_sample_tradebooks_are_accepted_whole(newcomer: Signed) -> None:
    for path in sorted((ROOT / "data" / "sample" / "portfolios").glob("*.csv")):
        book = str((await newcomer.json("POST", "/api/v1/portfolios", json={"name": path.stem, "base_currency": "USD"}))["id"])
        seen = await preview(newcomer, book, path.read_text(encoding="utf-8"))
        assert (seen["problems"], seen["accepted"]) == ([], seen["rows"])


VALUED = "date,type,symbol,quantity,price,currency,name,asset_class\n2021-04-01,BUY,FD-1,1,100000,INR,Fixed deposit,deposit\n"


async def test_a_deposit_shows_its_value_its_day_and_how_old_that_is(newcomer: Signed) -> None:
    book = await portfolio(newcomer)
    seen = await preview(newcomer, book, VALUED)
    await newcomer.json("POST", f"/api/v1/imports/{seen['id']}/commit")
    row = (await holdings(newcomer, book))["FD-1"]
    assert (row["asset_class"], row["name"], row["value"]) == ("deposit", "Fixed deposit", None)
    assert "value" in row["reasons"]
    files = {"file": ("values.csv", b"symbol,date,close,currency\nFD-1,2022-03-31,107000,INR\n", "text/csv")}
    given = (await newcomer.client.post("/api/v1/prices/imports", files=files)).json()
    await newcomer.json("POST", f"/api/v1/imports/{given['id']}/commit")
    found = await newcomer.json("POST", "/api/v1/tools/portfolio_holdings", json={"portfolio_id": book, "as_of": "2022-06-30"})
    (row,) = found["holdings"]
    assert (row["value"], row["price_date"]) == ({"amount": "107000.00", "currency": "INR"}, "2022-03-31")
    assert found["staleness_days"] == 91


async def test_a_locked_pdf_asks_for_its_password(newcomer: Signed) -> None:
    pytest.importorskip("casparser")
    book = await portfolio(newcomer)
    for password, status, code in ((None, 422, "password_needed"), ("wrong", 422, "password_needed"), (PASSWORD, 201, None)):
        files = {"file": ("cas.pdf", detailed(), "application/pdf")}
        form = {"password": password} if password else {}
        answer = await newcomer.client.post(f"/api/v1/portfolios/{book}/imports", files=files, data=form)
        assert answer.status_code == status, answer.text
        assert PASSWORD not in answer.text
        assert code is None or answer.json()["error"]["code"] == code


async def test_deposits_that_a_file_lacks_are_added_where_wanted(newcomer: Signed) -> None:
    book = await portfolio(newcomer)
    seen = await preview(newcomer, book, GOOD)
    assert any("below zero" in note for note in seen["notes"])
    done = await newcomer.json("POST", f"/api/v1/imports/{seen['id']}/commit", json={"include_deposits": True})
    assert done["deposits"] >= 1
    [cash] = (await newcomer.json("POST", "/api/v1/tools/portfolio_holdings", json={"portfolio_id": book}))["cash"] or [{"amount": "0"}]
    assert float(cash["amount"]) >= 0
    kept = (await newcomer.json("GET", f"/api/v1/portfolios/{book}/transactions"))["transactions"]
    assert sum(row["source"] == "assumed_deposit" for row in kept) == done["deposits"]
