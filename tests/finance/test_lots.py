"""Lots, sales, cash and income, worked by hand."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import LedgerConflict, Oversold
from core.ledger import LotPick, TxType
from finance.lots import CostView, Method, State, Terms, run
from tests.finance.ledger import fx, rows, tx

THREE_BUYS = """
2020-01-01 deposit 10000
2020-01-02 buy A 10 @ 100 fee 10 id one
2020-02-03 buy A 10 @ 120 id two
2020-03-02 buy A 10 @ 110 id three
2020-04-01 sell A 15 @ 130 fee 15
"""


def lot_table(state: State) -> list[tuple[str, str, str]]:
    return [(str(lot.acquired), f"{lot.quantity.normalize():f}", f"{lot.cost:.2f}") for lot in state.lots]


@pytest.mark.parametrize(
    ("method", "cost", "left"),
    [
        # 10 x 101 + 5 x 120; left 5 x 120, 10 x 110
        ("fifo", "1610.00", [("2020-02-03", "5", "600.00"), ("2020-03-02", "10", "1100.00")]),
        # 10 x 110 + 5 x 120
        ("lifo", "1700.00", [("2020-01-02", "10", "1010.00"), ("2020-02-03", "5", "600.00")]),
        # 10 x 120 + 5 x 110
        ("hifo", "1750.00", [("2020-01-02", "10", "1010.00"), ("2020-03-02", "5", "550.00")]),
        # 15 x 3310 / 30
        ("average", "1655.00", [("2020-02-03", "5", "551.67"), ("2020-03-02", "10", "1103.33")]),
    ],
)
def test_methods(method: str, cost: str, left: list[tuple[str, str, str]]) -> None:
    state = run(rows(THREE_BUYS), Terms(method=Method(method)))
    assert f"{sum(sale.cost for sale in state.sales):.2f}" == cost
    assert sum(sale.proceeds for sale in state.sales) == Decimal(1935)
    assert lot_table(state) == left


def test_specific_lots_are_those_named() -> None:
    sale = tx(
        "2020-04-01 sell A 12 @ 130", lots=(LotPick(trade_id="two", quantity=Decimal(2)), LotPick(trade_id="three", quantity=Decimal(10)))
    )
    state = run([*rows(THREE_BUYS)[:4], sale], Terms(method=Method.SPECIFIC))
    assert [(each.lot_id, each.quantity, each.cost) for each in state.sales] == [
        (state.lots[1].id, Decimal(2), Decimal(240)),
        (state.sales[1].lot_id, Decimal(10), Decimal(1100)),
    ]
    assert lot_table(state) == [("2020-01-02", "10", "1010.00"), ("2020-02-03", "8", "960.00")]


@pytest.mark.parametrize("picked", [Decimal(1), Decimal(50)])
def test_named_lots_that_do_not_fit_are_refused(picked: Decimal) -> None:
    sale = tx("2020-04-01 sell A 50 @ 130", lots=(LotPick(trade_id="two", quantity=picked),))
    with pytest.raises(LedgerConflict):
        run([*rows(THREE_BUYS)[:4], tx("2020-03-03 buy A 30 @ 1"), sale], Terms(method=Method.SPECIFIC))


def test_selling_more_than_held_is_refused() -> None:
    with pytest.raises(Oversold) as caught:
        run(rows("2020-01-02 buy A 10 @ 100\n2020-01-03 sell A 10.5 @ 100"))
    assert caught.value.detail == {"symbol": "A", "date": "2020-01-03", "held": "10", "quantity": "10.5"}


def test_order_within_a_day_is_actions_buys_sells() -> None:
    state = run(rows("2020-01-03 sell A 20 @ 60\n2020-01-03 split A ratio 2\n2020-01-02 buy A 10 @ 100\n2020-01-03 buy A 5 @ 50"))
    assert lot_table(state) == [("2020-01-03", "5", "250.00")]


def test_times_of_a_day_come_before_the_usual_order() -> None:
    sale, purchase = (
        tx("2020-01-03 sell A 10 @ 60", time="2020-01-03T09:20:00+05:30"),
        tx("2020-01-03 buy A 5 @ 50", time="2020-01-03T10:20:00+05:30"),
    )
    state = run([purchase, sale, tx("2020-01-02 buy A 10 @ 40")], Terms(method=Method.LIFO))
    assert lot_table(state) == [("2020-01-03", "5", "250.00")]


@pytest.mark.parametrize(
    ("view", "expected"),
    [
        ("economic", [("2020-01-02", "15", "1000.00"), ("2020-02-03", "15", "1200.00")]),
        (
            "tax",
            [("2020-01-02", "10", "1000.00"), ("2020-02-03", "10", "1200.00"), ("2020-06-01", "5", "0.00"), ("2020-06-01", "5", "0.00")],
        ),
    ],
)
def test_bonus_by_view(view: str, expected: list[tuple[str, str, str]]) -> None:
    ledger = rows("2020-01-02 buy A 10 @ 100\n2020-02-03 buy A 10 @ 120\n2020-06-01 bonus A ratio 0.5")
    assert lot_table(run(ledger, Terms(view=CostView(view)))) == expected


def test_bonus_by_shares_received_equals_bonus_by_ratio() -> None:
    start = "2020-01-02 buy A 10 @ 100\n2020-06-01 bonus A "
    assert lot_table(run(rows(start + "5"))) == lot_table(run(rows(start + "ratio 0.5")))


def test_split_multiplies_and_keeps_dates_and_cost() -> None:
    state = run(rows("2020-01-02 buy A 10 @ 100 fee 5\n2020-06-01 split A ratio 10"))
    assert lot_table(state) == [("2020-01-02", "100", "1005.00")]


def test_split_without_shares_in_its_account_applies_to_the_portfolio() -> None:
    state = run(rows("2020-01-02 buy A 10 @ 100 at broker\n2020-06-01 split A ratio 2"))
    assert lot_table(state) == [("2020-01-02", "20", "1000.00")]


def test_rights_are_a_purchase_on_their_day() -> None:
    state = run(rows("2020-01-02 buy A 10 @ 100\n2020-06-01 rights A 2 @ 50"))
    assert [(lot.origin, str(lot.acquired), lot.cost) for lot in state.lots][1] == (TxType.RIGHTS, "2020-06-01", Decimal(100))


def test_merger_carries_cost_and_dates() -> None:
    state = run(rows("2020-01-02 buy A 10 @ 100\n2020-06-01 merger A ratio 1.68 into B amount 7"))
    assert [(lot.symbol, str(lot.acquired), lot.quantity, lot.cost) for lot in state.lots] == [
        ("B", "2020-01-02", Decimal("16.80"), Decimal(1000))
    ]
    assert [(each.kind, each.gross) for each in state.income] == [(TxType.MERGER, Decimal(7))]


def test_demerger_divides_the_cost() -> None:
    state = run(rows("2020-01-02 buy A 10 @ 100\n2020-06-01 demerger A ratio 0.1 into B cost 0.2"))
    assert [(lot.symbol, str(lot.acquired), lot.quantity, lot.cost) for lot in state.lots] == [
        ("A", "2020-01-02", Decimal(10), Decimal(800)),
        ("B", "2020-01-02", Decimal(1), Decimal(200)),
    ]


def test_buyback_is_a_sale_of_its_kind() -> None:
    state = run(rows("2020-01-02 buy A 10 @ 100\n2020-06-01 buyback A 4 @ 150"))
    assert [(sale.kind, sale.gain) for sale in state.sales] == [(TxType.BUYBACK, Decimal(200))]


@pytest.mark.parametrize("order", [("2020-03-02", "2020-03-04"), ("2020-03-04", "2020-03-02"), ("2020-03-02", "2020-03-02")])
def test_transfer_between_own_accounts_keeps_lots(order: tuple[str, str]) -> None:
    ledger = rows(f"2020-01-02 buy A 10 @ 100\n{order[0]} transfer_out A 4\n{order[1]} transfer_in A 4 at other")
    state = run(ledger)
    assert [(lot.account, str(lot.acquired), lot.quantity, lot.cost) for lot in state.lots] == [
        ("main", "2020-01-02", Decimal(6), Decimal(600)),
        ("other", "2020-01-02", Decimal(4), Decimal(400)),
    ]
    assert state.flows == ()


def test_transfer_from_outside_is_a_contribution_at_its_cost() -> None:
    state = run(rows("2020-01-02 transfer_in A 10 @ 100\n2020-03-02 transfer_out A 4"))
    assert [(flow.quantity, flow.amount) for flow in state.flows] == [(Decimal(10), Decimal(1000)), (Decimal(-4), Decimal(-400))]
    assert not state.cash
    assert not state.sales


def test_cash_income_and_charges() -> None:
    state = run(
        rows("2020-01-01 deposit 1000\n2020-02-03 dividend A 100 tax 15\n2020-02-04 interest 5\n2020-02-05 fee 3\n2020-02-06 tax 2")
    )
    assert state.cash == {("main", "USD"): Decimal(1085)}
    assert [(each.kind, each.gross) for each in state.income] == [(TxType.DIVIDEND, Decimal(100)), (TxType.INTEREST, Decimal(5))]
    assert [(each.kind, each.amount) for each in state.charges] == [
        (TxType.TAX, Decimal(15)),
        (TxType.FEE, Decimal(3)),
        (TxType.TAX, Decimal(2)),
    ]


def test_a_row_and_the_row_that_reverses_it_do_not_count() -> None:
    wrong = tx("2020-01-02 buy A 10 @ 100")
    state = run([wrong, tx("2020-01-02 buy A 10 @ 100", reverses=wrong.id), tx("2020-01-02 buy A 1 @ 100")])
    assert lot_table(state) == [("2020-01-02", "1", "100.00")]


def test_until_leaves_later_rows_out() -> None:
    assert lot_table(run(rows(THREE_BUYS), until=date(2020, 2, 3))) == [("2020-01-02", "10", "1010.00"), ("2020-02-03", "10", "1200.00")]


def test_own_rate_comes_before_the_market_rate() -> None:
    terms = Terms(base="INR", fx=fx(USD=[1.0] * 40, INR=[70.0] * 20 + [80.0] * 20))
    state = run(rows("2020-01-02 buy A 1 @ 100 fx 75\n2020-01-03 buy B 1 @ 100\n2020-01-30 sell A 1 @ 100"), terms)
    sale = state.sales[0]
    assert (sale.cost_base, state.lots[0].cost_base) == (Decimal(7500), Decimal(7000))
    assert [sale.gain, sale.gain_base, sale.currency_gain_base] == [0, 500, 500]


def test_a_currency_without_rates_is_left_out_and_named() -> None:
    state = run(rows("2020-01-02 deposit 100 in XXX"), Terms(base="USD"))
    assert state.net_contributions() == 0
    assert state.notes == ("There is no exchange rate for XXX; it is left out.",)


def test_money_that_was_exchanged_is_no_flow() -> None:
    terms = Terms(base="INR", fx=fx(USD=[1.0] * 9, INR=[70.0] * 9))
    state = run(
        rows("2020-01-02 deposit 7000 in INR\n2020-01-03 transfer_out amount -7000 in INR\n2020-01-03 transfer_in amount 100 in USD"), terms
    )
    assert [flow.amount for flow in state.flows] == [7000]
    assert state.cash_by_currency() == {"INR": 0, "USD": 100}


def test_a_sale_of_all_but_rounding_closes_the_position() -> None:
    state = run(rows("2020-01-02 buy A 100 @ 1\n2020-01-03 split A ratio 0.3333333333\n2020-01-04 sell A 33.33333334 @ 3"))
    assert not state.lots
    assert sum(sale.cost for sale in state.sales) == 100
    assert sum(sale.proceeds for sale in state.sales) == Decimal("100.00000002")
