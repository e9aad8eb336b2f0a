"""One chat turn with the built-in model over the real tools."""

import pytest

from agent.turn import Agent
from tests.agent.conftest import ask
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_question_is_answered_from_facts(agent: Agent, asker: Ctx) -> None:
    answer = await ask(agent, asker, "What is my portfolio worth?")
    print(answer["text"], answer["facts"][:3], answer["withheld"], answer["tools"], answer["citations"], answer["charts"], answer.get("error"))
    assert answer["finish_reason"] == "stop"
    assert answer["withheld"] == 0
    assert answer["facts"]
