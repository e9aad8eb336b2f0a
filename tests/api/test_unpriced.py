"""What is held without a price: no gain, no return and no risk is made up for it, and the reason is given."""

from typing import Any

import pytest

from tests.api.test_portfolios import PORTFOLIOS
from tests.fixtures_api import Signed

pytestmark = pytest.mark.asyncio(loop_scope="session")
ROWS = [
    {"date": "2021-01-04", "type": "deposit", "amount": "30000"},
    {"date": "2021-02-05", "type": "buy", "symbol": "UNLISTED", "quantity": "5", "price": "3000"},
    {"date": "2021-06-07", "type": "sell", "symbol": "UNLISTED", "quantity": "2", "price": "4500"},
]


async def asked(person: Signed, rows: list[dict[str, Any]], tool: str) -> Any:
    """Record rows in a new portfolio and ask a tool about it."""
    made = await person.json("POST", PORTFOLIOS, json={"name": f"{tool} {len(rows)}", "base_currency": "INR"})
    for row in rows:
        await person.json("POST", f"{PORTFOLIOS}/{made['id']}/transactions", json={"currency": "INR", **row})
    return (await person.client.post(f"/api/v1/tools/{tool}", json={"portfolio_id": made["id"]})).json()


async def test_a_gain_is_not_known_where_a_price_is_missing(newcomer: Signed) -> None:
    found = await asked(newcomer, ROWS, "portfolio_performance")
    assert [found[name] for name in ("gain", "twr", "xirr", "modified_dietz")] == [None] * 4
    assert all(found["reasons"][name].startswith("no_price") for name in ("gain", "twr", "xirr"))
    assert found["end_value"] == {"amount": "24000.00", "currency": "INR"}


async def test_beside_priced_holdings_the_gain_alone_is_not_known(newcomer: Signed) -> None:
    rows = [*ROWS, {"date": "2021-03-01", "type": "buy", "symbol": "AAPL", "quantity": "1", "price": "9000"}]
    found = await asked(newcomer, rows, "portfolio_performance")
    assert found["gain"] is None
    assert found["twr"] is not None


async def test_what_was_sold_is_known_and_what_is_held_is_not(newcomer: Signed) -> None:
    found = await asked(newcomer, ROWS, "portfolio_gains")
    assert (found["realised"], found["unrealised"], found["total"]) == ({"amount": "3000.00", "currency": "INR"}, None, None)
    assert [(row["realised"]["amount"], row["unrealised"], row["total"]) for row in found["by_symbol"]] == [("3000.00", None, None)]


async def test_no_risk_and_no_cost_without_a_price(newcomer: Signed) -> None:
    assert (await asked(newcomer, ROWS, "risk_report"))["error"]["message"].startswith("Nothing that is held has a price")
    held = await asked(newcomer, ROWS, "portfolio_holdings")
    assert (held["total_cost"], held["unrealised_gain"], held["unrealised_return"]) == (None, None, None)
