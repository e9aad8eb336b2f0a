"""Render one answer from a result, and hold it against the gate."""

from typing import Any

from agent.gate import Ground, Splitter, check
from agent.gate import Names as GateNames
from agent.models.builtin.answers.note import Note
from agent.models.builtin.answers.write import write
from agent.models.builtin.intents import vocabulary
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.slots import read
from core.protocols import Call
from tests.agent.builtin.names import INSTRUMENTS, ONE
from tools import registry

DAY, START = "2022-12-28", "2022-01-03"


def usd(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "USD"}


def note_of(intent: str, question: str, tool: str, result: Any, **args: Any) -> tuple[Note, list[str]]:
    """Write one answer, and give it with what the gate holds against it."""
    data = result.model_dump(mode="json")
    note = write([(Ask(intent, read(question, ONE, vocabulary()), ONE), [Got("c1", tool, args, data)])])
    call = Call(call_id="c1", tool=tool, args=args, ok=True, result=data, ms=1.0)
    names = GateNames.of([{"symbol": one.symbol, "name": one.name} for one in INSTRUMENTS])
    passages = {n: row["text"] for n, row in enumerate(data.get("passages", ()), 1)}
    ground = Ground.build([call], {tool: registry.output_schema(registry.find(tool))}, said=[question], names=names, passages=passages)
    splitter = Splitter()
    sentences = [*splitter.feed("".join(note.pieces())), *splitter.close()]
    return note, [f"{text!r}: {verdict.problems}" for text in sentences if not (verdict := check(text, ground, splitter.head(text))).ok]


def text_of(intent: str, question: str, tool: str, result: Any, **args: Any) -> str:
    note, problems = note_of(intent, question, tool, result, **args)
    assert problems == []
    return "".join(note.pieces())
