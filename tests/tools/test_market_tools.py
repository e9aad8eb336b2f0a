"""Market tools over the sample prices."""

from decimal import Decimal

import pytest

from core.errors import BadInput, Insufficient, NotFound
from tests.fixtures_tools import day
from tools.ctx import Ctx
from tools.market import market_compare, market_fx, market_history, market_quote, market_search

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(("query", "symbol"), [("apple", "AAPL"), ("US5949181045", "MSFT"), ("^GSPC", "SP500"), ("zzpriv", "ZZPRIV")])
async def test_search_by_name_isin_alias_and_own_symbol(ben: Ctx, query: str, symbol: str) -> None:
    assert (await market_search(ben, query=query)).instruments[0].symbol == symbol


async def test_an_empty_search_lists_all_in_pages(ana: Ctx) -> None:
    first = await market_search(ana, query="", limit=20)
    second = await market_search(ana, query="", limit=20, cursor=first.next_cursor)
    assert len({each.symbol for each in (*first.instruments, *second.instruments)}) == 26
    assert second.next_cursor is None


async def test_another_persons_instrument_is_unknown(ana: Ctx) -> None:
    assert (await market_search(ana, query="zzpriv")).instruments == []
    with pytest.raises(NotFound):
        await market_quote(ana, symbol="ZZPRIV")


async def test_a_quote_and_its_change(ana: Ctx) -> None:
    found = await market_quote(ana, symbol="S&P 500")
    assert (found.symbol, found.price, found.basis) == ("SP500", Decimal("3783.22"), "price_index")
    assert found.previous_close is not None
    assert found.change == Decimal("3783.22") - found.previous_close


async def test_an_old_day_and_a_day_before_all_prices(ana: Ctx) -> None:
    assert (await market_quote(ana, symbol="AAPL", as_of=day("2022-12-25"))).price_date == day("2022-12-23")
    early = await market_quote(ana, symbol="MTUM", as_of=day("2000-01-03"))
    assert (early.price, early.coverage) == (None, 0.0)
    assert early.reasons["price"].startswith("no_price")


async def test_what_has_no_price_says_so(ben: Ctx) -> None:
    with pytest.raises(Insufficient, match="no_price"):
        await market_quote(ben, symbol="ZZPRIV")


async def test_a_history_in_months_with_high_and_low(ana: Ctx) -> None:
    found = await market_history(ana, symbol="SP500", start=day("2022-01-03"), end=day("2022-12-28"), interval="month")
    assert [each.date.month for each in found.bars] == list(range(1, 13))
    assert (found.high_date, found.low_date) == (day("2022-01-03"), day("2022-10-12"))
    assert found.change_fraction == pytest.approx(3783.22 / 4796.56 - 1)


async def test_compared_over_common_days(ana: Ctx) -> None:
    found = await market_compare(ana, symbols=["AAPL", "MTUM", "SP500"], period="MAX")
    assert found.start == day("2014-01-02")
    assert found.overlap == pytest.approx(2264 / 8313)  # MTUM has 2,264 days of the 8,313 of AAPL and the index
    assert [row[at] for at, row in enumerate(found.correlation.matrix)] == pytest.approx([1, 1, 1])
    assert len(found.pairs) == 3
    assert found.caveats != []


async def test_instruments_of_the_same_days_overlap_wholly(ana: Ctx) -> None:
    assert (await market_compare(ana, symbols=["AAPL", "SP500"])).overlap == 1


async def test_currencies_cross_through_the_euro(ana: Ctx) -> None:
    found = await market_fx(ana, from_currency="USD", to_currency="INR", amount=Decimal(100), as_of=day("2022-12-28"))
    back = await market_fx(ana, from_currency="INR", to_currency="USD", as_of=day("2022-12-28"))
    assert found.rate is not None
    assert back.rate is not None
    assert float(found.rate * back.rate) == pytest.approx(1, rel=1e-6)
    assert found.converted is not None
    assert float(found.converted.amount) == pytest.approx(8279.54, abs=0.01)


async def test_a_weekend_carries_the_rate_and_an_unknown_currency_is_refused(ana: Ctx) -> None:
    found = await market_fx(ana, from_currency="EUR", to_currency="USD", as_of=day("2022-12-25"))
    assert (found.date, found.staleness_days) == (day("2022-12-23"), 2)
    with pytest.raises(BadInput):
        await market_fx(ana, from_currency="XXX", to_currency="USD")
