"""Whole turns over the real tools: no sentence of an answer is withheld by the gate."""

import pytest

from agent.turn import Agent
from tests.agent.conftest import ask
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")
QUESTIONS = {
    "What is my portfolio worth?": "portfolio_holdings",
    "Show my holdings.": "portfolio_holdings",
    "What are my largest holdings?": "portfolio_holdings",
    "Which of my holdings have gained and lost the most?": "portfolio_holdings",
    "How many Apple shares do I own?": "portfolio_holdings",
    "How is my portfolio allocated by account?": "portfolio_allocation",
    "Which portfolios do I have?": "portfolio_list",
    "How did US shares do in 2021?": "portfolio_performance",
    "Have I beaten the market in 2022?": "portfolio_performance",
    "What drove my return over the last year?": "portfolio_performance",
    "What is my XIRR?": "portfolio_performance",
    "Show my transactions this year.": "portfolio_transactions",
    "How much dividend income have I received?": "portfolio_income",
    "What are my short-term and long-term gains this financial year?": "portfolio_gains",
    "Which of my lots become long-term soon?": "portfolio_lots",
    "How risky is my portfolio?": "risk_report",
    "What is my value at risk at 99%?": "risk_report",
    "Which holdings contribute most to my risk?": "risk_contributions",
    "How correlated are my holdings?": "risk_contributions",
    "How would the covid crash hit me?": "risk_stress",
    "What would change if I sold half of my Apple?": "risk_what_if",
    "What are my chances of having 5 crore by 2040 with 20000 a month?": "risk_goal",
    "Show the price chart of Apple over 5 years.": "market_history",
    "Compare Apple and Microsoft over 3 years.": "market_compare",
    "Convert 1000 dollars to rupees.": "market_fx",
    "What is a Sharpe ratio, and what is mine?": "learn_search",
    "What is 15% of 240000?": "calculate",
    "Should I sell Apple?": "portfolio_holdings",
}


@pytest.mark.parametrize("question", list(QUESTIONS))
async def test_an_answer_passes_the_gate(agent: Agent, asker: Ctx, question: str) -> None:
    answer = await ask(agent, asker, question)
    assert answer["withheld"] == 0
    assert answer["finish_reason"] == "stop"
    assert QUESTIONS[question] in [call["name"] for call in answer["tools"] if call["ok"]]
    assert len(answer["suggestions"]) == 3
    assert answer["facts"] or answer["citations"]


async def test_a_thread_goes_on(agent: Agent, asker: Ctx) -> None:
    first = await ask(agent, asker, "How did I do in 2020?")
    texts = [first["text"]]
    for text in ("and in 2021?", "why?", "Where does that figure come from?", "Does your last answer still hold?"):
        answer = await ask(agent, asker, text, first["thread_id"])
        assert answer["withheld"] == 0, text
        texts.append(answer["text"])
    assert "31 December 2020" in texts[0]
    assert "31 December 2021" in texts[1]
    assert "an effect of" in texts[2]
    assert texts[3].startswith("The figure is")
    assert "unchanged" in texts[4]


@pytest.mark.parametrize(
    "question",
    [
        "What is my portfolio worth?",
        "How did I do last year?",
        "How risky is my portfolio?",
        "Show my transactions.",
        "Which portfolios do I have?",
    ],
)
async def test_a_person_without_a_portfolio_gets_a_straight_answer(agent: Agent, newcomer: Ctx, question: str) -> None:
    answer = await ask(agent, newcomer, question)
    assert answer["withheld"] == 0
    assert answer["text"].strip()
    assert "None" not in answer["text"]
    assert "not available" not in answer["text"]
