"""Differences between ledger and statement: the hidden corporate action is found, a missing trade is not taken for one."""

from datetime import date
from decimal import Decimal
from itertools import product

import pytest

from tools.proposals import Side, Step, propose

AS_OF = date(2022, 6, 30)
DAYS = (date(2021, 1, 4), date(2021, 6, 7), date(2022, 1, 10))
INDIAN, NEXT, US = "INE009A01013", "INE009A01021", "US1912161007"
Hidden = tuple[str, str, Decimal]
SPLITS: list[Hidden] = [("split", f"{new}:{old}", Decimal(new) / old) for new, old in ((2, 1), (5, 1), (10, 1), (3, 2), (1, 10))]
BONUSES: list[Hidden] = [("bonus", f"{new}:{old}", 1 + Decimal(new) / old) for new, old in ((1, 1), (1, 2), (2, 1), (3, 1), (1, 5))]


@pytest.mark.parametrize(("hidden", "after"), [*product(SPLITS + BONUSES, range(3))])
def test_one_hidden_corporate_action_is_found_with_its_ratio_and_window(hidden: Hidden, after: int) -> None:
    kind, ratio, times = hidden
    buys = (Decimal(613), Decimal(287), Decimal(941))
    ledger, held, cost = Decimal(0), Decimal(0), Decimal(0)
    steps = []
    for at, bought in enumerate(buys):
        ledger, held, cost = ledger + bought, held + bought, cost + bought * 100
        steps.append(Step(DAYS[at], ledger))
        held *= times if at == after else 1
    isin = INDIAN if kind == "bonus" else NEXT
    found = propose(Side(ledger, cost / ledger, INDIAN), Side(held, cost / held, isin), steps, AS_OF)
    assert (found.kind, found.ratio) == (kind, ratio)
    assert (found.start, found.end) == (DAYS[after], (*DAYS, AS_OF)[after + 1])


@pytest.mark.parametrize("quantity", range(1, 31))
def test_a_clean_portfolio_gets_no_proposal(quantity: int) -> None:
    side = Side(Decimal(quantity * 7), Decimal("100.5"), INDIAN)
    assert propose(side, side, [Step(DAYS[0], side.quantity)], AS_OF).kind == "match"


@pytest.mark.parametrize(
    ("ledger", "statement", "kind", "missing"),
    [
        (Side(Decimal(10), Decimal(100)), Side(Decimal(20), Decimal(110)), "buy", "10"),
        (Side(Decimal(10), Decimal(100)), Side(Decimal(17), Decimal(100)), "buy", "7"),
        (Side(Decimal(10)), Side(Decimal("10.37")), "buy", "0.37"),
        (Side(Decimal(10)), Side(Decimal(7)), "sell", "3"),
        (Side(Decimal(10)), Side(Decimal(0)), "sell", "10"),
        (Side(Decimal(0)), Side(Decimal(7), Decimal(3)), "opening", "7"),
    ],
)
def test_a_missing_trade_is_no_corporate_action(ledger: Side, statement: Side, kind: str, missing: str) -> None:
    found = propose(ledger, statement, [Step(DAYS[0], ledger.quantity)] if ledger.quantity else [], AS_OF)
    assert (found.kind, found.quantity) == (kind, Decimal(missing))


def test_the_price_of_a_missing_purchase_follows_from_the_averages() -> None:
    found = propose(Side(Decimal(10), Decimal(100)), Side(Decimal(20), Decimal(110)), [Step(DAYS[0], Decimal(10))], AS_OF)
    assert (found.price, found.start, found.end) == (Decimal("120.00"), DAYS[0], AS_OF)


def test_a_consolidation_whose_fraction_was_paid_out_is_found() -> None:
    found = propose(Side(Decimal(1003), Decimal(2), US), Side(Decimal(100), Decimal(20), US), [Step(DAYS[0], Decimal(1003))], AS_OF)
    assert (found.kind, found.ratio) == ("split", "1:10")


def test_where_the_isin_does_not_tell_both_are_named() -> None:
    found = propose(Side(Decimal(10)), Side(Decimal(20)), [Step(DAYS[0], Decimal(10))], AS_OF)
    assert (found.kind, found.ratio) == ("split", "2:1")
    assert "a bonus of 1:1" in found.text


def test_equal_quantities_at_other_averages_are_said() -> None:
    assert propose(Side(Decimal(10), Decimal(100)), Side(Decimal(10), Decimal(90)), [], AS_OF).kind == "cost"


def test_several_explanations_are_named() -> None:
    steps = [Step(DAYS[0], Decimal(600)), Step(DAYS[1], Decimal(900))]
    found = propose(Side(Decimal(900)), Side(Decimal(1800)), steps, AS_OF)
    assert (found.kind, found.ratio) == ("split", "2:1")
    assert "so would a bonus of 3:2 between 2021-01-04 and 2021-06-07" in found.text
