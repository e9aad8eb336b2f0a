"""Risk tools in depth: tests of the value at risk, sectors, shocks, lots, comparisons, and what a relative token may not learn."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.errors import BadInput, NotAllowed
from data import grounds
from data.grounds import Policy
from tests.fixtures_tools import People, day
from tools.ctx import Ctx, Services
from tools.market import market_compare
from tools.registry import run
from tools.risk import PlannedTrade, portfolio_rebalance, risk_contributions, risk_goal, risk_report, risk_stress, risk_what_if

in_session = pytest.mark.asyncio(loop_scope="session")


@in_session
async def test_a_report_tests_its_value_at_risk_and_rolls(ana: Ctx) -> None:
    found = await risk_report(ana)
    assert found.var_test is not None
    assert found.var_test.days == 252
    assert found.var_test.expected == pytest.approx(12.6)
    assert found.rolling[-1].date == found.end
    assert (found.up_capture or 0) > 0
    assert (found.drawdown_days or 0) > 0
    short = await risk_report(ana, period="1Y")
    assert short.var_test is None
    assert short.reasons["var_test"].startswith("insufficient_history")


@in_session
async def test_a_tail_of_less_than_a_day_says_so(ana: Ctx) -> None:
    found = await risk_report(ana, period="1Y", confidence=0.999)
    assert any("less than one day" in each for each in found.caveats)


@in_session
async def test_sectors_sum_to_the_whole(ana: Ctx) -> None:
    found = await risk_contributions(ana)
    assert sum(each.volatility_contribution or 0 for each in found.sectors) == pytest.approx(found.volatility, abs=1e-9)
    assert found.largest[0].weight == max(each.weight for each in found.items if each.name != "Cash")
    assert 0 < (found.shrinkage or 0) < 1


@in_session
async def test_an_inr_book_without_rates_says_that_the_rate_is_missing(ana: Ctx) -> None:
    inr = next(each for each in (await run(ana, "portfolio_list", {}))["portfolios"] if each["base_currency"] == "INR")
    found = await risk_stress(ana, portfolio_id=inr["id"])
    crisis = next(each for each in found.scenarios if each.name == "Global financial crisis")
    assert crisis.loss is None
    assert all("no exchange rate from USD to INR before 2009" in why for why in crisis.not_covered.values())
    assert "no exchange rate" in found.reasons["scenarios"]


@in_session
@pytest.mark.parametrize(
    ("shocks", "move"), [({"KO": -0.3}, -0.3), ({"consumer staples": -0.1}, -0.1), ({"KO": 0.1, "Consumer Staples": -0.5}, 0.1)]
)
async def test_shocks_move_a_holding_or_a_sector(ben: Ctx, shocks: dict[str, float], move: float) -> None:
    (found,) = (await risk_stress(ben, shocks=shocks)).scenarios
    assert {each.symbol: each.return_fraction for each in found.items}["KO"] == pytest.approx(move)


@in_session
async def test_an_unknown_shock_is_refused(ben: Ctx) -> None:
    with pytest.raises(BadInput):
        await risk_stress(ben, shocks={"NOSUCH": -0.1})


@in_session
async def test_a_goal_also_has_a_normal_model_and_multiples(ben: Ctx) -> None:
    found = await risk_goal(ben, target=Decimal("1.5"), date=day("2032-12-28"), multiples=True)
    assert found.probability == pytest.approx(found.probability_normal, abs=0.15)
    assert found.target is not None
    assert found.start_value is not None
    assert found.target.amount == pytest.approx(found.start_value.amount * Decimal("1.5"))


@in_session
@pytest.mark.parametrize(
    ("tool", "given"),
    [
        ("risk_what_if", {"trades": [{"symbol": "KO", "side": "sell", "amount": 100}]}),
        ("risk_what_if", {"trades": [{"symbol": "KO", "side": "sell", "quantity": 1}]}),
        ("risk_goal", {"target": 10000, "date": "2030-01-01"}),
        ("portfolio_rebalance", {"targets": {"KO": 0.3}, "minimum": 10}),
    ],
)
async def test_a_relative_token_can_not_measure_the_total_with_an_amount(ben: Ctx, tool: str, given: dict[str, object]) -> None:
    with pytest.raises(NotAllowed, match="relative figures only"):
        await run(replace(ben, privacy="relative"), tool, given)


@in_session
async def test_a_relative_token_plans_by_weight(ben: Ctx) -> None:
    found = await run(replace(ben, privacy="relative"), "risk_what_if", {"trades": [{"symbol": "KO", "side": "sell", "weight": 0.1}]})
    before = await risk_what_if(ben, trades=[PlannedTrade(symbol="KO", side="sell", weight=Decimal("0.1"))])
    assert found["after"]["largest_weight"] == pytest.approx(before.after.largest_weight)
    assert (before.before.largest_weight or 0) - (before.after.largest_weight or 0) == pytest.approx(0.1)
    planned = await run(replace(ben, privacy="relative"), "portfolio_rebalance", {"targets": {"KO": 0.123456}})
    assert {each["name"]: each["weight"] for each in planned["after"]}["KO"] == pytest.approx(0.123456, abs=1e-9)


@in_session
async def test_a_sale_names_the_lots_that_leave_least_to_tax(ana: Ctx) -> None:
    found = await portfolio_rebalance(ana, targets={"AAPL": 0.01})
    sale = next(each for each in found.trades if each.symbol == "AAPL")
    assert sum((lot.quantity or Decimal(0) for lot in sale.lots), Decimal(0)) == pytest.approx(sale.quantity)


@in_session
@pytest.mark.parametrize("objective", ["min_volatility", "max_sharpe", "risk_parity", "hrp"])
async def test_an_objective_is_compared_and_never_ordered(ana: Ctx, objective: str) -> None:
    pytest.importorskip("skfolio")
    found = await portfolio_rebalance(ana, objective=objective, max_weight=0.4, max_turnover=0.2)  # type: ignore[arg-type]
    assert found.trades == []
    assert [each.name for each in found.comparison] == ["held", objective]
    assert (found.turnover or 0) <= 0.2 + 1e-9
    assert sum(each.weight or 0 for each in found.after) == pytest.approx(1)
    if objective == "min_volatility":
        assert (found.comparison[1].volatility or 0) < (found.comparison[0].volatility or 0)


async def test_every_rule_of_the_policy_is_judged(own_services: Services, peopled: People) -> None:
    ben = Ctx(peopled.ben, own_services)
    rules = Policy(
        bands={"Consumer Staples": (0.0, 0.1), "Cash": (0.0, 1.0)},
        do_not_sell=["ko"],
        max_volatility=0.9,
        soft=["band of Consumer Staples"],
    )
    async with own_services.db.tx(ben.user_id) as conn:
        await grounds.put_policy(conn, ben.user_id, rules)
    found = await risk_what_if(ben, trades=[PlannedTrade(symbol="KO", side="sell", quantity=Decimal(1))])
    assert {each.rule: each.status for each in found.policy} == {
        "volatility": "kept",
        "band of Consumer Staples": "broken",
        "band of Cash": "kept",
        "do not sell ko": "broken",
    }
    assert "Your policy is broken: do not sell ko." in found.caveats
    planned = await portfolio_rebalance(ben, targets={"KO": 0.05})
    assert planned.trades == []


@in_session
async def test_compared_instruments_have_the_measures_of_a_report(ana: Ctx) -> None:
    found = await market_compare(ana, symbols=["AAPL", "KO"], period="1Y")
    assert all(each.sharpe is not None and (each.var_historical or 0) > 0 for each in found.items)
    short = await market_compare(ana, symbols=["AAPL", "KO"], start=day("2022-11-15"), end=day("2022-12-28"))
    assert short.items[0].sharpe is None
    assert short.items[0].reasons["sharpe"].startswith("insufficient_history")
