"""Several questions in one message, and questions that follow from the one before."""

import pytest

from agent.models.builtin import BuiltInChat
from agent.models.builtin.understand import Reading, Understanding
from tests.agent.builtin.names import TWO


async def read(chat: BuiltInChat, *texts: str) -> Reading:
    return await Understanding(chat.router, TWO).thread(texts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What is a Sharpe ratio, and what is mine?", ["definition", "sharpe"]),
        ("What is my portfolio worth and how has it done this year?", ["value", "performance"]),
        ("what's my risk and return over five years", ["risk", "performance"]),
        ("show my volatility and drawdown", ["volatility", "drawdown"]),
        ("Am I too concentrated? Which stock is the riskiest?", ["diversification", "contributions"]),
        ("Hi coach, what's my net worth?", ["value"]),
        ("Compare Apple and Microsoft", ["compare"]),
        ("What if I sell 10 Apple and buy 5 Microsoft?", ["what_if"]),
        ("Which of my holdings have gained and lost the most?", ["movers"]),
        ("price of Apple and Microsoft", ["quote"]),
        ("explain my drawdown", ["drawdown", "definition"]),
        ("compare US shares and India desk in 2021", ["performance"]),
    ],
)
async def test_parts(chat: BuiltInChat, text: str, found: list[str]) -> None:
    assert [part.intent for part in (await read(chat, text)).parts] == found


async def test_parts_share_the_only_period(chat: BuiltInChat) -> None:
    parts = (await read(chat, "what's my risk and return over five years")).parts
    assert [part.slots.periods[0].code for part in parts] == ["5Y", "5Y"]


@pytest.mark.parametrize(
    ("first", "then", "intent", "args"),
    [
        ("How did I do in 2021?", "and last year?", "performance", {"start": "2021-01-01", "end": "2021-12-31"}),
        ("How did I do in 2020?", "what about the last 3 years", "performance", {"period": "3Y"}),
        ("What is my Sharpe ratio over 5 years?", "and Sortino?", "sortino", {"period": "5Y"}),
        ("dividends in FY22", "from Apple", "income", {"start": "2021-04-01", "end": "2022-03-31"}),
    ],
)
async def test_a_fragment_changes_what_it_names(chat: BuiltInChat, first: str, then: str, intent: str, args: dict[str, str]) -> None:
    part = (await read(chat, first, then)).parts[0]
    assert (part.intent, part.slots.periods[0].args()) == (intent, args)


async def test_a_fragment_names_another_instrument_portfolio_or_level(chat: BuiltInChat) -> None:
    assert (await read(chat, "price of Apple", "and Microsoft?")).parts[0].slots.instruments == ("MSFT",)
    assert (await read(chat, "show my US shares holdings", "and India desk?")).parts[0].slots.portfolios == ("p2",)
    assert (await read(chat, "what is my value at risk", "at 99%")).parts[0].slots.confidence == 0.99
    assert (await read(chat, "allocation by sector", "by currency")).parts[0].slots.words.grouping == ("currency",)
    assert (await read(chat, "What is my portfolio worth?", "in dollars")).parts[0].slots.currencies == ("USD",)


async def test_it_is_the_instrument_of_the_question_before(chat: BuiltInChat) -> None:
    part = (await read(chat, "price of Apple", "how volatile is it?")).parts[0]
    assert part.slots.instruments == ("AAPL",)


async def test_why_asks_about_the_answer_before(chat: BuiltInChat) -> None:
    part = (await read(chat, "How did I do in 2020?", "why?")).parts[0]
    assert (part.intent, part.why) == ("performance", True)
    assert (await read(chat, "why?")).parts[0].intent == "explain"


async def test_a_new_question_is_no_follow_up(chat: BuiltInChat) -> None:
    parts = (await read(chat, "price of Apple", "What is my portfolio worth?")).parts
    assert [(part.intent, part.slots.instruments) for part in parts] == [("value", ())]


async def test_what_is_told_piece_by_piece_adds_up(chat: BuiltInChat) -> None:
    part = (await read(chat, "will I reach 1 crore", "by 2035", "with 20000 a month")).parts[0]
    assert part.intent == "goal"
    assert part.slots.horizon is not None
    assert [int(amount.value) for amount in part.slots.amounts] == [10_000_000, 20_000]


@pytest.mark.parametrize("then", ["how much of that is cash?", "what is the risk of that?", "which of those is the largest?"])
async def test_that_is_of_the_portfolio_before(chat: BuiltInChat, then: str) -> None:
    reading = await read(chat, "What is India desk worth?", "and in dollars?", then)
    assert [part.slots.portfolios for part in reading.parts] == [("p2",)]


async def test_how_did_i_do_needs_no_more_words(chat: BuiltInChat) -> None:
    assert [part.intent for part in (await read(chat, "How did I do?")).parts] == ["performance"]
