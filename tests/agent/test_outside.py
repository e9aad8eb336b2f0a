"""Chat turns with a scripted language model over real HTTP: truths pass, lies and failures do not."""

import dataclasses
import json

import pytest

from tests.agent.conftest import Scripts, ask
from tests.scripted import Step
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOLDINGS = Step(tools=(("portfolio_holdings", {}),))
WORTH = "Your portfolios are worth $435,609.79."
QUESTION = "What is my portfolio worth?"


async def test_a_true_answer_streams_with_its_facts(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(HOLDINGS, Step(text=f"{WORTH} Apple is the largest holding at 19.8 %."))
    answer = await ask(agent, asker, QUESTION)
    assert answer["text"] == f"{WORTH} Apple is the largest holding at 19.8 %."
    assert [answer["text"][a:b] for fact in answer["facts"] for a, b in fact["spans"]] == ["$435,609.79", "19.8 %"]
    assert answer["usage"].pop("model_seconds") > 0
    assert answer["usage"] == {
        "model": "scripted", "model_calls": 2, "tool_calls": 2, "input_tokens": 22, "output_tokens": 14,
    }  # fmt: skip
    assert "outputSchema" not in json.dumps(scripted.seen[0])
    assert scripted.seen[0]["messages"][0]["role"] == "system"


async def test_a_lie_is_sent_back_once_and_repaired(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(HOLDINGS, Step(text="Your portfolios are worth $534,609.79. That is a lot."), Step(text=WORTH))
    answer = await ask(agent, asker, QUESTION)
    assert (answer["text"], answer["withheld"]) == (WORTH, 0)
    assert "$534,609.79" in scripted.seen[-1]["messages"][-1]["content"]


async def test_a_lie_told_twice_is_withheld_and_said_so(scripts: Scripts, asker: Ctx) -> None:
    lie = Step(text="You own 20 holdings. Your portfolios are worth $534,609.79. Have a good day!")
    agent, _ = scripts(HOLDINGS, lie, Step(text="It is $534,609.79 in all. Have a good day!"))
    answer = await ask(agent, asker, QUESTION)
    assert "534,609" not in answer["text"]
    assert answer["text"].startswith("You own 20 holdings. ")
    assert (answer["withheld"], "left out" in answer["text"]) == (1, True)


@pytest.mark.parametrize(
    "lie",
    [
        "Apple has lost 197.51 % on its cost.",
        "Microsoft is your largest holding.",
        "Your portfolios are worth ₹435,609.79.",
        "Apple makes up 16.9 % of your portfolios.",
        "Your portfolios have beaten the S&P 500.",
    ],
)
async def test_a_lie_of_any_kind_never_reaches_the_reader(scripts: Scripts, asker: Ctx, lie: str) -> None:
    agent, _ = scripts(HOLDINGS, Step(text=lie))
    answer = await ask(agent, asker, QUESTION)
    assert lie not in answer["text"]
    assert answer["withheld"] == 1


@pytest.mark.parametrize(
    "text",
    [
        "asdf",
        "Whales glide below the silver moonlight. The night hums softly to the tide.",
        "Your portfolios are worth $9.99. You gained 480 % on them. Apple is worth $3.",
    ],
    ids=["another task", "a poem", "lies in every sentence"],
)
async def test_the_built_in_model_answers_where_nothing_stands(scripts: Scripts, asker: Ctx, text: str) -> None:
    agent, scripted = scripts(HOLDINGS, Step(text=text))
    answer = await ask(agent, asker, QUESTION)
    assert answer["text"].startswith("*Nothing that the language model said could be confirmed")
    assert "$435,609.79" in answer["text"]
    assert text.partition(".")[0] not in answer["text"]
    assert (answer["usage"]["model"], len(scripted.seen)) == ("built-in", 3)


async def test_a_lesson_may_be_linked_and_nothing_else(scripts: Scripts, asker: Ctx) -> None:
    text = "Read [the lesson](library://lesson/beta) on beta, not [this](https://evil.example) or [that](library://lesson/secret)."
    agent, _ = scripts(Step(text=text))
    answer = await ask(agent, asker, "What is beta?")
    assert answer["text"] == "Read [the lesson](library://lesson/beta) on beta, not this or that."


@pytest.mark.parametrize(
    "step",
    [
        Step(status=401),
        Step(status=500),
        Step(wait=4.0),
        Step(text=""),
        Step(raw="garbage"),
        Step(tools=(("portfolio_holdings", '{"limit": '),)),
        Step(tools=(("portfolio_holdings", {"limit": 100}),), cut="clean", after=3),
    ],
    ids=["refused", "failing", "silent", "empty", "garbled", "bad arguments", "cut arguments"],
)
async def test_a_failing_model_is_replaced_by_the_built_in_one(scripts: Scripts, asker: Ctx, step: Step) -> None:
    agent, _ = scripts(step)
    answer = await ask(agent, asker, QUESTION)
    assert "built-in model" in answer["text"]
    assert "$435,609.79" in answer["text"]
    assert (answer["finish_reason"], answer["usage"]["model"]) == ("stop", "built-in")


async def test_the_built_in_model_goes_on_from_the_calls_already_made(scripts: Scripts, asker: Ctx) -> None:
    agent, _ = scripts(HOLDINGS, Step(status=500))
    answer = await ask(agent, asker, QUESTION)
    assert "$435,609.79" in answer["text"]
    assert [tool["name"] for tool in answer["tools"]] == ["learn_search", "portfolio_holdings"]


async def test_what_passed_is_kept_when_the_stream_is_cut(scripts: Scripts, asker: Ctx) -> None:
    agent, _ = scripts(HOLDINGS, Step(text=f"{WORTH} You own 20 holdings. Apple is the largest of them", cut="clean", after=13))
    answer = await ask(agent, asker, QUESTION)
    assert answer["text"].startswith(WORTH)
    assert (answer["finish_reason"], answer["error"]["retryable"], "cut off" in answer["text"]) == ("error", True, True)


async def test_after_five_failures_the_model_is_left_alone(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(Step(status=401))
    for _ in range(6):
        await ask(agent, asker, QUESTION)
    assert len(scripted.seen) == 5


async def test_an_unknown_tool_is_told_to_the_model(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(Step(tools=(("portfolio_secrets", {}),)), HOLDINGS, Step(text=WORTH))
    answer = await ask(agent, asker, QUESTION)
    assert answer["text"] == WORTH
    assert "not_found" in json.dumps(scripted.seen[1])
    assert [(tool["name"], tool["ok"]) for tool in answer["tools"]][1] == ("portfolio_secrets", False)


async def test_words_before_a_call_are_no_answer(scripts: Scripts, asker: Ctx) -> None:
    agent, _ = scripts(Step(text="Let me look that up.", tools=(("portfolio_holdings", {}),)), Step(text=WORTH))
    assert (await ask(agent, asker, QUESTION))["text"] == WORTH


async def test_arguments_nobody_asked_for_are_dropped(scripts: Scripts, asker: Ctx) -> None:
    call = Step(tools=(("portfolio_performance", {"period": "5Y", "attribution": "sector"}),))
    agent, scripted = scripts(call, Step(text="Done."))
    answer = await ask(agent, asker, "How has my portfolio done?")
    assert answer["tools"][1]["args"] == {"attribution": "sector"}
    assert "period" in scripted.seen[-1]["messages"][-1]["content"]


async def test_a_draft_needs_the_persons_own_words(scripts: Scripts, asker: Ctx) -> None:
    record = {"type": "buy", "symbol": "AAPL", "quantity": "10", "price": "130", "date": "2022-12-01"}
    agent, _ = scripts(Step(tools=(("portfolio_record", record),)), Step(text="I can not do that."))
    answer = await ask(agent, asker, "What is my Apple position?")
    assert (answer["approvals"], answer["tools"][1:]) == ([], [])


async def test_no_more_than_twelve_calls(scripts: Scripts, asker: Ctx) -> None:
    symbols = ["AAPL", "MSFT", "KO", "PG", "JNJ", "XOM", "CVX", "WMT", "HD", "JPM", "UNH", "LLY", "PFE", "MRK", "PEP"]
    question = f"Quote {', '.join(symbols)}"
    agent, scripted = scripts(Step(tools=tuple(("market_quote", {"symbol": symbol}) for symbol in symbols)), Step(text="Done."))
    answer = await ask(agent, asker, question)
    assert len([tool for tool in answer["tools"] if tool["name"] == "market_quote"]) == 12
    assert "tools" not in scripted.seen[-1]


async def test_an_order_is_never_shown_to_the_model(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(Step(text="Bought!"))
    answer = await ask(agent, asker, "Buy 10 shares of Apple for me now")
    assert scripted.seen == []
    assert "Bought" not in answer["text"]


async def test_a_citation_must_be_of_a_passage_that_says_so(scripts: Scripts, asker: Ctx) -> None:
    text = "Diversification spreads risk over holdings [1]. Half of all funds fail within 7 years [1]. See also [99]."
    agent, _ = scripts(Step(text=text))
    answer = await ask(agent, asker, "What is diversification?")
    assert answer["text"].startswith("Diversification spreads risk over holdings [1]. ")
    assert "7 years" not in answer["text"]
    assert [each["n"] for each in answer["citations"]] == [1]


async def test_figures_of_earlier_turns_may_be_repeated(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(HOLDINGS, Step(text=WORTH), Step(text=f"As I said: {WORTH}"))
    first = await ask(agent, asker, QUESTION)
    second = await ask(agent, asker, "Say that again", first["thread_id"])
    assert second["text"] == f"As I said: {WORTH}"
    assert second["facts"][0]["call_id"] == first["tools"][1]["call_id"]
    roles = [message["role"] for message in scripted.seen[-1]["messages"]]
    assert roles == ["system", "user", "assistant", "tool", "tool", "assistant", "user"]


async def test_nothing_unseen_or_fetched_reaches_the_reader(scripts: Scripts, asker: Ctx) -> None:
    text = "Hello\u200b there. ![x](https://evil.example/a.png) See [this](https://evil.example) or https://evil.example/b <img src=x> now."
    agent, _ = scripts(Step(text=text))
    answer = await ask(agent, asker, QUESTION)
    assert "evil" not in answer["text"]
    assert "\u200b" not in answer["text"]
    assert "<img" not in answer["text"]


async def test_relative_privacy_holds_for_the_model_too(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(HOLDINGS, Step(text="Apple is the largest holding at 19.8 %."))
    await ask(agent, dataclasses.replace(asker, privacy="relative"), QUESTION)
    assert "435609" not in json.dumps(scripted.seen)
