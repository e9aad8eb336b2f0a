"""What gets no figure: other people's money, the future, promises, other fields, words that point at nothing."""

from pathlib import Path

import pytest
import yaml

from agent.models.builtin import BuiltInChat, InstrumentName, Names
from agent.models.builtin.names import PortfolioName
from agent.models.builtin.plans.ask import Ask, Say
from agent.models.builtin.plans.plan import plan
from agent.models.builtin.plans.talk import ready
from agent.models.builtin.understand import Understanding
from agent.turn import Agent
from tests.agent.builtin.names import AS_OF, INSTRUMENTS, ONE, TWO
from tests.agent.conftest import ask
from tools.ctx import Ctx

FOLDER = Path(__file__).parent
REFUSED = yaml.safe_load((FOLDER / "questions_refused.yaml").read_text("utf-8"))
BOUNDS = yaml.safe_load((FOLDER / "questions_bounds.yaml").read_text("utf-8"))
NO_FIGURE = {"out_of_scope", "prediction", "order"}
_NAMED = [
    ("MA", "Mastercard Incorporated"),
    ("DIDI", "DiDi Global Inc."),
    ("PZZA", "Papa John's International, Inc."),
    ("BOSS", "Hugo Boss AG"),
    ("NFLX", "Netflix, Inc."),
]
LIVE = Names(AS_OF, (*INSTRUMENTS, *(InstrumentName(symbol, name, currency="USD") for symbol, name in _NAMED)), ONE.portfolios)
TEXTS = {
    "others": {ready("no_others").text},
    "outside": {ready("out_of_scope").text, ready("lost").text},
    "promise": {ready("no_promise").text},
    "unclear": {ready(name).text for name in ("antecedent", "unclear", "lost", "which_two", "no_figure", "no_answer")},
}


async def said(chat: BuiltInChat, text: str, names: Names = TWO) -> list[str]:
    """Give what is said without any tool; a part that would call one gives an empty text."""
    reading = await Understanding(chat.router, names).thread([text])
    if not reading.parts:
        return [ready("unclear" if reading.options else reading.lacks).text]
    planned = [plan(Ask(part.intent, part.slots, names)) for part in reading.parts]
    return [one.text if isinstance(one, Say) else "" for one in planned]


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in REFUSED.items() for text in texts])
async def test_no_figure_is_looked_up(chat: BuiltInChat, kind: str, text: str) -> None:
    assert all(await said(chat, text)), text


@pytest.mark.parametrize("kind", list(TEXTS))
async def test_the_refusal_fits(chat: BuiltInChat, kind: str) -> None:
    others = [text for text in REFUSED[kind] if not set(await said(chat, text)) <= TEXTS[kind]]
    assert others == []


@pytest.mark.parametrize(
    "text",
    [
        "how much money for my daughter's wedding by 2030, 20 lakh?",
        "What did I buy from my broker in 2020?",
        "what is my portfolio worth and should I tell my wife?",
        "Do I own shares of Merck?",
        "What is the market's return this year?",
        "how is my money split between sectors",
        "what if Apple falls by 20 percent",
        "will I reach 2 crore in 15 years",
        "what is a risk-free return",
        "beta of my portfolio please",
    ],
)
async def test_an_own_question_is_not_taken_for_another(chat: BuiltInChat, text: str) -> None:
    refusals = {ready(name).text for name in ("no_others", "no_promise", "out_of_scope", "antecedent", "lost")}
    assert not refusals & set(await said(chat, text)), text


async def refused(chat: BuiltInChat, text: str) -> bool:
    """Tell whether a question gets no figure; to be asked which of several things is meant is no refusal."""
    reading = await Understanding(chat.router, LIVE).thread([text])
    return {part.intent for part in reading.parts} <= NO_FIGURE if reading.parts else not reading.options


@pytest.mark.parametrize("half", ["tuned", "held"])
async def test_what_can_be_answered_is_not_refused(chat: BuiltInChat, half: str) -> None:
    assert [text for text in BOUNDS["answered"][half] if await refused(chat, text)] == []


@pytest.mark.parametrize(("half", "most"), [("tuned", 0), ("held", 1)])
async def test_what_cannot_be_answered_is_refused(chat: BuiltInChat, half: str, most: int) -> None:
    missed = [text for text in BOUNDS["refused"][half] if not await refused(chat, text)]
    assert len(missed) <= most, missed


@pytest.mark.parametrize(
    "text",
    [
        "How much MA stock do I own?",
        "MA share price",
        "DIDI share price",
        "Papa John's shares price",
        "Hugo Boss stock price",
        "Which fund manager holds the most Apple?",
        "how much cash from my father have I deposited",
        "my address is me@example.com, what is my portfolio worth?",
        "I want to double my money in ten years, what return do I need?",
        "how much do I need to save to get rich?",
        "Dr. Reddy's shares price",
    ],
)
async def test_a_named_instrument_and_a_goal_are_nobody_elses(chat: BuiltInChat, text: str) -> None:
    assert not await refused(chat, text)


async def test_a_companys_own_accounts_are_not_the_persons(chat: BuiltInChat) -> None:
    assert await said(chat, "What is Netflix's cash position?", LIVE) == [ready("no_fundamentals").text]
    assert await said(chat, "What is my portfolio's cash?", LIVE) == [""]


async def test_a_portfolio_may_bear_a_persons_name(chat: BuiltInChat) -> None:
    names = Names(AS_OF, INSTRUMENTS, (PortfolioName("p1", "Rahul", "INR"), PortfolioName("p2", "Wife", "USD")))
    for text in ("What is Rahul's portfolio worth?", "what is my wife's portfolio worth"):
        assert await said(chat, text, names) == [""], text
        assert await said(chat, text, ONE) == [ready("no_others").text], text


async def test_what_was_named_before_may_be_pointed_at(chat: BuiltInChat) -> None:
    reading = await Understanding(chat.router, ONE).thread(["price of apple", "how risky is it?"])
    assert [(part.intent, part.slots.instruments) for part in reading.parts] == [("instrument_risk", ("AAPL",))]


@pytest.mark.parametrize(
    "text", ["What is Rahul's portfolio worth?", "How do I unblock a kitchen sink?", "will it double", "Is that a lot?"]
)
@pytest.mark.asyncio(loop_scope="session")
async def test_the_answer_holds_no_figure(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert answer["facts"] == []
    assert answer["withheld"] == 0
    assert answer["text"].strip()
    assert len(answer["suggestions"]) == 3
