"""What a demanding customer asked and got no straight answer to: money in another currency, rules, documents, wrong premises, no prices."""

from decimal import Decimal
from typing import Any

import pytest

from agent.turn import Agent
from data import grounds
from data.grounds import Policy
from tests.agent.conftest import ask
from tests.fixtures_tools import People, give
from tools.ctx import Ctx, Services

UNPRICED = b"""date,type,symbol,quantity,price,currency,amount,account,trade_id
2021-01-04,BUY,ZZONE,10,20,USD,,main,u1
2021-02-01,BUY,ZZTWO,5,30,USD,,main,u2
"""
in_session = pytest.mark.asyncio(loop_scope="session")


def made(answer: dict[str, Any], tool: str) -> list[dict[str, Any]]:
    return [call["args"] for call in answer["tools"] if call["name"] == tool]


def fact(answer: dict[str, Any], tool: str, path: str) -> dict[str, Any]:
    return next(each for each in answer["facts"] if each["tool"] == tool and each["path"] == path)


@pytest.mark.parametrize(
    ("first", "then", "currency"),
    [
        ("What is my portfolio worth?", "How much is that in rupees?", "INR"),
        ("What is my portfolio worth?", "and in euros?", "EUR"),
        ("What is my Apple worth?", "convert that to rupees", "INR"),
        ("How much cash do I have?", "what is it in pounds?", "GBP"),
        ("How much dividend income have I received?", "How much would that be in euros?", "EUR"),
    ],
)
@in_session
async def test_that_in_another_currency_is_the_amount_converted(agent: Agent, asker: Ctx, first: str, then: str, currency: str) -> None:
    before = await ask(agent, asker, first)
    answer = await ask(agent, asker, then, before["thread_id"])
    given = made(answer, "market_fx")[0]["amount"]
    assert any(each["value"] == given for each in before["facts"])
    converted, rate = fact(answer, "market_fx", "/converted/amount"), fact(answer, "market_fx", "/rate")
    assert converted["currency"] == currency
    assert Decimal(converted["value"]) == pytest.approx(Decimal(given) * Decimal(rate["value"]), rel=Decimal("0.0001"))
    assert answer["text"].startswith(f"In {currency}, ")
    assert answer["withheld"] == 0


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        (Policy(max_holding=0.1, min_cash=0.9), "these rules of your policy: limit of one holding and least uninvested money."),
        (Policy(max_holding=1.0, max_cash=0.01), "this rule of your policy: most uninvested money."),
        (Policy(max_holding=1.0, min_cash=0.0), "keep to every rule of your policy that can be checked."),
        (Policy(targets={"Cash": 0.5, "MSFT": 0.1}, bands={"Cash": (0.0, 0.05)}), "target of uninvested money, target of MSFT and band"),
        (Policy(targets={"AAPL": 0.9}, max_holding=1.0), "this rule of your policy: target of AAPL."),
    ],
)
async def test_every_rule_of_the_policy_is_checked(
    agent: Agent, own_services: Services, peopled: People, rules: Policy, words: str
) -> None:
    ana = Ctx(peopled.ana, own_services)
    async with own_services.db.tx(ana.user_id) as conn:
        await grounds.put_policy(conn, ana.user_id, rules)
    answer = await ask(agent, ana, "Am I within my policy?")
    assert words in answer["text"], answer["text"]
    assert answer["withheld"] == 0
    other = await ask(agent, Ctx(peopled.ben, own_services), "Am I within my policy?")
    assert "You have set no targets yet" in other["text"]


@pytest.mark.parametrize(
    "text",
    [
        "what does my pension contract say about early exit",
        "What does my fund factsheet say about fees?",
        "According to the document I uploaded, what is the exit load?",
        "is there anything in my prospectus on currency hedging",
        "what did the statement I uploaded say about charges",
        "Check my agreement for the notice period",
    ],
)
@in_session
async def test_a_persons_documents_are_searched(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert made(answer, "notes_search")
    assert "Your notes and documents say nothing about that." in answer["text"]


@pytest.mark.parametrize("text", ["what does a factsheet say", "how do I upload a statement", "Show my transactions this year."])
@in_session
async def test_other_questions_do_not_search_the_documents(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert "Your notes and documents" not in answer["text"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("My portfolio lost 90 %, right?", ("No, that is not", "215.25%")),
        ("My portfolio gained 215 %, right?", ("Yes, that is right.", "215.25%")),
        ("Is my portfolio worth 5 million dollars?", ("No, that is not", "$435,609.79")),
        ("I own 900 Apple shares, right?", ("No, that is not", "688 shares")),
        ("Did I lose money in 2021?", ("You did not lose", "$128,238.01")),
        ("Did I make money in 2022?", ("You did not gain", "$69,360.13")),
        ("My volatility is 60 %, correct?", ("No, that is not", "22.65%")),
    ],
)
@in_session
async def test_a_wrong_premise_is_contradicted_with_the_figure(agent: Agent, asker: Ctx, text: str, words: tuple[str, ...]) -> None:
    answer = await ask(agent, asker, text)
    assert all(each in answer["text"] for each in words), answer["text"]
    assert answer["withheld"] == 0


@pytest.mark.parametrize("text", ["Do I own too much Coca-Cola?", "Do I have too much Apple?", "Do I own enough Microsoft?"])
@in_session
async def test_whether_it_is_too_much_is_not_judged(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert "Yes" not in answer["text"]
    assert "for your own rules to say" in answer["text"]


@pytest.mark.parametrize(
    "text",
    [
        "Is my portfolio worth more than $100,000?",
        "Is my portfolio worth at least 1 lakh dollars?",
        "Did my portfolio return more than 10 %?",
        "Why is my portfolio not worth $1,000,000 yet?",
        "Do I have enough cash to buy $500 of Apple?",
        "Do I own 500 Apple shares?",
    ],
)
@in_session
async def test_what_is_true_is_not_contradicted(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert "not what your records show" not in answer["text"]
    assert answer["facts"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I sold my Apple in 2015", "The ledger holds no sales of Apple from 1 January 2015"),
        ("When did I sell Apple?", "You last sold Apple on 3 September 2020"),
        ("I sold my Apple in 2014, what did I gain?", "Nothing is recorded for that time: your ledger begins on"),
        ("What gains did I realise in 2014?", "Nothing is recorded for that time: your ledger begins on"),
        ("How did I do in 2013?", "Nothing is recorded for that time: your ledger begins on"),
    ],
)
@in_session
async def test_a_time_before_the_ledger_has_nothing(agent: Agent, asker: Ctx, text: str, words: str) -> None:
    answer = await ask(agent, asker, text)
    assert words in answer["text"], answer["text"]
    assert "span" not in answer["text"]
    assert answer["withheld"] == 0


@in_session
async def test_what_was_paid_is_the_whole_cost(agent: Agent, asker: Ctx) -> None:
    first = await ask(agent, asker, "How much did I pay for Microsoft?")
    then = await ask(agent, asker, "and in total?", first["thread_id"])
    for answer in (first, then):
        assert answer["text"].startswith("Microsoft cost you $29,612.11 in total")
        assert answer["withheld"] == 0


@pytest.mark.parametrize("text", ["What is my portfolio worth?", "How risky is my portfolio?", "How much did I make in 2021?"])
@in_session
async def test_the_day_of_the_figures_is_the_day_of_the_portfolio(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    days = [each for each in answer["facts"] if each["unit"] == "date"]
    assert days
    assert "learn_search" not in {each["tool"] for each in days}


@pytest.mark.parametrize(
    "text", ["What is my portfolio worth?", "Show my holdings.", "How much ZZONE do I own?", "How is my portfolio allocated?"]
)
async def test_without_any_price_nothing_is_withheld(agent: Agent, own_services: Services, peopled: People, text: str) -> None:
    await give(own_services.db, peopled.eve, ("Private", "USD"), UNPRICED)
    answer = await ask(agent, Ctx(peopled.eve, own_services), text)
    assert answer["withheld"] == 0, answer["text"]
    assert "price" in answer["text"]


@pytest.mark.parametrize("text", ["What if I sell 1 share of Apple?", "what if I bought 1 Microsoft share"])
@in_session
async def test_one_share_is_no_shares(agent: Agent, asker: Ctx, text: str) -> None:
    answer = await ask(agent, asker, text)
    assert "1 share of" in answer["text"]
    assert "1 shares" not in answer["text"]
