"""A model outside this process, over real HTTP: what it streams, and every way it can fail."""

from collections.abc import Sequence
from functools import reduce
from operator import add

import pytest
from langchain_core.messages import AIMessageChunk, HumanMessage

from agent.models.choose import outside
from agent.models.openai import OutsideModel
from agent.models.probe import tool_mode
from core.errors import ModelFailed
from core.settings import ModelSettings
from tests.scripted import Scripted, Step, serve

TOOL = {
    "type": "function",
    "function": {
        "name": "market_quote",
        "description": "Give a close.",
        "parameters": {"type": "object", "properties": {"symbol": {"type": "string"}}, "required": ["symbol"]},
    },
}


async def reply(steps: Sequence[Step], *, mode: str = "auto") -> tuple[AIMessageChunk, Scripted]:
    with serve(*steps) as (url, scripted):
        speaker = outside(ModelSettings(name="scripted", base_url=url, tool_mode=mode, timeout=4.0))
        assert isinstance(speaker, OutsideModel)
        try:
            chunks = [chunk async for chunk in speaker.stream([HumanMessage("What is TCS worth?")], [TOOL])]
        finally:
            await speaker.aclose()
        return reduce(add, chunks), scripted


async def test_text_streams_with_its_usage() -> None:
    found, scripted = await reply([Step(text="TCS closed at ₹3,458.40. 👍")])
    assert found.text == "TCS closed at ₹3,458.40. 👍"
    assert found.usage_metadata is not None
    assert (found.usage_metadata["input_tokens"], found.usage_metadata["output_tokens"]) == (11, 7)
    assert [tool["function"]["name"] for tool in scripted.seen[0]["tools"]] == ["market_quote"]


async def test_parallel_calls_arrive_in_pieces() -> None:
    found, _ = await reply([Step(tools=(("market_quote", {"symbol": "TCS"}), ("market_quote", {"symbol": "INFY"})))])
    assert [(call["name"], call["args"]) for call in found.tool_calls] == [("market_quote", {"symbol": s}) for s in ("TCS", "INFY")]


@pytest.mark.parametrize(
    ("step", "reason"),
    [
        (Step(status=401), "refused"),
        (Step(status=404), "refused"),
        (Step(status=429, headers={"Retry-After": "0"}), "refused"),
        (Step(status=500), "refused"),
        (Step(wait=3.0), "slow"),
        (Step(text="One two three four", delay=2.6), "slow"),
        (Step(text="One two three four", cut="clean"), "cut"),
        (Step(text="One two three four", cut="reset"), "cut"),
        (Step(tools=(("market_quote", {"symbol": "AAPL", "n": 1}),), cut="clean", after=3), "cut"),
        (Step(tools=(("market_quote", '{"symbol": "AAP'),)), "garbled"),
        (Step(text="One two", finish="length"), "length"),
        (Step(text=""), "empty"),
        (Step(raw="<html>gateway</html>"), "garbled"),
        (Step(raw="data: {not json}\n\n"), "garbled"),
    ],
    ids=lambda value: value if isinstance(value, str) else str({k: v for k, v in value.__dict__.items() if v})[:60],
)
async def test_a_failure_has_its_reason(step: Step, reason: str) -> None:
    with pytest.raises(ModelFailed) as caught:
        await reply([step], mode="native")
    assert caught.value.detail == {"reason": reason}


async def test_nothing_listens() -> None:
    speaker = outside(ModelSettings(name="x", base_url="http://127.0.0.1:9/v1", timeout=4))
    assert isinstance(speaker, OutsideModel)
    with pytest.raises(ModelFailed):
        [chunk async for chunk in speaker.stream([HumanMessage("Hi")], [])]
    await speaker.aclose()


async def test_too_many_requests_then_an_answer() -> None:
    found, scripted = await reply([Step(status=429, headers={"Retry-After": "0"}), Step(text="Well.")])
    assert (found.text, len(scripted.seen)) == ("Well.", 2)


@pytest.mark.parametrize("refused", ["stream_options", "max_completion_tokens"])
async def test_usage_and_a_limit_are_left_out_where_they_are_refused(refused: str) -> None:
    found, scripted = await reply([Step(text="Well.", refuses=refused)])
    assert found.text == "Well."
    assert {"stream_options", "max_completion_tokens"}.isdisjoint(scripted.seen[-1])


async def test_json_mode_follows_where_tools_are_refused() -> None:
    answer = Step(text='{"tool": "market_quote", "arguments": {"symbol": "TCS"}}')
    found, scripted = await reply([Step(status=400), Step(status=400), answer])
    assert [(call["name"], call["args"]) for call in found.tool_calls] == [("market_quote", {"symbol": "TCS"})]
    assert scripted.seen[-1]["response_format"]["type"] == "json_schema"


async def test_json_mode_answers_in_plain_text() -> None:
    found, scripted = await reply([Step(text='{"tool": "answer", "arguments": {}}'), Step(text="Well, hello.")], mode="json_schema")
    assert found.text == "Well, hello."
    assert "tools" not in scripted.seen[-1]


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "market_quote", "arguments": {"symbol": "TCS"}}',
        '```json\n{"tool": "market_quote", "parameters": {"symbol": "TCS"}}\n```',
        '<tool_call>[{"name": "market_quote", "arguments": {"symbol": "TCS"}}]</tool_call>',
    ],
)
async def test_a_printed_call_is_read_back(text: str) -> None:
    found, _ = await reply([Step(text=text)], mode="native")
    assert [(call["name"], call["args"]) for call in found.tool_calls] == [("market_quote", {"symbol": "TCS"})]
    assert found.text == ""


@pytest.mark.parametrize("text", ['{"name": "other", "arguments": {}}', "`x` is a sign.", "[1] says so."])
async def test_what_only_looks_like_a_call_is_text(text: str) -> None:
    assert (await reply([Step(text=text)], mode="native"))[0].text == text


PINGED = Step(tools=(("ping", {"word": "kestrel"}),))


@pytest.mark.parametrize(
    ("steps", "mode"),
    [
        ((PINGED,), "native"),
        ((Step(text="I would call ping."), Step(text='{"tool": "ping", "arguments": {"word": "kestrel"}}')), "json_schema"),
        ((Step(status=400), Step(text='{"tool": "ping", "arguments": {"word": "kestrel"}}')), "json_schema"),
        ((Step(text="Hello."),), "none"),
        ((Step(status=500),), "none"),
    ],
)
async def test_the_probe_finds_how_tools_are_called(steps: tuple[Step, ...], mode: str) -> None:
    with serve(*steps) as (url, _):
        assert await tool_mode(ModelSettings(name="scripted", base_url=url, timeout=4.0)) == mode


def test_no_settings_no_model() -> None:
    assert outside(ModelSettings()) is None
