"""What is asked is what is answered: the future, moves in words, falls since the peak, two portfolios, parts of a return, pairs."""

from typing import Any

import pytest

from agent.turn import Agent
from tests.agent.conftest import ask
from tests.agent.test_customer import in_session, made
from tools.ctx import Ctx


@in_session
async def test_the_future_value_is_not_known_and_a_goal_is_offered(agent: Agent, asker: Ctx) -> None:
    answer = await ask(agent, asker, "What will my portfolio be worth next year?")
    assert answer["text"].startswith("What your portfolio will be worth is not known")
    assert made(answer, "risk_goal")[0]["date"] == "2023-12-28"
    assert any("chances" in each for each in answer["suggestions"])


@pytest.mark.parametrize(
    ("text", "move", "words"),
    [
        ("If Apple drops by a third, what happens to me?", {"shocks": {"AAPL": -0.3333}}, "If AAPL fell by a third, "),
        ("What if Apple halves?", {"shocks": {"AAPL": -0.5}}, "If AAPL fell by half, "),
        ("What if Apple drops 40%?", {"shocks": {"AAPL": -0.4}}, "If AAPL moved by -40.0%, "),
        ("what if the market drops by a quarter?", {"market_move": -0.25}, "If the market fell by a quarter, "),
    ],
)
@in_session
async def test_a_part_is_a_move(agent: Agent, asker: Ctx, text: str, move: dict[str, Any], words: str) -> None:
    answer = await ask(agent, asker, text)
    assert made(answer, "risk_stress") == [move]
    assert answer["text"].startswith(words), answer["text"]
    assert answer["withheld"] == 0


@in_session
async def test_the_fall_of_an_unknown_name_is_not_that_of_the_market(agent: Agent, asker: Ctx) -> None:
    answer = await ask(agent, asker, "what if Facebook drops by 10%")
    assert not made(answer, "risk_stress")
    assert "no instrument for Facebook" in answer["text"]


@pytest.mark.parametrize(
    "text", ["How far am I below my all-time high?", "Is my portfolio at its peak?", "How far has my portfolio fallen from its peak?"]
)
@in_session
async def test_the_current_drawdown_is_that_of_the_last_day(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert "the drawdown of your portfolios together from the highest point so far was -14.37%" in answer["text"]
    assert answer["withheld"] == 0


@pytest.mark.parametrize("text", ["What was my worst drawdown?", "How far did my portfolio drop from its peak?"])
@in_session
async def test_the_deepest_drawdown_is_still_the_deepest(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert "The maximum drawdown" in answer["text"]


@pytest.mark.parametrize("text", ["Compare my two portfolios", "how do my portfolios differ", "Compare US shares and India desk"])
@in_session
async def test_portfolios_stand_side_by_side_over_the_same_days(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert "| Portfolio | Return | A year | Index | Gain | End value | Volatility | Max drawdown |" in answer["text"]
    assert answer["text"].count("from 28 December 2021 to 28 December 2022") == 2
    assert answer["withheld"] == 0


@pytest.mark.parametrize("text", ["Apple or Microsoft, which did better?", "Between Apple and Microsoft, who performed better last year?"])
@in_session
async def test_the_better_of_two_comes_first(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert made(answer, "market_compare")[0]["symbols"] == ["AAPL", "MSFT"]
    assert answer["text"].split(". ")[0].endswith("the better of the two")


@pytest.mark.parametrize(
    ("text", "by", "first"),
    [
        ("Which holdings hurt me in 2022?", "holding", "AAPL took the most away"),
        ("Which holdings helped me in 2022?", "holding", "LLY added the most"),
        ("how much did each sector contribute", "sector", "Information Technology added the most"),
        ("How much did each stock contribute in 2021?", "holding", "MSFT added the most"),
    ],
)
@in_session
async def test_what_each_part_did_to_a_return_is_attribution(agent: Agent, asker: Ctx, text: str, by: str, first: str) -> None:
    answer = await ask(agent, asker, text)
    assert made(answer, "portfolio_performance")[0]["attribution"] == by
    assert answer["text"].split("\n\n")[1].startswith(first), answer["text"]


@in_session
async def test_the_year_before_this_one_is_the_last(agent: Agent, asker: Ctx) -> None:
    before = await ask(agent, asker, "What is my return this year?")
    answer = await ask(agent, asker, "and the year before that?", before["thread_id"])
    assert made(answer, "portfolio_performance") == [{"start": "2021-01-01", "end": "2021-12-31"}]


@pytest.mark.parametrize(
    ("text", "pairs", "words"),
    [
        ("Which two holdings are most alike?", 1, "The correlation of QUAL and USMV is 0.89, the closest"),
        ("Which two of my holdings are least alike?", 1, "The correlation of XOM and WMT is 0.20, the loosest"),
        ("top 3 correlations", 3, "The correlation of QUAL and USMV"),
        ("How correlated are my holdings?", 16, "The correlation of QUAL and USMV"),
    ],
)
@in_session
async def test_as_many_pairs_are_listed_as_asked_for(agent: Agent, asker: Ctx, text: str, pairs: int, words: str) -> None:
    answer = await ask(agent, asker, text)
    rows = [line for line in answer["text"].split("\n") if line.startswith("|")]
    assert len(rows) == pairs + 2
    assert answer["text"].startswith(words)
    assert answer["withheld"] == 0
