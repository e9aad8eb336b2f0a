"""What a turn spends on a language model: booked whatever becomes of the reply, and within its budgets."""

import asyncio
import dataclasses
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from agent.turn import Agent
from core.clock import Clock
from core.errors import DatabaseDown, LimitReached
from core.settings import DAY
from core.spending import Budget, Prices, Spent
from data.spending import PostgresSpending
from tests.agent.conftest import Scripts, ask
from tests.scripted import Step
from tools.ctx import Ctx

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOLDINGS = Step(tools=(("portfolio_holdings", {}),))
WORTH = "Your portfolios are worth $435,609.79."
QUESTION = "What is my portfolio worth?"


def budgeted(agent: Agent, ctx: Ctx, *, turn: Budget | None = None, day: Budget = DAY) -> PostgresSpending:
    """Give an agent budgets and prices; gives where its spending is kept."""
    models = agent.models
    models.spending = PostgresSpending(ctx.services.db, day, Clock())
    models.turn, models.prices = turn or models.turn, Prices(Decimal(2), Decimal(10))
    return models.spending


async def spent(agent: Agent, ctx: Ctx, question: str = QUESTION) -> tuple[dict[str, Any], Spent]:
    """Ask; give the answer and what it added to the person's day."""
    before = await agent.models.spending.today(ctx.user_id)  # type: ignore[union-attr]
    answer = await ask(agent, ctx, question)
    after = await agent.models.spending.today(ctx.user_id)  # type: ignore[union-attr]
    return answer, Spent(*(b - a for a, b in zip(dataclasses.astuple(before), dataclasses.astuple(after), strict=True)))


async def test_an_answer_books_what_it_took(scripts: Scripts, asker: Ctx, newcomer: Ctx) -> None:
    agent, _ = scripts(HOLDINGS, Step(text=WORTH))
    others = await budgeted(agent, asker).today(newcomer.user_id)
    answer, booked = await spent(agent, asker)
    assert (booked.calls, booked.input_tokens, booked.output_tokens, booked.money) == (2, 22, 14, Decimal("0.000184"))
    usage = answer["usage"]
    assert (usage["model_calls"], usage["input_tokens"], usage["cost"]) == (2, 22, "0.000184")
    assert 0 < usage["model_seconds"] == pytest.approx(booked.seconds, abs=0.01)
    assert await agent.models.spending.today(newcomer.user_id) == others  # type: ignore[union-attr]


async def test_the_built_in_model_has_no_budget(scripts: Scripts, asker: Ctx) -> None:
    agent, _ = scripts(Step(text="Bought!"))
    budgeted(agent, asker, turn=Budget(calls=0), day=Budget(calls=0))
    agent.models.outside = None
    answer, booked = await spent(agent, asker)
    assert ("$435,609.79" in answer["text"], booked, answer["usage"]["input_tokens"]) == (True, Spent(), 0)
    await agent.afford(asker, QUESTION)


@pytest.mark.parametrize("step", [Step(status=401), Step(status=500), Step(wait=4.0)], ids=["refused", "failing", "silent"])
async def test_a_reply_that_never_began_is_given_back(scripts: Scripts, asker: Ctx, step: Step) -> None:
    agent, _ = scripts(step)
    budgeted(agent, asker)
    answer, booked = await spent(agent, asker)
    assert ("built-in model" in answer["text"], booked) == (True, Spent())


@pytest.mark.parametrize(
    "step",
    [
        Step(text="One two three four five", cut="clean", after=3),
        Step(text="One two three four five", cut="reset", after=3),
        Step(text="One two three four five", finish="length"),
        Step(text='{"name": "portfolio_holdings", "arguments"', finish="length"),
        Step(text='{"name": "portfolio_holdings", "arguments": {"limit": 5', cut="clean", after=3),
        Step(text='{"name": "portfolio_holdings", "arguments": {"limit": 5', cut="reset", after=3),
        Step(tools=(("portfolio_holdings", '{"limit": '),)),
    ],
    ids=["cut", "reset", "too long", "printed call too long", "printed call cut", "printed call reset", "bad arguments"],
)
async def test_a_reply_that_failed_is_booked(scripts: Scripts, asker: Ctx, step: Step) -> None:
    agent, _ = scripts(step)
    budgeted(agent, asker)
    answer, booked = await spent(agent, asker)
    assert (booked.calls, booked.input_tokens > 0, booked.output_tokens > 0, booked.money > 0) == (1, True, True, True)
    assert answer["usage"]["input_tokens"] == booked.input_tokens


async def test_without_the_endpoints_count_tokens_are_guessed_upwards(scripts: Scripts, asker: Ctx) -> None:
    agent, _ = scripts(Step(text="I own money.", refuses="stream_options"), tool_mode="auto")
    budgeted(agent, asker)
    _, booked = await spent(agent, asker)
    assert booked.input_tokens > 5_000
    assert booked.output_tokens == 4


async def test_a_json_step_is_booked_with_the_answer(scripts: Scripts, asker: Ctx) -> None:
    agent, _ = scripts(Step(text='{"tool": "answer", "arguments": {}}'), Step(text="It is fine."), tool_mode="json_schema")
    budgeted(agent, asker)
    _, booked = await spent(agent, asker)
    assert (booked.calls, booked.input_tokens, booked.output_tokens) == (1, 22, 14)


@pytest.mark.parametrize(("mode", "times"), [("native", 1), ("json_schema", 2)])
async def test_no_more_is_written_than_was_reserved(
    scripts: Scripts, asker: Ctx, monkeypatch: pytest.MonkeyPatch, mode: str, times: int
) -> None:
    agent, scripted = scripts(Step(text='{"tool": "answer", "arguments": {}}'), Step(text="It is fine."), tool_mode=mode)
    spending, reserved = budgeted(agent, asker), list[Spent]()
    reserve = spending.reserve

    async def noted(_: object, user_id: UUID, most: Spent) -> str:
        reserved.append(most)
        return await reserve(user_id, most)

    monkeypatch.setattr(PostgresSpending, "reserve", noted)
    await spent(agent, asker)
    assert sum(request["max_completion_tokens"] for request in scripted.seen[:times]) == reserved[0].output_tokens


async def test_an_answer_stands_though_its_cost_can_not_be_booked(scripts: Scripts, asker: Ctx, monkeypatch: pytest.MonkeyPatch) -> None:
    agent, _ = scripts(HOLDINGS, Step(text=WORTH))
    budgeted(agent, asker)

    async def down(*_: object) -> None:
        raise DatabaseDown

    monkeypatch.setattr(PostgresSpending, "settle", down)
    answer, _ = await spent(agent, asker)
    assert ("$435,609.79" in answer["text"], answer["finish_reason"], answer["usage"]["input_tokens"]) == (True, "stop", 22)


async def test_a_stopped_turn_books_what_it_took(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(Step(text="One two three four five six seven eight nine ten", delay=0.2))
    spending = budgeted(agent, asker)
    before = await spending.today(asker.user_id)
    turn = await asker.services.turns.begin(asker.user_id, QUESTION, None, None)
    running = await agent.start(asker, turn)
    await asyncio.to_thread(scripted.asked.wait, 10)
    await asyncio.sleep(0.5)
    running.stop()
    assert [event async for event in running.follow()][-1].body()["finish_reason"] == "cancelled"
    after = await spending.today(asker.user_id)
    assert (after.calls - before.calls, after.input_tokens > before.input_tokens) == (1, True)
    assert after.output_tokens - before.output_tokens < 100


@pytest.mark.parametrize(
    ("turn", "made"), [(Budget(calls=1), 1), (Budget(calls=0), 0), (Budget(tokens=10_000), 0), (Budget(money=Decimal("0.09")), 0)], ids=str
)
async def test_past_the_turns_budget_the_built_in_model_goes_on(scripts: Scripts, asker: Ctx, turn: Budget, made: int) -> None:
    agent, scripted = scripts(HOLDINGS, Step(text=WORTH))
    budgeted(agent, asker, turn=turn)
    answer, booked = await spent(agent, asker)
    assert (len(scripted.seen), booked.calls) == (made, made)
    assert "budget for the language model" in answer["text"]
    assert ("$435,609.79" in answer["text"], answer["usage"]["model"], answer["finish_reason"]) == (True, "built-in", "stop")
    assert agent.models.breaker.count == 0


async def test_past_the_turns_seconds_the_call_is_ended(scripts: Scripts, asker: Ctx) -> None:
    agent, _ = scripts(Step(text="One two three four five six seven eight", delay=0.4))
    budgeted(agent, asker, turn=Budget(seconds=1.0))
    answer, booked = await spent(agent, asker)
    assert "budget for the language model" in answer["text"]
    assert 0.9 < booked.seconds < 2.0


async def test_a_day_that_is_used_up_ends_the_turn_before_it_begins(scripts: Scripts, asker: Ctx) -> None:
    agent, scripted = scripts(Step(text=WORTH))
    budgeted(agent, asker, day=Budget(calls=0))
    with pytest.raises(LimitReached):
        await agent.afford(asker, QUESTION)
    await agent.afford(asker, "Buy 10 shares of Apple for me now")
    assert "budget for the language model" in (await ask(agent, asker, QUESTION))["text"]
    assert scripted.seen == []
