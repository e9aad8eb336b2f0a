"""Portfolio tools over known ledgers: Ben's by hand, Ana's by the identities that must hold."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.errors import BadInput, Insufficient, NotFound
from core.models import Money
from data import ledger
from tests.fixtures_tools import NOW, People, day
from tools.ctx import Ctx, Services
from tools.portfolio import portfolio_allocation, portfolio_holdings, portfolio_list, portfolio_performance, portfolio_transactions
from tools.registry import run

in_session = pytest.mark.asyncio(loop_scope="session")

MARKET_DAY = date(2022, 12, 28)


def usd(text: str) -> Money:
    return Money(amount=Decimal(text), currency="USD")


@in_session
async def test_the_list_names_both_samples(ana: Ctx) -> None:
    found = await portfolio_list(ana)
    assert [(each.name, each.base_currency) for each in found.portfolios] == [("US shares", "USD"), ("India desk", "INR")]
    assert found.as_of == MARKET_DAY
    assert "Market prices end on 2022-12-28." in found.caveats


@in_session
async def test_who_has_no_portfolio_gets_an_empty_list_and_an_honest_answer(eve: Ctx) -> None:
    assert (await portfolio_list(eve)).portfolios == []
    with pytest.raises(Insufficient):
        await portfolio_holdings(eve)


@in_session
async def test_a_small_ledger_by_hand(ben: Ctx) -> None:
    found = await portfolio_holdings(ben)
    coke, private = found.holdings
    assert (coke.quantity, coke.cost_basis, coke.average_cost) == (Decimal(60), usd("3000"), usd("50"))
    assert coke.value == usd("3756.540")
    assert found.cash == [usd("7225.20")]
    assert found.total_value == usd("10981.740")
    assert coke.weight == pytest.approx(3756.54 / 10981.74)
    assert (private.symbol, private.value, private.weight) == ("ZZPRIV", None, None)
    assert private.reasons["value"].startswith("no_price")
    assert found.coverage == 0.5


@in_session
@pytest.mark.parametrize("by", ["holding", "sector", "asset_class", "currency", "account"])
async def test_the_slices_sum_to_the_whole(ana: Ctx, by: str) -> None:
    found = await portfolio_allocation(ana, by=by)  # type: ignore[arg-type]
    assert sum(each.weight for each in found.slices) == pytest.approx(1)
    assert found.total_value is not None
    parts = sum((each.value_base.amount for each in found.slices if each.value_base), Decimal(0))
    assert parts == pytest.approx(found.total_value.amount)


@in_session
async def test_weights_and_cash_sum_to_one_and_the_largest_comes_first(ana: Ctx) -> None:
    found = await portfolio_holdings(ana)
    weights = [each.weight or 0 for each in found.holdings]
    assert found.cash_value is not None
    assert found.total_value is not None
    assert sum(weights) + float(found.cash_value.amount / found.total_value.amount) == pytest.approx(1)
    assert weights == sorted(weights, reverse=True)


@in_session
async def test_all_portfolios_together_are_the_sum_of_each(ana: Ctx) -> None:
    both = await portfolio_holdings(ana)
    parts = [await portfolio_holdings(ana, portfolio_id=each.id) for each in (await portfolio_list(ana)).portfolios]
    apple = [next(row.quantity for row in found.holdings if row.symbol == "AAPL") for found in (both, *parts)]
    assert apple[0] == apple[1] + apple[2]  # type: ignore[operator]
    assert both.portfolio_id is None


@in_session
async def test_holdings_on_an_earlier_day(ben: Ctx) -> None:
    found = await portfolio_holdings(ben, as_of=day("2020-12-31"))
    assert [(each.symbol, each.quantity) for each in found.holdings] == [("KO", Decimal(100))]
    assert found.as_of == day("2020-12-31")


@in_session
async def test_later_than_the_market_counts_as_stale(ana: Ctx) -> None:
    found = await portfolio_holdings(ana, as_of=day("2023-01-27"))
    assert found.staleness_days == 30


@in_session
async def test_a_day_to_come_and_an_unknown_id_are_refused(ana: Ctx) -> None:
    with pytest.raises(BadInput):
        await portfolio_holdings(ana, as_of=NOW.date() + timedelta(days=1))
    with pytest.raises(NotFound):
        await portfolio_holdings(ana, portfolio_id="nothing")


@in_session
async def test_pages_follow_each_other(ana: Ctx) -> None:
    first = await portfolio_transactions(ana, limit=100)
    second = await portfolio_transactions(ana, limit=100, cursor=first.next_cursor)
    ids = [each.id for each in (*first.transactions, *second.transactions)]
    assert len(set(ids)) == len(ids) == first.total_count
    assert second.next_cursor is None
    with pytest.raises(BadInput):
        await portfolio_transactions(ana, cursor="nonsense")


@in_session
async def test_transactions_by_symbol_type_and_day(ben: Ctx) -> None:
    found = await portfolio_transactions(ben, symbol="ko", start=day("2021-01-01"), order="oldest")
    assert [(each.type, each.date) for each in found.transactions] == [("sell", day("2021-06-01")), ("dividend", day("2021-07-01"))]
    assert found.transactions[0].amount == usd("2400")


@in_session
async def test_gain_is_end_less_start_less_contributions(ana: Ctx) -> None:
    found = await portfolio_performance(ana, period="3Y")
    amounts = [each.amount for each in (found.end_value, found.start_value, found.net_contributions, found.gain) if each]
    assert float(amounts[0] - amounts[1] - amounts[2]) == pytest.approx(float(amounts[3]), abs=0.01)
    assert found.benchmark is not None
    assert found.benchmark.twr == pytest.approx(3783.22 / 3239.91 - 1, rel=0.02)


@in_session
async def test_under_a_year_nothing_is_annualised(ana: Ctx) -> None:
    found = await portfolio_performance(ana, period="3M")
    assert found.twr is not None
    assert found.twr_annualised is None
    assert "twr_annualised" in found.reasons


@in_session
@pytest.mark.parametrize("split", ["holding", "sector"])
async def test_effects_sum_to_the_active_return(ana: Ctx, split: str) -> None:
    found = await portfolio_performance(ana, period="1Y", attribution=split)  # type: ignore[arg-type]
    assert found.benchmark is not None
    assert sum(each.total or 0 for each in found.attribution) == pytest.approx(found.benchmark.excess_return, abs=1e-9)


@in_session
async def test_the_value_in_another_currency_is_the_value_at_its_rate(ana: Ctx) -> None:
    india = (await portfolio_list(ana)).portfolios[1]
    found = await portfolio_holdings(ana, portfolio_id=india.id)
    apple = found.holdings[0]
    assert apple.value is not None
    assert apple.value_base is not None
    assert (apple.value.currency, apple.value_base.currency) == ("USD", "INR")
    assert float(apple.value_base.amount / apple.value.amount) == pytest.approx(82.795, rel=1e-4)


@in_session
async def test_a_relative_token_sees_no_amounts(ana: Ctx) -> None:
    seen = await run(replace(ana, privacy="relative"), "portfolio_holdings", {})
    assert seen["total_value"] is None
    assert seen["holdings"][0]["quantity"] is None
    assert seen["holdings"][0]["weight"] > 0


async def test_an_empty_portfolio_has_no_value_and_no_returns(own_services: Services, peopled: People) -> None:
    eve = Ctx(peopled.eve, own_services)
    async with own_services.db.tx(eve.user_id) as conn:
        made = await ledger.create_portfolio(conn, eve.user_id, "Empty", "EUR")
    found = await portfolio_holdings(eve, portfolio_id=made.id)
    assert (found.total_value, found.holdings) == (Money(amount=Decimal(0), currency="EUR"), [])
    assert (await portfolio_allocation(eve)).slices == []
    with pytest.raises(Insufficient):
        await portfolio_performance(eve)


@in_session
@pytest.mark.parametrize("split", ["holding", "sector"])
@pytest.mark.parametrize("period", ["1Y", "MAX"])
async def test_effects_sum_to_the_excess_return(ana: Ctx, split: str, period: str) -> None:
    found = await portfolio_performance(ana, period=period, attribution=split)  # type: ignore[arg-type]
    assert found.benchmark is not None
    assert sum(each.total or 0 for each in found.attribution) == pytest.approx(found.benchmark.excess_return, abs=1e-9)
    assert all(each.allocation is None and each.benchmark_weight is None for each in found.attribution)
    assert "SP500" in found.reasons["allocation"]


@pytest.mark.parametrize("split", ["holding", "sector"])
async def test_a_benchmark_that_is_one_instrument_has_known_weights(own_services: Services, peopled: People, split: str) -> None:
    ctx = Ctx(peopled.ben, own_services)
    book = (await portfolio_list(ctx)).portfolios[0].id
    async with ctx.services.db.tx(ctx.user_id) as conn:
        await ledger.update_portfolio(conn, ctx.user_id, book, benchmark="PEP")
    found = await portfolio_performance(ctx, attribution=split)  # type: ignore[arg-type]
    rows = {each.name: each for each in found.attribution}
    assert rows["PEP" if split == "holding" else "Consumer Staples"].benchmark_weight == pytest.approx(1)
    assert found.benchmark is not None
    assert sum(each.total or 0 for each in found.attribution) == pytest.approx(found.benchmark.excess_return, abs=1e-9)
    for each in found.attribution:
        assert (each.allocation or 0) + (each.selection or 0) + (each.interaction or 0) == pytest.approx(each.total)


@in_session
@pytest.mark.parametrize("period", ["1M", "3Y", "MAX"])
async def test_the_line_ends_where_the_period_does(ana: Ctx, period: str) -> None:
    found = await portfolio_performance(ana, period=period, series=True)  # type: ignore[arg-type]
    last = found.series[-1]
    assert (last.date, last.value) == (found.end, found.end_value)
    assert last.twr == pytest.approx(found.twr)
    assert found.benchmark is not None
    assert last.benchmark_twr == pytest.approx(found.benchmark.twr)
    assert 15 < len(found.series) <= 200
    assert all(each.drawdown is not None and each.benchmark_drawdown is not None for each in found.series)
    assert (await portfolio_performance(ana, period=period)).series == []  # type: ignore[arg-type]
