"""The model as LangChain and the graph see it."""

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage

from agent.directory import Directory
from agent.models.builtin import BuiltInChat, speaker
from tests.agent.builtin.names import ONE

FAILED = [
    HumanMessage("What is my Sharpe ratio?"),
    AIMessage("", tool_calls=[{"name": "risk_report", "args": {}, "id": "c1", "type": "tool_call"}]),
    ToolMessage(
        "insufficient_history: There are 2 daily returns; at least 60 are needed.", tool_call_id="c1", name="risk_report", status="error"
    ),
]


async def test_a_call_streams_as_one_finished_chunk(chat: BuiltInChat) -> None:
    chunks = [chunk async for chunk in chat.astream([HumanMessage("What is my Sharpe ratio?")], names=ONE)]
    whole = sum(chunks[1:], chunks[0])
    assert isinstance(whole, AIMessageChunk)
    assert [call["name"] for call in whole.tool_calls] == ["risk_report"]
    assert whole.response_metadata["finish_reason"] == "tool_calls"


async def test_text_streams_sentence_by_sentence(chat: BuiltInChat) -> None:
    chunks = [chunk async for chunk in chat.astream([HumanMessage("help")], names=ONE)]
    whole = sum(chunks[1:], chunks[0])
    assert isinstance(whole, AIMessageChunk)
    assert len(chunks) > 2
    assert len(whole.additional_kwargs["suggestions"]) == 3
    assert whole.response_metadata["finish_reason"] == "stop"


async def test_a_failed_tool_is_said_with_its_reason(chat: BuiltInChat) -> None:
    reply = await chat.ainvoke(FAILED, names=ONE)
    assert reply.text == "I could not measure the risk. There are 2 daily returns; at least 60 are needed."
    assert reply.tool_calls == []


async def test_the_same_messages_give_the_same_words(chat: BuiltInChat) -> None:
    texts = {(await chat.ainvoke(FAILED, names=ONE)).text for _ in range(3)}
    assert len(texts) == 1


async def test_without_names_the_day_is_the_model_s_own(chat: BuiltInChat) -> None:
    reply = await chat.ainvoke([HumanMessage("How did I do last year?")])
    start = reply.tool_calls[0]["args"]["start"]
    assert start == f"{chat.today().year - 1}-01-01"


def test_it_is_asynchronous_only(chat: BuiltInChat) -> None:
    with pytest.raises(NotImplementedError):
        chat.invoke([HumanMessage("hello")])


async def test_a_speaker_knows_the_person_s_names(chat: BuiltInChat) -> None:
    listed = {"as_of": "2022-12-28", "portfolios": [{"id": "p7", "name": "Old age", "base_currency": "INR"}]}
    known = Directory(listed, [{"symbol": "INFY", "name": "Infosys Limited", "currency": "INR"}])
    messages: list[BaseMessage] = [HumanMessage("How many Infosys shares does Old age hold?")]
    pieces = [piece async for piece in speaker(chat, known).stream(messages, [])]
    assert sum(pieces[1:], pieces[0]).tool_calls[0]["args"] == {"portfolio_id": "p7", "symbol": "INFY"}
