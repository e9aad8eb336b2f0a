"""One chat turn as a graph: recall, then think and act in turns, then check; one repair, then the end."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from copy import copy
from functools import cache
from itertools import chain
from typing import Any, Literal, TypedDict

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from agent import acting, context, prompt, topic
from agent.desk import MOST_CALLS, Desk
from agent.events import Failed, Step
from agent.models.speaker import Speaker
from core.errors import ModelFailed

REPAIRS = 1
THOUGHTS = 8
FALLEN_BACK = "*The language model did not answer, so this answer is by the built-in model.*"
USED_UP = "*The budget for the language model is used up, so this answer is by the built-in model.*"
UNCONFIRMED = "*Nothing that the language model said could be confirmed, so this answer is by the built-in model.*"
CUT = "*The answer was cut off here; ask again for the rest.*"
Graph = CompiledStateGraph["State", Desk, "State", "State"]


class State(TypedDict):
    """What a checkpoint keeps of a turn: this turn's messages without data, and where the turn stands."""

    messages: list[BaseMessage]
    outside: bool
    repairs: int
    thoughts: int
    step: Literal["think", "act", "check", "end"]


async def recall(state: State, runtime: Runtime[Desk]) -> dict[str, Any]:  # noqa: ARG001
    """Fetch passages and names, and decide which model answers."""
    desk = runtime.context
    await asyncio.gather(desk.open(), acting.recall(desk))
    outside = desk.models.asked(desk.turn.message)
    return {"messages": [HumanMessage(desk.turn.message)], "outside": outside, "repairs": 0, "thoughts": 0, "step": "think"}


async def think(state: State, runtime: Runtime[Desk]) -> dict[str, Any]:
    """Let the model call tools or write; what it writes goes through the gate at once."""
    desk = runtime.context
    desk.outside = state["outside"]
    speaker = _speaker(desk)
    desk.model = speaker.name
    last = state["repairs"] >= REPAIRS or not state["outside"]
    desk.page.begin(desk.ground, strict=last, about=_about(desk))
    try:
        reply = await _reply(desk, speaker, state)
    except ModelFailed as error:
        return _fall_back(desk, state, error)
    if speaker.outside:
        desk.models.breaker.succeeded()
    else:
        desk.replies += 1
    return _after(desk, state, reply)


def _about(desk: Desk) -> Callable[[str], bool]:
    """Give the test that what a model outside says has to do with the question."""
    return topic.about(desk.turn.message, lambda: desk.ground().names) if desk.outside else bool


def _after(desk: Desk, state: State, reply: AIMessage) -> dict[str, Any]:
    thoughts = state["thoughts"] + 1
    if reply.tool_calls:
        desk.page.drop()
        calls = [{**call, "id": desk.new_call_id()} for call in reply.tool_calls]
        message = AIMessage("", tool_calls=calls)
        return {"messages": [*state["messages"], message], "thoughts": thoughts, "step": "act"}
    desk.page.close()
    desk.extras |= {key: reply.additional_kwargs[key] for key in ("suggestions", "charts") if key in reply.additional_kwargs}
    return {"messages": [*state["messages"], AIMessage(str(reply.text))], "thoughts": thoughts, "step": "check"}


def _speaker(desk: Desk) -> Speaker:
    if desk.outside and desk.models.outside is not None:
        return desk.models.outside
    return desk.models.builtin(desk.directory)


def _messages(desk: Desk, state: State, tools: str) -> list[BaseMessage]:
    """Give what the model reads; one outside within its budget."""
    before = [prompt.earlier(turn) for turn in desk.earlier]
    if not desk.outside:
        return [*chain.from_iterable(before), *desk.dressed(state["messages"])]
    passages = {n: row for n, row in desk.passages().items() if _was_recalled(desk, row)}
    directory = desk.directory
    asked = prompt.question(desk.turn.message, directory.portfolios, directory.chosen, directory.as_of, prompt.passages_text(passages))
    return context.fitted(prompt.system(), before, [asked, *state["messages"][1:]], tools, desk.models.context)


def _was_recalled(desk: Desk, row: Any) -> bool:
    return any(call.call_id in desk.recalled and row in call.result.get("passages", []) for call in desk.calls if call.ok)


async def _reply(desk: Desk, speaker: Speaker, state: State) -> AIMessage:
    """Read the model's reply piece by piece; its text goes to the page."""
    more = desk.made < MOST_CALLS and state["thoughts"] < THOUGHTS
    tools, written = (desk.bridge.listed, desk.bridge.written) if more else ([], "")
    messages = _messages(desk, state, written)
    stream = speaker.stream(messages, tools)
    async with desk.purse.call(speaker, messages, written) as meter, aclosing(stream) as pieces:  # type: ignore[type-var]
        async for piece in pieces:
            meter.add(piece)
            if piece.text:
                desk.page.feed(str(piece.text))
    if meter.total is None:
        raise ModelFailed
    return meter.total


def _fall_back(desk: Desk, state: State, error: ModelFailed) -> dict[str, Any]:
    """Go on with the built-in model; an answer that has begun is kept and ends here."""
    reason = (error.detail or {}).get("reason", "failed")
    if not desk.outside:
        raise error
    if reason != "budget":
        desk.models.breaker.failed()
    desk.page.drop()
    if desk.page.text:
        desk.page.note(CUT)
        desk.finish_reason = "length" if reason in {"length", "budget"} else "error"
        desk.emit(Failed(code=error.code, message=error.message, retryable=True))
        return {"step": "end"}
    desk.emit(Step(label=f"{error.message} The built-in model answers."))
    desk.page.note(USED_UP if reason == "budget" else FALLEN_BACK)
    return _built_in(desk, state)


async def act(state: State, runtime: Runtime[Desk]) -> dict[str, Any]:
    """Run the calls that the model asked for, at once."""
    desk = runtime.context
    last = state["messages"][-1]
    calls = last.tool_calls if isinstance(last, AIMessage) else []
    results = await asyncio.gather(*(acting.act(desk, call) for call in calls))
    return {"messages": [*state["messages"], *results], "step": "think"}


async def check(state: State, runtime: Runtime[Desk]) -> dict[str, Any]:
    """Send the turn back once when sentences did not pass; else say what was withheld."""
    desk = runtime.context
    problems = desk.page.problems
    if problems and state["outside"] and state["repairs"] < REPAIRS:
        desk.emit(Step(label="Checking figures again"))
        return {"messages": [*state["messages"], _repair(desk)], "repairs": state["repairs"] + 1, "step": "think"}
    if state["outside"] and desk.page.withheld and not desk.page.text:
        desk.emit(Step(label="The built-in model answers."))
        desk.page.note(UNCONFIRMED)
        return _built_in(desk, state)
    desk.page.confess()
    return {"step": "end"}


def _built_in(desk: Desk, state: State) -> dict[str, Any]:
    """Let the built-in model answer the question anew; a call of its own that was made already is not made again."""
    desk.forget()
    return {"messages": state["messages"][:1], "outside": False, "thoughts": 0, "step": "think"}


def _repair(desk: Desk) -> HumanMessage:
    lines = [f"- {sentence}\n  ({'; '.join(why)})" for sentence, why in desk.page.problems]
    return HumanMessage(prompt.REPAIR.format(problems="\n".join(lines), seen=desk.page.text or "(nothing yet)"))


def route(state: State) -> str:
    """Go where the last node said."""
    return END if state["step"] == "end" else state["step"]


def build() -> StateGraph[State, Desk, State, State]:
    """Lay out the graph in running order."""
    graph = StateGraph(State, context_schema=Desk)
    graph.add_node("recall", recall)
    graph.add_node("think", think)
    graph.add_node("act", act)
    graph.add_node("check", check)
    graph.add_edge(START, "recall")
    graph.add_edge("recall", "think")
    graph.add_conditional_edges("think", route, ["think", "act", "check", END])
    graph.add_edge("act", "think")
    graph.add_conditional_edges("check", route, ["think", END])
    return graph


@cache
def _bare() -> Graph:
    return build().compile()


def compiled(saver: BaseCheckpointSaver[str] | None) -> Graph:
    """Give the graph with the saver of one turn; it is compiled once."""
    made = copy(_bare())
    made.checkpointer = saver
    return made


__all__: Sequence[str] = ["Graph", "State", "build", "compiled"]
