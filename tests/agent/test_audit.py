"""The audit of a model's arguments: what follows from the person's words stands, the rest is dropped or refused."""

from typing import Any

import pytest

from agent.audit import Source, audit
from tests.agent.ground import ground

GROUND = ground("")
SCHEMA = {
    "properties": {"symbol": {}, "period": {"default": "1Y"}, "confidence": {"default": 0.95}, "target": {}, "date": {}, "by": {}},
    "required": ["target"],
}


def audited(message: str, args: dict[str, Any], *, drafts: bool = False, thread: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    found = audit(args, SCHEMA, Source(message, thread, GROUND, frozenset({"p1"})), drafts=drafts)
    return list(found.dropped), list(found.wrong)


@pytest.mark.parametrize(
    ("message", "args"),
    [
        ("Value at risk at 99 %?", {"confidence": 0.99}),
        ("Value at risk at 99 %?", {"confidence": 99}),
        ("Value at risk?", {"confidence": 0.95}),
        ("Over the last 3 years", {"period": "3Y"}),
        ("How was last year?", {"period": "1Y"}),
        ("Year to date?", {"period": "YTD"}),
        ("Since inception?", {"period": "MAX"}),
        ("Reach ₹50 lakh", {"target": 5_000_000}),
        ("Reach ₹50,00,000 by 2030", {"target": "5000000", "date": "2030-12-31"}),
        ("What if the market falls 20%?", {"market_move": -0.2}),
        ("What if the market is down 20 % or 30 %?", {"market_move": -0.3}),
        ("And a 20 % crash?", {"market_move": -0.2}),
        ("What would I lose if rates rise and the index gains 5 %?", {"market_move": 0.05}),
        ("Stress: -15 %", {"market_move": "-0.15"}),
        ("What if Nifty moves 10 %?", {"market_move": 0.1}),
        ("What if the market loses a third?", {"market_move": -0.33}),
        ("What if the market halves?", {"market_move": -0.5}),
        ("agar market 20 % gir jaye?", {"market_move": -0.2}),
        ("If Apple drops 20 % and Infosys gains 10 %?", {"shocks": {"AAPL": -0.2, "INFY": 0.1}}),
        ("What if tech falls 15 %?", {"shocks": {"Information Technology": -0.15}}),
        ("What if the dollar weakens 8 %?", {"shocks": {"USD": -0.08}}),
        ("Bring Apple down to 10 %", {"targets": {"AAPL": 0.1}}),
        ("What if I sold 10 Apple?", {"trades": [{"symbol": "AAPL", "side": "sell", "quantity": 10}]}),
        ("Which dividends did I get?", {"type": "dividend"}),
        ("My gains by LIFO", {"method": "lifo"}),
        ("500 euros in rupees", {"from_currency": "EUR", "to_currency": "INR"}),
        ("How is Infosys doing?", {"symbol": "INFY"}),
        ("How is INFY doing since 1 April 2024?", {"symbol": "INFY", "start": "2024-04-01"}),
        ("Compare my largest holding with Apple", {"symbols": ["HDFCBANK", "AAPL"]}),
        ("By sector, please", {"by": "sector", "limit": 50}),
        ("What share is that?", {"expression": "84210.50 / 1000000"}),
        ("Half of ₹12,345?", {"expression": "12345 INR / 2"}),
        ("Mine", {"portfolio_id": "p1"}),
    ],
)
def test_what_was_said_stands(message: str, args: dict[str, Any]) -> None:
    assert audited(message, args) == ([], [])


@pytest.mark.parametrize(
    ("message", "args", "dropped", "wrong"),
    [
        ("Value at risk?", {"confidence": 0.99}, ["confidence"], []),
        ("Value at risk at 99 %?", {"confidence": 0.9}, ["confidence"], []),
        ("How is my portfolio doing?", {"period": "5Y"}, ["period"], []),
        ("How is my portfolio doing?", {"symbol": "NVDA"}, ["symbol"], []),
        ("Will I make it?", {"target": 1_000_000_0}, [], ["target"]),
        ("How is my portfolio?", {"start": "2019-03-03"}, ["start"], []),
        ("What share is that?", {"expression": "777777 / 3"}, ["expression"], []),
        ("Mine", {"portfolio_id": "p9"}, ["portfolio_id"], []),
        ("What if the market falls 20 %?", {"market_move": 0.2}, ["market_move"], []),
        ("What if the market rises 20 %?", {"market_move": -0.2}, ["market_move"], []),
        ("What would I lose if the market gains 20 %?", {"market_move": -0.2}, ["market_move"], []),
        ("Down 20 %, then up 30 %", {"market_move": -0.3}, ["market_move"], []),
        ("A 20 % drop", {"market_move": "0.2"}, ["market_move"], []),
        ("Market at -20 %", {"market_move": 0.2}, ["market_move"], []),
        ("What if the market halves?", {"market_move": 0.5}, ["market_move"], []),
        ("If Apple drops 20 % and Infosys gains 10 %?", {"shocks": {"AAPL": -0.2, "INFY": -0.1}}, ["shocks"], []),
        ("What if Apple drops 20 %?", {"shocks": {"Energy": -0.2}}, ["shocks"], []),
        ("My portfolio at 30 % of bonds", {"targets": {"NVDA": 0.3}}, ["targets"], []),
        ("What if I sold 10 Apple?", {"trades": [{"symbol": "AAPL", "side": "buy", "quantity": 10}]}, ["trades"], []),
        ("List my transactions", {"type": "dividend"}, ["type"], []),
        ("My realised gains", {"method": "hifo", "cost_view": "tax"}, ["method", "cost_view"], []),
        ("What is 500 euros?", {"to_currency": "JPY"}, ["to_currency"], []),
    ],
)
def test_what_nobody_said_does_not(message: str, args: dict[str, Any], dropped: list[str], wrong: list[str]) -> None:
    assert audited(message, args) == (dropped, wrong)


def test_a_follow_up_may_use_the_thread() -> None:
    assert audited("And now?", {"symbol": "AAPL", "target": 500}, thread=("What if I put 500 into Apple?",)) == ([], [])


def test_a_draft_is_of_the_side_that_was_said() -> None:
    args = {"type": "buy", "symbol": "AAPL", "quantity": "10", "price": "187.5"}
    assert audited("Record that I bought 10 Apple at 187.5", args, drafts=True) == ([], [])
    assert audited("Record that I sold 10 Apple at 187.5", args, drafts=True) == ([], ["type"])


def test_the_currency_of_a_portfolio_may_be_used() -> None:
    source = Source("What is 500 EUR in my currency?", (), GROUND, frozenset(), frozenset({"CHF"}))
    assert audit({"to_currency": "CHF"}, SCHEMA, source).dropped == ()


def test_a_draft_may_use_this_message_alone() -> None:
    args = {"symbol": "AAPL", "quantity": "10", "price": "187.5"}
    assert audited("Record 10 Apple at 187.5", args, drafts=True) == ([], [])
    assert audited("Record it", args, drafts=True, thread=("10 Apple at 187.5",)) == ([], ["symbol", "quantity", "price"])
