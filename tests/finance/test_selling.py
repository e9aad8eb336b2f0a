"""Which lots a sale takes, correlations of a covariance, and what stress could not replay."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from finance.contributions import contributions, largest
from finance.covariance import correlation, correlation_of
from finance.lots import Terms, run
from finance.rebalance import Wish, rebalance
from finance.selling import choose
from finance.snapshot import snapshot
from finance.stress import Scenario, replay
from tests.finance.ledger import START, USD, fx, rows, series

LOTS = """2019-01-01 deposit 100000
2019-01-01 buy A 10 @ 50
2019-02-01 buy A 10 @ 150
2021-01-01 buy A 10 @ 90
2021-02-01 buy A 10 @ 120"""
TODAY = date(2021, 6, 1)


@pytest.mark.parametrize(
    ("quantity", "picked"),
    [
        (5, [("2021-02-01", 5, "short", -100)]),
        (25, [("2021-02-01", 10, "short", -200), ("2019-02-01", 10, "long", -500), ("2019-01-01", 5, "long", 250)]),
        (
            40,
            [
                ("2021-02-01", 10, "short", -200),
                ("2019-02-01", 10, "long", -500),
                ("2019-01-01", 10, "long", 500),
                ("2021-01-01", 10, "short", 100),
            ],
        ),
    ],
)
def test_losses_go_first_and_short_term_gains_last(quantity: int, picked: list[tuple[str, int, str, int]]) -> None:
    found = choose(run(rows(LOTS), USD).lots, Decimal(quantity), Decimal(100), TODAY)
    assert [(str(each.acquired), int(each.quantity), each.term, int(each.gain)) for each in found] == picked


def test_correlations_of_a_sample_covariance_are_those_of_the_returns() -> None:
    returns = np.random.default_rng(1).normal(0, 0.01, (5, 100))
    assert correlation_of(np.cov(returns)) == pytest.approx(correlation(returns))
    assert correlation_of(np.zeros((2, 2))).tolist() == [[1, 0], [0, 1]]


def test_concentration_names_the_largest_and_shrinkage_pulls_correlations_in() -> None:
    assert dict(largest(np.array([0.1, 0.4, 0.2, 0.3]))) == pytest.approx({1: 0.4, 3: 0.9})
    returns = np.random.default_rng(1).normal(0, 0.01, (12, 70))
    found = contributions(list("ABCDEFGHIJKL"), np.full(12, 1 / 12), returns)
    off = ~np.eye(12, dtype=bool)
    assert (np.abs(found.correlation[off]) <= np.abs(correlation(returns)[off]) + 1e-12).all()


def test_stress_names_what_is_missing_the_price_or_the_rate() -> None:
    terms = Terms(base="EUR", fx=fx(USD=[2.0]))
    prices = {"A": series("A", np.full(400, 100.0), date(2019, 1, 1)), "B": series("B", np.full(40, 100.0), date(2020, 1, 1))}
    seen = snapshot(
        run(rows("2020-01-01 deposit 10000\n2020-01-01 buy A 30 @ 100\n2020-01-01 buy B 50 @ 100"), terms), prices, terms, START
    )
    [loss] = replay(seen, prices, terms, [Scenario("Fall", "history", date(2019, 2, 1), date(2019, 3, 1))])
    assert dict(loss.missing) == {
        "A": f"no_rate: there is no exchange rate from USD to EUR before {START}.",
        "B": "no_price: its prices begin on 2020-01-01.",
    }
    assert (loss.loss, loss.coverage) == (None, 0.0)


def test_without_sales_only_cash_is_spent() -> None:
    flat = {name: series(name, [100.0]) for name in "AB"}
    seen = snapshot(run(rows("2020-01-01 deposit 10000\n2020-01-01 buy A 80 @ 100"), USD), flat, USD, START)
    plan = rebalance(seen, Wish({"A": 0.5, "B": 0.5}, sales=False), {"B": Decimal(100)})
    assert [(each.symbol, each.side, each.quantity) for each in plan.trades] == [("B", "buy", Decimal(20))]
