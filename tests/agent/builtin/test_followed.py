"""Threads as people lead them: each line after the first leans on what was said and shown before."""

from typing import Any

import pytest

from agent.turn import Agent
from tests.agent.conftest import ask
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")
# Question, tool, arguments that it must have, words that the answer says; a dash before the tool stands for an argument that is absent.
Turn = tuple[str, str, dict[str, Any], str]
THREADS: dict[str, list[Turn]] = {
    "places in a ranking, and the instrument there": [
        ("Which holding is largest?", "portfolio_holdings", {}, "The largest holding is Apple (AAPL)"),
        ("and the second?", "portfolio_holdings", {}, "The second largest holding is Microsoft (MSFT)"),
        ("how much did I make on it?", "portfolio_gains", {"symbol": "MSFT"}, "The total gain on Microsoft"),
        ("compare it with apple over 5 years", "market_compare", {"symbols": ["MSFT", "AAPL"], "period": "5Y"}, "the better of the two"),
        ("show me the chart", "market_history", {"symbol": "MSFT", "period": "5Y"}, "Apple (AAPL) rose"),
    ],
    "a day and the days before it": [
        ("What was my portfolio worth as of 31 dec 2020?", "portfolio_holdings", {"as_of": "2020-12-31"}, "were worth"),
        ("a year before that", "portfolio_holdings", {"as_of": "2019-12-31"}, "on 31 December 2019"),
        ("in rupees", "market_fx", {"to_currency": "INR", "as_of": "2019-12-31"}, "In INR, the total value is ₹"),
    ],
    "a period, the one before, and why": [
        ("How did I do in 2021?", "portfolio_performance", {"start": "2021-01-01", "end": "2021-12-31"}, "returned"),
        ("the year before", "portfolio_performance", {"start": "2020-01-01", "end": "2020-12-31"}, "31 December 2020"),
        ("why?", "portfolio_performance", {"start": "2020-01-01", "attribution": "holding"}, "an effect of"),
        ("show me the chart", "portfolio_performance", {"start": "2020-01-01", "series": True}, "The chart shows the return"),
        ("and since then", "portfolio_performance", {"start": "2020-12-31", "end": "2022-12-28"}, "31 December 2020"),
    ],
    "a month and the month before": [
        ("How did I do last month?", "portfolio_performance", {"start": "2022-10-31", "end": "2022-11-30"}, "31 October 2022"),
        ("and the month before?", "portfolio_performance", {"start": "2022-09-30", "end": "2022-10-31"}, "31 October 2022"),
    ],
    "the other portfolio, and it": [
        ("What is India desk worth?", "portfolio_holdings", {}, "India desk is worth ₹"),
        ("and for the other portfolio?", "portfolio_holdings", {}, "US shares is worth $"),
        ("how risky is it?", "risk_report", {}, "The volatility of US shares is"),
        ("what does that mean", "learn_search", {"query": "What is volatility"}, "[1]"),
    ],
    "against the index, in and after small talk": [
        ("how has my US shares portfolio done this year", "portfolio_performance", {"period": "YTD"}, "US shares lost"),
        ("vs the index", "portfolio_performance", {"period": "YTD"}, "US shares has beaten the S&P 500 Index"),
        ("by how much", "portfolio_performance", {"period": "YTD"}, "percentage points in your favour"),
        ("thanks", "", {}, "You are welcome"),
        ("and in 2020?", "portfolio_performance", {"start": "2020-01-01"}, "31 December 2020"),
    ],
    "one instrument": [
        ("price of apple", "market_quote", {"symbol": "AAPL"}, "28 December 2022"),
        ("and a year ago", "market_quote", {"symbol": "AAPL", "as_of": "2021-12-28"}, "28 December 2021"),
        ("how many do I own", "portfolio_holdings", {"symbol": "AAPL"}, "shares of Apple (AAPL)"),
        ("what if I sell half of it", "risk_what_if", {}, "If you were to sell 344 shares of Apple"),
    ],
    "two instruments": [
        ("compare apple and microsoft", "market_compare", {"symbols": ["AAPL", "MSFT"]}, "the better of the two"),
        ("which is riskier", "market_compare", {"symbols": ["AAPL", "MSFT"]}, "The calmest was Microsoft (MSFT)"),
    ],
    "the five questions on one thread": [
        ("What is my portfolio worth?", "portfolio_holdings", {}, "Your portfolios together are worth $"),
        ("How did I do against the S&P 500 since 2019?", "portfolio_performance", {"start": "2019-01-01"}, "have beaten the S&P 500 Index"),
        ("How risky is it?", "risk_report", {}, "The volatility of your portfolios together"),
        ("What is a Sharpe ratio, and what is mine?", "risk_report", {}, "The Sharpe ratio of your portfolios together is"),
        ("Which holding is largest?", "portfolio_holdings", {}, "The largest holding is Apple (AAPL)"),
    ],
}


@pytest.mark.parametrize("name", list(THREADS))
async def test_a_thread(agent: Agent, asker: Ctx, name: str) -> None:
    thread_id = None
    for text, tool, args, words in THREADS[name]:
        answer = await ask(agent, asker, text, thread_id)
        thread_id = answer["thread_id"]
        assert words in answer["text"], (text, answer["text"])
        assert answer["withheld"] == 0, (text, answer["text"])
        made = [call["args"] for call in answer["tools"] if call["name"] == tool]
        assert not tool or any(args.items() <= one.items() for one in made), (text, answer["tools"])
