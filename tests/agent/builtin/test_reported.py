"""Questions that a new user asked: what each is taken for, and what its answer says."""

from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from agent.models.builtin import BuiltInChat
from agent.turn import Agent
from tests.agent.builtin.names import TWO
from tests.agent.conftest import ask
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")
LAST_90 = {"start": "2022-09-29", "end": "2022-12-28"}
CALLED: list[tuple[str, str, dict[str, Any]]] = [
    ("what is my one day VaR", "risk_report", {}),
    ("99% one day VaR", "risk_report", {"confidence": 0.99}),
    ("10 day VaR", "risk_report", {}),
    ("rebalance to 50% AAPL 50% MSFT", "portfolio_rebalance", {"targets": {"AAPL": 0.5, "MSFT": 0.5}}),
    ("rebalance to AAPL 30% and MSFT 20%", "portfolio_rebalance", {"targets": {"AAPL": 0.3, "MSFT": 0.2}}),
    ("performance of ZZTOP since I bought it", "market_search", {"query": "ZZTOP"}),
    ("performance of Apple since I bought it", "portfolio_holdings", {"symbol": "AAPL"}),
    ("do I own google?", "market_search", {"query": "google"}),
    ("LTCG rate", "learn_search", {"query": "LTCG rate"}),
    ("perf between jan 2020 and march 2020", "portfolio_performance", {"start": "2020-01-01", "end": "2020-03-31"}),
    ("perf last quarter", "portfolio_performance", {"start": "2022-06-30", "end": "2022-09-30"}),
    ("return since covid", "portfolio_performance", {"start": "2020-02-19", "end": "2022-12-28"}),
    ("last 90 days", "portfolio_performance", LAST_90),
    ("since inception", "portfolio_performance", {"period": "MAX"}),
    ("from 15 Aug 2021 to 26 Jan 2022", "portfolio_performance", {"start": "2021-08-15", "end": "2022-01-26"}),
    ("what is beta >> and mine?", "risk_report", {}),
    (
        "How did US shares do in 2021? >> vs the S&P 500? >> since 2016",
        "portfolio_performance",
        {"portfolio_id": "p1", "start": "2016-01-01", "end": "2022-12-28", "by": "year"},
    ),
]


@pytest.mark.parametrize(("text", "name", "args"), CALLED)
async def test_the_call(chat: BuiltInChat, text: str, name: str, args: dict[str, Any]) -> None:
    reply = await chat.ainvoke([HumanMessage(part) for part in text.split(" >> ")], names=TWO)
    assert [(call["name"], call["args"]) for call in reply.tool_calls] == [(name, args)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("am I beating inflation", "no inflation figures"),
        ("P/E of apple", "price-to-earnings ratios"),
        ("rebalance to 80% AAPL 50% MSFT", "Settings > My rules"),
    ],
)
async def test_what_is_not_kept_is_said(chat: BuiltInChat, text: str, words: str) -> None:
    reply = await chat.ainvoke([HumanMessage(text)], names=TWO)
    assert words in reply.text
    assert reply.tool_calls == []


SAID = {
    "How much could I lose in a bad month?": "for a single day only",
    "value at risk at 150%": "No such confidence level exists",
    "my sharpe ratio with 4% risk-free": "always taken as zero",
    "what is 12% of my portfolio value": "the part of the total value that you asked for",
    "why did I lose 50% in 2019?": "You did not lose: ",
    "rebalance US shares to 50% AAPL 50% MSFT": "to the targets that you named",
    "which lots are long-term": "These open lots are long-term",
    "which lots are short-term": "short-term",
    "beta of AAPL": "measured for portfolios only",
    "How did I do last month?": "Time is counted from the last day that has prices",
    "do I own ZZTOP?": "No: I know no instrument called ZZTOP",
    "How risky is my portfolio?": "A Sharpe ratio ",
    "LTCG rate": "",
}


@pytest.mark.parametrize("question", list(SAID))
async def test_the_answer_says_it_and_nothing_is_withheld(agent: Agent, asker: Ctx, question: str) -> None:
    answer = await ask(agent, asker, question)
    assert SAID[question] in answer["text"], answer["text"]
    assert answer["withheld"] == 0, answer["text"]
    assert "no_price" not in answer["text"]
    assert "**" not in answer["text"]


async def test_a_thread_keeps_portfolio_and_period(agent: Agent, asker: Ctx) -> None:
    first = await ask(agent, asker, "How did US shares do in 2021?")
    for text, words in (("vs the S&P 500?", "31 December 2021"), ("since 2016", "2016")):
        answer = await ask(agent, asker, text, first["thread_id"])
        assert answer["withheld"] == 0, answer["text"]
        assert words in answer["text"]
        assert answer["text"].startswith("US shares has"), answer["text"]
