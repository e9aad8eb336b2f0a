"""Gains, ages, income and attribution, worked by hand."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings

from core.ledger import Transaction
from core.market import Floats
from finance.attribution import Sides, against_index, against_weights, brinson
from finance.gains import AccountGains, Gains, Moment, ages, by_account, measure, term
from finance.income import report
from finance.lots import Terms, run
from finance.period import Span
from finance.returns import performance
from finance.snapshot import snapshot
from finance.valuation import daily
from tests.finance.ledger import SPAN, START, USD, days, fx, ledgers, market, rows, series

END = date(2020, 3, 1)
LEDGER = """
2020-01-01 deposit 5000
2020-01-02 buy A 10 @ 100 fee 10
2020-02-03 sell A 4 @ 150 fee 6
2020-02-10 dividend A 12 tax 2
2020-02-11 fee 5
"""


def gains(ledger: list[Transaction], terms: Terms = USD) -> Gains:
    state = run(ledger, terms)
    return measure(state, snapshot(state, {"A": series("A", [120.0] * 100)}, terms, END))


def test_gains_by_hand() -> None:
    found = gains(rows(LEDGER))
    # 4 x 150 - 6 - 4 x 101; 6 x 120 - 6 x 101
    assert (found.realised, found.unrealised, found.income, found.charges) == (Decimal(190), Decimal(114), Decimal(12), Decimal(7))
    assert (found.trade_charges, found.total, found.short_term) == (Decimal(16), Decimal(309), Decimal(190))
    assert found.by_symbol == {"A": (Decimal(190), Decimal(114), Decimal(12))}


ACCOUNTS = """
2020-01-01 deposit 5000 at x
2020-01-02 buy A 10 @ 100 fee 10 at x
2020-01-02 buy A 5 @ 110 at y
2020-02-03 sell A 4 @ 150 fee 6 at x
2020-02-10 dividend A 12 tax 2 at y
2020-02-11 fee 5 at x
"""


def test_gains_of_each_account_by_hand() -> None:
    state = run(rows(ACCOUNTS), USD)
    seen = snapshot(state, {"A": series("A", [120.0] * 100)}, USD, END)
    assert by_account(state, seen) == {
        "x": AccountGains(Decimal(190), Decimal(114), Decimal(0), Decimal(5)),  # 600 - 6 - 404; 6 x 120 - 606
        "y": AccountGains(Decimal(0), Decimal(50), Decimal(12), Decimal(2)),  # 5 x 120 - 550
    }
    assert sum(each.total for each in by_account(state, seen).values()) == measure(state, seen).total


def test_gains_of_each_account_since_a_day_by_hand() -> None:
    day, prices = date(2020, 2, 5), {"A": series("A", [110.0] * 40 + [120.0] * 60)}
    earlier, state = run(rows(ACCOUNTS), USD, day), run(rows(ACCOUNTS), USD)
    before = Moment(earlier, snapshot(earlier, prices, USD, day))
    found = by_account(state, snapshot(state, prices, USD, END), before)
    assert found["x"] == AccountGains(Decimal(0), Decimal(60), Decimal(0), Decimal(5))
    assert found["y"] == AccountGains(Decimal(0), Decimal(50), Decimal(12), Decimal(2))


def test_currency_part_of_gains() -> None:
    rates = fx(USD=[1.0] * 61, INR=[70.0] * 30 + [75.0] * 30 + [80.0])
    found = gains(rows("2020-01-01 deposit 1000\n2020-01-02 buy A 10 @ 100"), Terms(base="INR", fx=rates))
    # 10 x 120 x 80 - 70000, of which 1000 x (80 - 70) by the rate
    assert (found.unrealised, found.currency_gain, found.price_gain) == (Decimal(26000), Decimal(10000), Decimal(16000))


@pytest.mark.parametrize(
    ("acquired", "sold", "expected"),
    [
        ("2021-06-10", "2022-06-10", "short"),
        ("2021-06-10", "2022-06-11", "long"),
        ("2020-02-29", "2021-02-28", "short"),
        ("2020-02-29", "2021-03-01", "long"),
    ],
)
def test_long_term_is_more_than_twelve_months(acquired: str, sold: str, expected: str) -> None:
    assert term(date.fromisoformat(acquired), date.fromisoformat(sold)) == expected


def test_ages_of_lots() -> None:
    found = ages(run(rows("2021-01-15 buy A 1 @ 1\n2020-01-15 buy B 1 @ 1")), date(2021, 1, 20))
    assert [(each.lot.symbol, each.holding_days, each.term, each.days_to_long_term) for each in found] == [
        ("B", 371, "long", 0),
        ("A", 5, "short", 361),
    ]


def test_income_by_period_and_instrument() -> None:
    text = "2019-12-01 buy A 10 @ 100\n2020-01-15 dividend A 12 tax 2\n2020-02-15 dividend A 8\n2020-02-20 interest 5"
    state = run([*rows(text), *rows("2018-01-01 dividend A 99")], USD)
    found = report(state, snapshot(state, {"A": series("A", [125.0] * 61)}, USD, END), START, END)
    assert (found.total, found.by_period) == (Decimal(25), {"2020-01": Decimal(12), "2020-02": Decimal(13)})
    assert found.by_symbol == {"A": Decimal(20), "Cash": Decimal(5)}
    assert (found.trailing, found.trailing_yield, found.yield_on_cost) == (Decimal(20), 20 / 1250, 0.02)


def array(*values: list[float]) -> Floats:
    return np.array(values)


def test_brinson_fachler_by_hand() -> None:
    """One period, two sectors; benchmark return 0.6 x 0.05 + 0.4 x 0.10 = 0.07, portfolio 0.5 x 0.08 + 0.5 x 0.06 = 0.07."""
    sides = Sides(array([0.5], [0.5]), array([0.04], [0.03]), array([0.6], [0.4]), array([0.05], [0.10]))
    first, second = brinson(["Energy", "Health"], sides)
    assert (first.allocation, first.selection, first.interaction) == pytest.approx((-0.1 * -0.02, 0.6 * 0.03, -0.1 * 0.03))
    assert (second.allocation, second.selection, second.interaction) == pytest.approx((0.1 * 0.03, 0.4 * -0.04, 0.1 * -0.04))
    assert first.total + second.total == pytest.approx(0.0)


def test_linked_effects_sum_to_the_active_return() -> None:
    rng = np.random.default_rng(4)
    weights, theirs = rng.dirichlet(np.ones(4), 250).T, rng.dirichlet(np.ones(4), 250).T
    own, index = rng.normal(0, 0.01, (4, 250)), rng.normal(0, 0.01, (4, 250))
    effects = brinson(list("ABCD"), Sides(weights, weights * own, theirs, index))
    whole = np.prod(1 + (weights * own).sum(axis=0)) - np.prod(1 + (theirs * index).sum(axis=0))
    assert sum(each.total for each in effects) == pytest.approx(whole, abs=1e-12)


@given(ledgers())
@settings(max_examples=15, deadline=None, derandomize=True)
def test_attribution_of_a_ledger_sums_to_its_active_return(ledger: list[Transaction]) -> None:
    values, span = daily(ledger, market(), USD, days(SPAN + 1)), Span(START, days(SPAN + 1)[-1].astype(object), opening=True)
    index = np.random.default_rng(1).normal(0, 0.01, SPAN + 1)
    active = (performance(values, span).twr.value or 0.0) - (np.prod(1 + index) - 1)
    assert sum(each.total for each in against_index(values, span, index)) == pytest.approx(active, abs=1e-9)
    groups = {"A": "Energy", "B": "Energy", "C": "Health"}
    sectors = against_weights(values, span, groups, {"Energy": (0.6, index), "Other": (0.4, index)})
    assert sum(each.total for each in sectors) == pytest.approx(active, abs=1e-9)


def test_attribution_names_holdings_and_cash() -> None:
    ledger = rows("2020-01-01 deposit 1000\n2020-01-01 buy A 5 @ 100")
    values = daily(ledger, {"A": series("A", [100.0, 110.0])}, USD, days(2))
    found = against_index(values, Span(START, date(2020, 1, 2)), np.array([0.0, 0.02]))
    assert [(each.name, each.weight) for each in found] == [("A", 0.5), ("Cash", 0.5)]
    assert [each.total for each in found] == pytest.approx([0.5 * 0.08, 0.5 * -0.02])
    assert [each.total_return for each in found] == pytest.approx([0.1, 0.0])
