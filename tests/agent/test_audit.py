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
        ("What if the market falls 20%?", {"shock": -0.2}),
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
    ],
)
def test_what_nobody_said_does_not(message: str, args: dict[str, Any], dropped: list[str], wrong: list[str]) -> None:
    assert audited(message, args) == (dropped, wrong)


def test_a_follow_up_may_use_the_thread() -> None:
    assert audited("And now?", {"symbol": "AAPL", "target": 500}, thread=("What if I put 500 into Apple?",)) == ([], [])


def test_a_draft_may_use_this_message_alone() -> None:
    args = {"symbol": "AAPL", "quantity": "10", "price": "187.5"}
    assert audited("Record 10 Apple at 187.5", args, drafts=True) == ([], [])
    assert audited("Record it", args, drafts=True, thread=("10 Apple at 187.5",)) == ([], ["symbol", "quantity", "price"])
