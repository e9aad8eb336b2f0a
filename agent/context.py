"""What a model outside reads, within its budget of tokens: older turns are summarised, then left out, then results are cut shorter."""

import re
from collections.abc import Iterator, Sequence

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

# A cautious guess: no vendor's table of tokens may be fetched at run time. English has about four characters a token, JSON
# three, and a character of another script may be a token of its own.
CHARACTERS = 3
RECENT = 2
CUTS = (6_000, 3_000, 1_500, 600, 200)
SUMMARY = 240
_FIRST = re.compile(r"^.*?[.!?](?=\s|$)", re.DOTALL)
Turns = Sequence[Sequence[BaseMessage]]


def tokens(text: str) -> int:
    """Guess the tokens of a text, rather too many than too few."""
    plain = sum(map(str.isascii, text))
    return -(-plain // CHARACTERS) + len(text) - plain


def size(messages: Sequence[BaseMessage], tools: str) -> int:
    """Guess the tokens that a request holds, with the written tools."""
    said = sum(tokens(str(message.content)) + tokens(str(getattr(message, "tool_calls", ""))) for message in messages)
    return said + tokens(tools)


def summary(turn: Sequence[BaseMessage]) -> list[BaseMessage]:
    """Give an earlier turn as its question and the first sentence of its answer, which holds the figure."""
    first = _FIRST.match(str(turn[-1].content))
    answer = (first[0] if first else str(turn[-1].content))[:SUMMARY]
    return [HumanMessage(str(turn[0].content)[:SUMMARY]), AIMessage(answer, response_metadata=turn[-1].response_metadata)]


def cut(messages: Sequence[BaseMessage], longest: int) -> list[BaseMessage]:
    """Give the messages with the results of calls cut to a length."""
    return [
        message.model_copy(update={"content": f"{str(message.content)[:longest]}\n(cut)"})
        if isinstance(message, ToolMessage) and len(str(message.content)) > longest
        else message
        for message in messages
    ]


def _ways(before: Turns, now: Sequence[BaseMessage]) -> Iterator[tuple[Turns, Sequence[BaseMessage]]]:
    """Give what may be sent, each way shorter than the one before it."""
    yield before, now
    for kept in (RECENT, 0):
        yield [summary(turn) if at < len(before) - kept else turn for at, turn in enumerate(before)], now
    short = [summary(turn) for turn in before]
    for dropped in range(1, len(short) + 1):
        yield short[dropped:], now
    for longest in CUTS:
        yield [], cut(now, longest)


def fitted(system: BaseMessage, before: Turns, now: Sequence[BaseMessage], tools: str, budget: int) -> list[BaseMessage]:
    """Give the longest form of a conversation that keeps within the budget, or the shortest there is."""
    found: list[BaseMessage] = []
    for turns, rest in _ways(before, now):
        found = [system, *(message for turn in turns for message in turn), *rest]
        if size(found, tools) <= budget:
            break
    return found
