"""Portfolio tools over the sample ledgers."""

from tools.ctx import Ctx
from tools.portfolio import portfolio_holdings, portfolio_list


async def test_a(ana: Ctx) -> None:
    found = await portfolio_list(ana)
    print(found)
    print(await portfolio_holdings(ana))
    assert 0
