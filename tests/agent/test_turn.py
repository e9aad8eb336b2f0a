"""One chat turn with the built-in model over the real tools."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver

from agent import checkpoints
from agent.events import Event, ToolStart
from agent.turn import Agent
from core.errors import AlreadyRunning, NotFound
from core.protocols import TurnRecord
from tests.agent.conftest import ask
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def begun(ctx: Ctx, message: str, thread_id: str | None = None) -> TurnRecord:
    return await ctx.services.turns.begin(ctx.user_id, message, thread_id, None)


async def test_a_question_is_answered_from_facts(agent: Agent, asker: Ctx) -> None:
    answer = await ask(agent, asker, "What is my portfolio worth?")
    assert (answer["finish_reason"], answer["withheld"]) == ("stop", 0)
    shown = {answer["text"][start:end]: fact for fact in answer["facts"] for start, end in fact["spans"]}
    assert shown["$435,609.79"]["value"] == "435609.79"
    assert {fact["call_id"] for fact in answer["facts"]} <= {tool["call_id"] for tool in answer["tools"] if tool["ok"]}
    assert answer["usage"]["model"] == "built-in"


async def test_events_are_numbered_and_end_with_done(agent: Agent, asker: Ctx) -> None:
    events = [event async for event in agent.run(asker, await begun(asker, "How risky is my portfolio?"))]
    assert [event.id for event in events] == list(range(1, len(events) + 1))
    assert (events[0].type, events[-1].type) == ("turn.start", "done")
    types = [event.type for event in events]
    assert types.index("tool.start") < types.index("tool.end") < types.index("text.delta") < types.index("fact")


async def test_an_idea_is_answered_with_citations(agent: Agent, asker: Ctx) -> None:
    answer = await ask(agent, asker, "What is a Sharpe ratio?")
    assert answer["citations"]
    assert all(f"[{each['n']}]" in answer["text"] for each in answer["citations"])
    assert answer["tools"][0]["name"] == "learn_search"


async def test_a_turn_is_kept_with_its_calls(agent: Agent, asker: Ctx) -> None:
    turn = await begun(asker, "What are my largest holdings?")
    answer = await agent.answer(asker, turn)
    kept = await asker.services.turns.by_answer(asker.user_id, turn.answer_id)
    assert kept.answer is not None
    assert kept.answer["text"] == answer["text"]
    assert [call.call_id for call in kept.calls] == [tool["call_id"] for tool in answer["tools"]]


async def test_a_follow_up_knows_the_turn_before(agent: Agent, asker: Ctx) -> None:
    first = await ask(agent, asker, "How has my portfolio performed over the last year?")
    second = await ask(agent, asker, "And over 3 years?", first["thread_id"])
    calls = [tool for tool in second["tools"] if tool["name"] == "portfolio_performance"]
    assert calls[0]["args"]["period"] == "3Y"


async def test_a_draft_waits_for_the_person(agent: Agent, asker: Ctx) -> None:
    answer = await ask(agent, asker, "Record that I bought 10 shares of Apple at $130 on 1 December 2022 in US shares")
    (approval,) = answer["approvals"]
    assert (approval["tool"], answer["finish_reason"]) == ("portfolio_record", "approval")
    assert approval["approval_id"]
    assert approval["draft"]


async def test_charts_come_from_the_results(agent: Agent, asker: Ctx) -> None:
    answer = await ask(agent, asker, "How is my portfolio allocated by sector?")
    (chart,) = answer["charts"]
    assert chart["unit"] == "ratio"
    assert sum(point[1] for point in chart["series"][0]["points"]) == pytest.approx(1, abs=0.001)


async def test_someone_without_a_portfolio_is_told_so(agent: Agent, newcomer: Ctx) -> None:
    answer = await ask(agent, newcomer, "What is my portfolio worth?")
    assert answer["finish_reason"] == "stop"
    assert answer["text"]
    assert "435,609" not in answer["text"]


async def test_a_thread_answers_one_message_at_a_time(agent: Agent, asker: Ctx) -> None:
    first = await begun(asker, "What is my portfolio worth?")
    running = await agent.start(asker, first)
    second = await begun(asker, "And my risk?", first.thread_id)
    with pytest.raises(AlreadyRunning):
        await agent.start(asker, second)
    assert [event async for event in running.follow()][-1].type == "done"


async def test_a_turn_can_be_followed_from_any_event(agent: Agent, asker: Ctx) -> None:
    turn = await begun(asker, "What is my portfolio worth?")
    running = await agent.start(asker, turn)
    whole = [event async for event in running.follow()]
    again = [event async for event in agent.running(asker.user_id, turn.turn_id).follow(after=3)]
    assert again == whole[3:]
    with pytest.raises(NotFound):
        agent.running(uuid4(), turn.turn_id)


async def test_a_turn_can_be_cancelled(agent: Agent, asker: Ctx) -> None:
    turn = await begun(asker, "How risky is my portfolio?")
    running = await agent.start(asker, turn)
    events: list[Event] = []
    async for event in running.follow():
        events.append(event)
        if isinstance(event, ToolStart):
            assert agent.cancel(asker.user_id, turn.turn_id)
    assert events[-1].body()["finish_reason"] == "cancelled"
    again = await ask(agent, asker, "What is my portfolio worth?", turn.thread_id)
    assert again["finish_reason"] == "stop"


async def test_a_turn_stops_when_another_replica_is_asked(agent: Agent, asker: Ctx) -> None:
    turn = await begun(asker, "How risky is my portfolio?")
    await asker.services.turns.cancel(asker.user_id, turn.turn_id)  # type: ignore[attr-defined]
    answer = await agent.answer(asker, turn)
    assert (answer["finish_reason"], answer["text"]) == ("cancelled", "")


async def test_a_turn_past_its_deadline_ends_with_an_error(agent: Agent, asker: Ctx) -> None:
    hurried = dataclasses.replace(agent, deadline=0.001, turns={})
    answer = await hurried.answer(asker, await begun(asker, "How risky is my portfolio?"))
    assert (answer["error"]["code"], answer["finish_reason"]) == ("deadline", "error")


async def test_checkpoints_are_the_persons_own_and_small(agent: Agent, asker: Ctx, newcomer: Ctx) -> None:
    seen: list[int] = []

    @asynccontextmanager
    async def held(ctx: Ctx, thread_id: str) -> AsyncIterator[BaseCheckpointSaver[str]]:
        async with checkpoints.held(ctx, thread_id) as saver:
            yield saver
            config: RunnableConfig = {"configurable": {"thread_id": checkpoints.key(ctx, thread_id)}}
            seen.extend([len(str(each.checkpoint)) async for each in saver.alist(config)])

    turn = await begun(asker, "Record that I bought 5 AAPL at 120 USD on 2022-12-01.")
    await dataclasses.replace(agent, held=held, turns={}).answer(asker, turn)
    await asyncio.sleep(0)
    assert len(seen) > 2
    assert max(seen) < 20_000
    async with checkpoints.held(newcomer, turn.thread_id) as saver:
        other: RunnableConfig = {"configurable": {"thread_id": checkpoints.key(asker, turn.thread_id)}}
        assert [each async for each in saver.alist(other)] == []
