"""A statement that does not fit the ledger: imported, explained, drafted, approved, and then it fits; all over REST."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.fixtures_api import Served, Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
LEDGER = "date,type,symbol,quantity,price,currency,trade_id\n2021-02-01,BUY,{symbol},100,60,USD,r1\n2021-03-01,BUY,PEP,10,130,USD,r2\n"
STATEMENT = "date,symbol,quantity,avgCost,currency\n2022-12-28,{symbol},{quantity},{average},USD\n2022-12-28,PEP,10,130,USD\n"


@pytest_asyncio.fixture(loop_scope="session")
async def two(served: Served) -> AsyncIterator[tuple[Signed, Signed]]:
    """Give two fresh people."""
    owner, other = await served.register("owner"), await served.register("other")
    async with owner.client, other.client:
        yield owner, other


async def imported(person: Signed, book: str, text: str) -> None:
    files = {"file": ("file.csv", text.encode(), "text/csv")}
    seen = await person.json("POST", f"/api/v1/portfolios/{book}/imports", files=files)
    assert seen["problems"] == []
    await person.json("POST", f"/api/v1/imports/{seen['id']}/commit")


async def tool(person: Signed, name: str, **arguments: Any) -> dict[str, Any]:
    found: dict[str, Any] = await person.json("POST", f"/api/v1/tools/{name}", json=arguments)
    return found


@pytest.mark.parametrize(
    ("symbol", "stated", "kind", "ratio"),
    [
        ("KO", ("200", "30"), "split", "2:1"),
        ("KO", ("1000", "6"), "split", "10:1"),
        ("ZZHOME", ("150", "40"), "bonus", "1:2"),
    ],
)
async def test_what_a_statement_shows_is_proposed_drafted_approved_and_then_fits(
    two: tuple[Signed, Signed], symbol: str, stated: tuple[str, str], kind: str, ratio: str
) -> None:
    owner, other = two
    made = await owner.json("POST", "/api/v1/portfolios", json={"name": "Stated", "base_currency": "USD"})
    book, quantity = made["id"], stated[0]
    await imported(owner, book, LEDGER.format(symbol=symbol))
    await imported(owner, book, STATEMENT.format(symbol=symbol, quantity=quantity, average=stated[1]))
    found = await tool(owner, "portfolio_reconcile", portfolio_id=book)
    (item,) = [each for each in found["items"] if each["kind"] != "match"]
    assert (found["matched"], item["symbol"], item["kind"], item["ratio"]) == (1, symbol, kind, ratio)
    assert (item["earliest"], item["latest"]) == ("2021-02-01", found["as_of"])
    drafted = await tool(owner, "portfolio_record", portfolio_id=book, type=kind, symbol=symbol, ratio=ratio, date=item["latest"])
    assert await shares(owner, book) == {symbol: "100", "PEP": "10"}
    path = f"/api/v1/approvals/{drafted['approval_id']}"
    assert (await other.client.post(path, json={"decision": "approve"})).status_code == 404
    await owner.json("POST", path, json={"decision": "approve"})
    assert await shares(owner, book) == {symbol: quantity, "PEP": "10"}
    again = await tool(owner, "portfolio_reconcile", portfolio_id=book)
    assert (again["matched"], again["different"]) == (2, 0)


async def shares(person: Signed, book: str) -> dict[str, str]:
    found = await tool(person, "portfolio_holdings", portfolio_id=book)
    return {row["symbol"]: row["quantity"] for row in found["holdings"]}
