"""Stress, goals and rebalancing."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import BadInput, Insufficient
from core.market import PriceSeries
from finance.goal import Goal, months_between, simulate
from finance.lots import Terms, run
from finance.rebalance import Wish, rebalance
from finance.snapshot import Snapshot, snapshot
from finance.stress import SCENARIOS, Scenario, replay
from tests.finance.ledger import START, USD, fx, rows, series

NOW = date(2020, 4, 9)
LEDGER = "2020-01-01 deposit 10000\n2020-01-01 buy A 30 @ 100\n2020-01-01 buy B 50 @ 100"
RNG = np.random.default_rng(3)
MARKET = 100 * np.cumprod(1 + RNG.normal(0, 0.01, 100))
FALL = Scenario("Fall", "history", date(2020, 2, 1), date(2020, 2, 3))


def prices() -> dict[str, PriceSeries]:
    """A follows the market twice over; B stands still and begins on the day of the fall's end."""
    twice = 100 * np.cumprod(1 + 2 * (np.r_[MARKET[0], MARKET[1:]] / np.r_[MARKET[0], MARKET[:-1]] - 1))
    return {"A": series("A", twice), "B": series("B", [100.0] * 67, date(2020, 2, 3))}


def held(text: str = LEDGER, terms: Terms = USD) -> Snapshot:
    return snapshot(run(rows(text), terms), prices(), terms, NOW)


def test_history_replays_what_has_prices() -> None:
    seen, series_a = held(), prices()["A"]
    [loss] = replay(seen, prices(), USD, [FALL])
    move = series_a.closes[33] / series_a.closes[31] - 1
    value = float(30 * series_a.closes[-1])
    [(symbol, moved, lost)] = loss.items
    assert symbol == "A"
    assert [moved, lost] == pytest.approx([move, -move * value])
    assert loss.coverage == pytest.approx(value / (value + 5000))
    assert loss.loss_fraction == pytest.approx(-move * value / (value + 5000 + 2000))


def test_a_market_shock_moves_by_beta() -> None:
    [loss] = replay(held(), prices(), USD, [Scenario("Shock", "shock", market=-0.2)], series("M", MARKET))
    assert {symbol: move for symbol, move, _ in loss.items} == {"A": pytest.approx(-0.4), "B": pytest.approx(0.0)}


def test_a_currency_shock_moves_foreign_holdings_and_cash() -> None:
    terms = Terms(base="EUR", fx=fx(USD=[2.0]))
    [loss] = replay(held(terms=terms), prices(), terms, [Scenario("Dollar", "shock", currencies={"*": -0.1})])
    assert loss.loss_fraction == pytest.approx(0.1)
    assert {symbol for symbol, *_ in loss.items} == {"A", "B", "Cash USD"}


def test_a_scenario_without_any_price_gives_no_loss() -> None:
    losses = replay(held(), prices(), USD)
    assert [each.scenario for each in losses] == list(SCENARIOS)
    assert next(each.scenario.name for each in losses if each.loss is not None) == "COVID-19 crash"
    assert all((each.loss is None) == (each.coverage == 0.0) for each in losses)


@pytest.mark.parametrize(
    ("start", "end", "months"), [("2020-01-31", "2020-02-29", 1), ("2020-01-15", "2020-02-14", 0), ("2020-01-15", "2030-01-15", 120)]
)
def test_months_between(start: str, end: str, months: int) -> None:
    assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == months


def goal(**more: object) -> Goal:
    return Goal(value=1000.0, target=1500.0, start=date(2020, 1, 31), end=date(2021, 1, 31), contribution=50.0, **more)  # type: ignore[arg-type]


def test_without_risk_a_goal_is_arithmetic() -> None:
    found = simulate(goal(), np.full(60, 0.0))
    assert (found.probability, found.months, found.percentiles[-1]) == (1.0, 12, (date(2021, 1, 31), 1600, 1600, 1600, 1600, 1600))
    assert [str(row[0]) for row in found.percentiles[:2]] == ["2020-02-29", "2020-03-31"]


@pytest.mark.parametrize("model", ["bootstrap", "normal"])
def test_goals_are_seeded_and_ordered(model: str) -> None:
    returns = RNG.normal(0.0005, 0.01, 500)
    one, same, other = (simulate(goal(model=model, seed=seed), returns) for seed in (1, 1, 2))
    assert one == same
    assert one.percentiles != other.percentiles
    assert all(list(row[1:]) == sorted(row[1:]) for row in one.percentiles)
    assert one.probability == pytest.approx(other.probability, abs=0.03)


def test_a_nearer_target_is_likelier() -> None:
    returns = RNG.normal(0.0, 0.02, 500)
    chances = [simulate(Goal(1000, target, START, date(2022, 1, 1)), returns).probability for target in (800, 1000, 1500, 3000)]
    assert chances == sorted(chances, reverse=True)


def test_goals_need_time_and_history() -> None:
    with pytest.raises(BadInput):
        simulate(Goal(1, 2, START, START), np.zeros(60))
    with pytest.raises(Insufficient):
        simulate(goal(), np.zeros(59))


def plain() -> Snapshot:
    flat = {"A": series("A", [100.0]), "B": series("B", [100.0])}
    return snapshot(run(rows(LEDGER), USD), flat, USD, START)


def test_rebalancing_trades_only_what_is_outside_its_band() -> None:
    """Of 10,000: A 30 %, B 50 %, cash 20 %."""
    plan = rebalance(plain(), Wish({"A": 0.5, "B": 0.45}, band=0.06), {})
    assert [(each.symbol, each.side, each.quantity) for each in plan.trades] == [("A", "buy", Decimal(20))]
    assert plan.before == {"A": 0.3, "B": 0.5, "Cash": 0.2}
    assert plan.after == {"A": 0.5, "B": 0.5, "Cash": 0.0}


def test_rebalancing_sells_what_has_no_target_and_buys_what_is_new() -> None:
    plan = rebalance(plain(), Wish({"A": 0.3, "C": 0.6}), {"C": Decimal(7)})
    assert [(each.symbol, each.side, each.quantity) for each in plan.trades] == [("B", "sell", Decimal(50)), ("C", "buy", Decimal(857))]


@pytest.mark.parametrize("wish", [Wish({"A": 0.8, "B": 0.3}), Wish({"A": -0.1}), Wish({"Z": 0.1}), Wish({"A": 0.1}, step=Decimal(0))])
def test_impossible_targets_are_refused(wish: Wish) -> None:
    with pytest.raises(BadInput):
        rebalance(plain(), wish, {})


@given(st.integers(0, 100), st.integers(0, 100), st.floats(0, 0.2))
@settings(max_examples=40, deadline=None, derandomize=True)
def test_rebalancing_never_spends_more_than_there_is(first: int, second: int, band: float) -> None:
    scale = max(first + second, 100)
    plan = rebalance(plain(), Wish({"A": first / scale, "B": second / scale}, band=band), {})
    assert sum(plan.after.values()) == pytest.approx(1.0)
    assert min(plan.after.values()) >= -1e-12
    assert len(plan.trades) <= 2
