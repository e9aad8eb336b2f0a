"""Daily valuation and the snapshot, worked by hand."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from core.ledger import Basis, Transaction
from core.market import PriceSeries
from finance.lots import Terms, run
from finance.snapshot import Snapshot, snapshot
from finance.valuation import daily
from tests.finance.ledger import START, USD, days, fx, rows, series, tx

SPLIT = "2020-01-01 deposit 1000\n2020-01-01 buy A 10 @ 100\n2020-01-03 split A ratio 2"
# As traded the price halves on the split's day; an adjusted series shows half of it from the start.
TRADED, ADJUSTED = [100.0, 110.0, 55.0, 60.0], [50.0, 55.0, 55.0, 60.0]


def seen(ledger: list[Transaction], prices: dict[str, PriceSeries], as_of: date, terms: Terms = USD) -> Snapshot:
    return snapshot(run(ledger, terms, as_of), prices, terms, as_of)


@pytest.mark.parametrize(
    ("basis", "closes"),
    [(Basis.AS_TRADED, TRADED), (Basis.SPLIT_ADJUSTED, ADJUSTED), (Basis.TOTAL_RETURN, ADJUSTED)],
)
def test_a_recorded_split_and_the_basis_of_prices(basis: Basis, closes: list[float]) -> None:
    prices = {"A": series("A", closes, basis=basis)}
    values = daily(rows(SPLIT), prices, USD, days(4))
    assert values.value.tolist() == [1000, 1100, 1100, 1200]
    totals = [float(seen(rows(SPLIT), prices, date(2020, 1, day)).total) for day in range(1, 5)]
    assert totals == [1000, 1100, 1100, 1200]


@pytest.mark.parametrize("basis", [Basis.AS_TRADED, Basis.TOTAL_RETURN])
def test_a_split_after_the_last_price_does_not_change_the_value(basis: Basis) -> None:
    prices = {"A": series("A", [100.0, 110.0], basis=basis)}
    assert daily(rows(SPLIT), prices, USD, days(5)).value.tolist() == [1000, 1100, 1100, 1100, 1100]
    late = seen(rows(SPLIT), prices, date(2020, 1, 5))
    assert (late.total, late.positions[0].quantity, late.staleness_days) == (Decimal(1100), Decimal(20), 3)


def test_a_split_recorded_after_everything_was_sold_still_states_the_past() -> None:
    ledger = rows("2020-01-01 deposit 1000\n2020-01-01 buy A 10 @ 100\n2020-01-02 sell A 10 @ 110\n2020-01-03 split A ratio 2")
    assert daily(ledger, {"A": series("A", ADJUSTED, basis=Basis.SPLIT_ADJUSTED)}, USD, days(3)).holdings.tolist() == [1000, 0, 0]


def test_prices_are_carried_forward_and_flows_between_sessions_count_on_the_next() -> None:
    ledger = rows("2020-01-01 deposit 1000\n2020-01-01 buy A 10 @ 100\n2020-01-03 deposit 500")
    sessions = np.array(["2020-01-01", "2020-01-02", "2020-01-06"], dtype="datetime64[D]")
    values = daily(ledger, {"A": series("A", [100.0, 120.0])}, USD, sessions)
    assert values.value.tolist() == [1000, 1200, 1700]
    assert values.inflow.tolist() == [1000, 0, 500]
    assert values.returns().tolist() == pytest.approx([0.0, 0.2, 0.0])


def test_cash_is_included_and_returns_put_outflow_at_the_end() -> None:
    ledger = rows("2020-01-01 deposit 1000\n2020-01-01 buy A 5 @ 100\n2020-01-02 withdrawal 100")
    values = daily(ledger, {"A": series("A", [100.0, 110.0])}, USD, days(2))
    assert values.value.tolist() == [1000, 950]
    assert values.returns().tolist() == pytest.approx([0.0, 0.05])


def test_an_instrument_without_price_is_excluded_and_neither_helps_nor_hurts() -> None:
    ledger = rows("2020-01-01 deposit 1000\n2020-01-01 buy A 5 @ 100\n2020-01-02 buy X 4 @ 100\n2020-01-03 sell X 1 @ 300")
    values = daily(ledger, {"A": series("A", [100.0, 110.0, 110.0, 121.0])}, USD, days(4))
    assert values.value.tolist() == [1000, 650, 950, 1005]
    assert values.coverage.tolist() == [1, 0.5, 0.5, 0.5]
    assert values.returns().tolist() == pytest.approx([0.0, 0.05, 0.0, 55 / 950])
    view = seen(ledger, {"A": series("A", [100.0])}, date(2020, 1, 2))
    assert [(each.symbol, each.value is None, each.weight is None) for each in view.positions] == [("A", False, False), ("X", True, True)]
    assert (view.coverage, view.reasons) == (0.5, {"X": "no_price: there is no price of X."})


def test_a_first_price_brings_the_position_in_without_a_gain() -> None:
    ledger = rows("2020-01-01 deposit 1000\n2020-01-01 buy X 4 @ 100")
    values = daily(ledger, {"X": series("X", [150.0, 165.0], date(2020, 1, 3))}, USD, days(4))
    assert values.value.tolist() == [600, 600, 1200, 1260]
    assert values.returns().tolist() == pytest.approx([0.0, 0.0, 0.0, 0.05])


def test_currency_is_converted_by_rates_carried_forward() -> None:
    terms = Terms(base="INR", fx=fx(USD=[1.0, 1.0], INR=[70.0, 80.0]))
    ledger = rows("2020-01-01 deposit 1000\n2020-01-01 buy A 5 @ 100")
    prices = {"A": series("A", [100.0, 100.0, 110.0])}
    assert daily(ledger, prices, terms, days(3)).value.tolist() == [70000, 80000, 84000]
    late = seen(ledger, prices, date(2020, 1, 3), terms)
    assert (late.total, late.positions[0].value, late.positions[0].value_base) == (Decimal(84000), Decimal(550), Decimal(44000))
    assert (late.positions[0].currency_gain_base, late.positions[0].unrealised_gain_base) == (Decimal(5000), Decimal(9000))


def test_shares_from_outside_come_in_at_the_market() -> None:
    ledger = rows("2020-01-01 deposit 1000\n2020-01-02 transfer_in A 10 @ 5")
    values = daily(ledger, {"A": series("A", [100.0, 110.0, 121.0])}, USD, days(3))
    assert values.inflow.tolist() == [1000, 1100, 0]
    assert values.returns().tolist() == pytest.approx([0.0, 0.0, 110 / 2100])


@pytest.mark.parametrize("kind", ["merger A ratio 2 into B", "demerger A ratio 1 into B cost 0.5"])
def test_an_exchange_of_shares_is_no_flow(kind: str) -> None:
    ledger = rows(f"2020-01-01 deposit 1000\n2020-01-01 buy A 10 @ 100\n2020-01-02 {kind}")
    prices = {"A": series("A", [100.0, 50.0]), "B": series("B", [50.0, 50.0])}
    values = daily(ledger, prices, USD, days(2))
    assert values.value.tolist() == [1000, 1000]
    assert values.inflow.tolist() == [1000, 0]
    assert (values.values + values.sold - values.bought)[:, 1].sum() == pytest.approx(1000)


def test_books_without_deposits_imply_what_was_paid_in() -> None:
    ledger = rows("2020-01-01 buy A 10 @ 100\n2020-01-02 sell A 5 @ 110\n2020-01-03 buy A 10 @ 120")
    values = daily(ledger, {"A": series("A", [100.0, 110.0, 120.0])}, USD, days(3))
    assert values.value.tolist() == [0, 100, 150]
    assert values.implied.tolist() == [1000, 1000, 1650]
    assert values.contributions.tolist() == [0, 0, 0]
    assert values.returns().tolist() == pytest.approx([0.0, 0.1, 50 / 1750])


def test_weights_sum_to_one_with_cash() -> None:
    view = seen(rows("2020-01-01 deposit 1000\n2020-01-01 buy A 3 @ 100\n2020-01-01 buy B 1 @ 50"), market(), START)
    assert sum(each.weight or 0.0 for each in view.positions) + (view.cash_weight or 0.0) == pytest.approx(1.0)
    assert [each.symbol for each in view.positions] == ["A", "B"]


def market() -> dict[str, PriceSeries]:
    return {"A": series("A", [101.0]), "B": series("B", [49.0])}


def test_pence_are_hundredths_of_a_pound() -> None:
    rates = fx(GBP=[0.8], USD=[1.2])
    assert rates.rate("GBX", "USD", START).rate == Decimal("0.015")
    assert rates.vector("GBX", "USD", days(1)).tolist() == pytest.approx([0.015])


def test_a_rate_is_carried_and_says_so() -> None:
    found = fx(USD=[1.2]).rate("USD", "EUR", date(2020, 1, 9))
    assert (found.day, found.carried) == (START, True)
    assert float(found.rate) == pytest.approx(1 / 1.2)
    assert tx("2020-01-01 deposit 5").amount == 5
