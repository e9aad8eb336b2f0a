"""Settings as they are read from the environment."""

from decimal import Decimal

import pytest

from core.errors import BadInput
from core.settings import load
from core.spending import Budget, Prices, Spent


def test_budgets_are_settings() -> None:
    given = {"COACH_MODEL_PRICE_IN": "0.25", "COACH_MODEL_PRICE_OUT": "2", "COACH_MODEL_DAY_MONEY": "1.5", "COACH_MODEL_TURN_CALLS": "off"}
    model = load({**given, "COACH_MODEL_DAY_TOKENS": "0"}).model
    assert (model.prices.of(1_000_000, 500_000), model.day.money, model.turn.calls, model.day.tokens) == (
        Decimal("1.25"), Decimal("1.5"), None, 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"COACH_MODEL_DAY_CALLS": "many"}, "COACH_MODEL_DAY_CALLS must be"),
        ({"COACH_MODEL_TURN_SECONDS": "-1"}, "COACH_MODEL_TURN_SECONDS must be"),
        ({"COACH_MODEL_PRICE_IN": "NaN"}, "COACH_MODEL_PRICE_IN must be"),
        ({"COACH_MODEL_TURN_SECONDS": "61"}, "COACH_MODEL_TURN_SECONDS must be at most 60"),
        ({"COACH_MODEL_TURN_SECONDS": "off"}, "COACH_MODEL_TURN_SECONDS must be at most 60"),
        ({"COACH_MODEL_TURN_CALLS": "2.5"}, "COACH_MODEL_TURN_CALLS must be a whole number"),
        ({"COACH_MODEL_DAY_TOKENS": "0.5"}, "COACH_MODEL_DAY_TOKENS must be a whole number"),
        ({"COACH_MODEL_DAY_MONEY": "5"}, "needs the prices"),
    ],
)
def test_a_budget_that_can_not_be_read_is_refused(given: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        load(given)


@pytest.mark.parametrize(
    ("spent", "over"),
    [
        (Spent(3), None),
        (Spent(4), "calls"),
        (Spent(1, 60, 41), "tokens"),
        (Spent(1, seconds=9.5), "seconds"),
        (Spent(money=Decimal(2)), "money"),
    ],
)
def test_a_budget_names_the_limit_that_is_passed(spent: Spent, over: str | None) -> None:
    assert Budget(3, 100, 9, Decimal(1)).over(spent) == over
    assert Budget().over(spent) is None


def test_money_needs_both_prices() -> None:
    assert (Prices(Decimal(1)).known, Prices(Decimal(1), Decimal(2)).known) == (False, True)
