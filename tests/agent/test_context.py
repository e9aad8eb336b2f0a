"""What a model outside reads keeps within its budget, the newest and this turn's question first."""

import json

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from agent.context import fitted, size, tokens
from tests.agent.conftest import Scripts, ask
from tests.scripted import Step
from tools.ctx import Ctx

SYSTEM = SystemMessage("Rules.")
TOOLS = str([{"function": {"name": "x", "description": "d" * 300}}])


def turn(at: int) -> list[BaseMessage]:
    call = {"name": "portfolio_holdings", "args": {}, "id": f"c{at}", "type": "tool_call"}
    return [
        HumanMessage(f"Question {at}?"),
        AIMessage("", tool_calls=[call]),
        ToolMessage("r" * 1_500, tool_call_id=f"c{at}"),
        AIMessage(f"It is ${at}. " + "More of it. " * 100),
    ]


def sent(budget: int, turns: int = 6, result: int = 100) -> list[BaseMessage]:
    now: list[BaseMessage] = [HumanMessage("The question now."), *turn(99)[1:2], ToolMessage("n" * result, tool_call_id="c99")]
    return fitted(SYSTEM, [turn(at) for at in range(turns)], now, TOOLS, budget)


@pytest.mark.parametrize("budget", [8_000, 4_000, 2_500, 1_200, 700, 500])
def test_a_request_keeps_within_its_budget(budget: int) -> None:
    found = sent(budget)
    assert size(found, TOOLS) <= budget
    assert found[0] is SYSTEM
    assert "The question now." in [str(message.content) for message in found]


def test_with_room_nothing_is_left_out() -> None:
    assert len(sent(100_000)) == 1 + 6 * 4 + 3


def test_older_turns_are_summarised_first() -> None:
    texts = [str(message.content) for message in sent(4_000)]
    assert texts[1:3] == ["Question 0?", "It is $0."]
    assert texts.count("r" * 1_500) == 2


def test_then_the_oldest_are_left_out() -> None:
    texts = [str(message.content) for message in sent(230)]
    assert "Question 5?" in texts
    assert "Question 0?" not in texts


def test_a_long_result_is_cut_last() -> None:
    found = sent(1_000, turns=0, result=9_000)
    assert size(found, TOOLS) <= 1_000
    assert str(found[-1].content).endswith("(cut)")


@pytest.mark.parametrize(("text", "least"), [("word " * 40, 40), ('{"a": 1.5}', 4), ("नमस्ते", 6), ("", 0)])
def test_tokens_are_guessed_upwards(text: str, least: int) -> None:
    assert tokens(text) >= least


@pytest.mark.asyncio(loop_scope="session")
async def test_a_long_thread_is_sent_within_the_budget(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(Step(tools=(("portfolio_holdings", {}),)), Step(text="Your portfolios are worth $435,609.79. " * 60))
    agent.models.context = 14_000
    thread = None
    for at in range(5):
        thread = (await ask(agent, asker, f"What is my portfolio worth, please? ({'x' * at})", thread))["thread_id"]
    sizes = [len(json.dumps(body["messages"])) + len(json.dumps(body.get("tools", []))) for body in scripted.seen]
    assert max(sizes) / 3 <= 14_000 * 1.05
    last = [message["content"] for message in scripted.seen[-1]["messages"] if message["role"] == "user"]
    assert "xxxx" in last[-1]
    assert last[0].startswith("What is my portfolio worth")
