"""What a question claims against the true figure: nothing that is true is called untrue."""

from datetime import date
from typing import Any

import pytest

from agent.models.builtin import Names, PortfolioName
from agent.models.builtin.answers.claims import NO, YES, verdict
from agent.models.builtin.intents import vocabulary
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.slots import read
from tests.agent.builtin.names import INSTRUMENTS

NAMES = Names(date(2022, 12, 28), INSTRUMENTS, (PortfolioName("p1", "US shares", "USD"),))
HELD = {
    "total_value": {"amount": "150000", "currency": "USD"},
    "cash_value": {"amount": "600", "currency": "USD"},
    "holdings_count": 12,
    "holdings": [{"quantity": "688", "value": {"amount": "90000", "currency": "USD"}}],
}
DONE = {"twr": 0.206, "gain": {"amount": "20000", "currency": "USD"}}
DOWN = {"twr": -0.15, "gain": {"amount": "-9000", "currency": "USD"}}


def said(intent: str, text: str, tool: str, data: dict[str, Any]) -> str | None:
    return verdict(Ask(intent, read(text, NAMES, vocabulary()), NAMES), [Got("c1", tool, {}, data)])


@pytest.mark.parametrize(
    ("intent", "text", "answer"),
    [
        ("value", "Is my portfolio worth more than $100,000?", YES),
        ("value", "Is my portfolio worth at least 1 lakh dollars?", YES),
        ("value", "Is my portfolio worth less than $200,000?", YES),
        ("value", "Is my portfolio worth over $1,000,000?", NO),
        ("value", "My portfolio is worth under $100,000, right?", NO),
        ("value", "Is my portfolio worth 5 million dollars?", NO),
        ("value", "My portfolio is worth about $160,000, right?", YES),
        ("value", "Is my portfolio worth $100,000?", None),
        ("value", "Why is my portfolio not worth $1,000,000 yet?", None),
        ("value", "Was my portfolio ever worth $1,000,000?", None),
        ("value", "Did my portfolio reach $1,000,000?", None),
        ("value", "Is my portfolio worth between $100,000 and $200,000?", None),
        ("value", "Has my portfolio fallen below $1,000?", None),
        ("value", "Is my portfolio worth 500,000 euros?", None),
        ("cash", "Do I have enough cash to buy $5,000 of Apple?", None),
        ("cash", "Do I have $500 in cash?", None),
        ("cash", "Do I have $5,000 in cash?", NO),
        ("cash", "I have less than $1,000 in cash, correct?", YES),
        ("position", "Do I own 500 Apple shares?", None),
        ("position", "I own 900 Apple shares, right?", NO),
        ("position", "I own at least 600 shares of Apple, don't I?", None),
        ("position", "I bought 500 Apple shares, right?", None),
        ("position", "I paid $40,000 for my Apple, right?", None),
        ("count", "Do I own 12 stocks?", YES),
        ("count", "Do I own more than 10 stocks?", YES),
    ],
)
def test_a_claim_about_what_is_held(intent: str, text: str, answer: str | None) -> None:
    assert said(intent, text, "portfolio_holdings", HELD) == answer


@pytest.mark.parametrize(
    ("text", "data", "answer"),
    [
        ("Did my portfolio return more than 10 %?", DONE, YES),
        ("Did my portfolio return 20 %?", DONE, YES),
        ("Did my portfolio return 10 %?", DONE, None),
        ("Did my portfolio return 10 % a year?", DONE, None),
        ("My portfolio returned 10 % each year, right?", DONE, None),
        ("Did I beat the index by 5 %?", DONE, None),
        ("Did my portfolio return 30 %?", DONE, NO),
        ("My portfolio lost 90 %, right?", DONE, NO),
        ("Did I lose more than 10 %?", DONE, NO),
        ("Did I lose more than 10 %?", DOWN, YES),
        ("Did I lose less than 10 %?", DOWN, NO),
        ("Did I lose 10 %?", DOWN, None),
        ("I lost 15 %, right?", DOWN, YES),
        ("I gained 15 %, right?", DOWN, NO),
        ("Did I make more than $10,000?", DONE, YES),
        ("Did I lose over $5,000?", DOWN, YES),
        ("Why did I make only $500?", DONE, None),
        ("Did I make $1,000 on Apple and Microsoft?", DONE, None),
    ],
)
def test_a_claim_about_a_return(text: str, data: dict[str, Any], answer: str | None) -> None:
    assert said("performance", text, "portfolio_performance", data) == answer


def test_without_a_figure_nothing_is_claimed() -> None:
    assert said("performance", "Did my portfolio return 10 %?", "portfolio_performance", {"twr": None}) is None
    assert said("position", "I own 9 Apple shares, right?", "portfolio_holdings", {"holdings": []}) is None
