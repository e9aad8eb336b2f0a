"""Measure answers against expected figures and tools: the questions of a file, asked one after the other."""

import importlib
import json
import math
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from agent.events import fold
from api import remote
from api.session import Session, with_agent
from core.errors import BadInput, Unavailable
from core.models import Model
from core.settings import Settings
from tools.ctx import Ctx

LINES = 10_000
Ask = Callable[[str, str | None, str | None], Awaitable[dict[str, Any]]]


class Expected(Model):
    """A figure that the answer must show; `field` names it in the tool's result, `symbol` its row."""

    value: float | str
    tolerance: float = 0.0
    unit: str | None = None
    field: str | None = None
    symbol: str | None = None


class Question(Model):
    """One question; questions with the same `thread` follow each other in one conversation.

    `expect_figures` and `expect_tools` both present and empty mean that the question can not be answered.
    """

    id: str
    question: str
    thread: str | None = None
    expect_tools: list[str] | None = None
    expect_args: dict[str, Any] = Field(default_factory=dict)
    expect_figures: list[Expected] | None = None
    must_say: list[str] = Field(default_factory=list)
    must_not: list[str] = Field(default_factory=list)
    portfolio_id: str | None = None

    @property
    def unanswerable(self) -> bool:
        """Tell whether a refusal or a question back is what is right."""
        return self.expect_figures == [] and self.expect_tools == []


class Row(Model):
    """What came of one question."""

    id: str
    question: str
    answered: bool
    right_figures: bool | None
    wrong_figures: int
    tools_right: bool | None
    refused_right: bool | None
    withheld: int
    said: bool
    cited: bool
    latency_ms: float
    tokens: int
    tools: list[dict[str, Any]]
    text: str


def read(path: Path) -> list[Question]:
    """Read a file of questions, one JSON object a line; raises BadInput with the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} can not be read.") from error
    if len(lines) > LINES:
        raise BadInput(f"{path} has more than {LINES} lines.")
    return [_question(path, at, line) for at, line in enumerate(lines, 1) if line.strip()]


def _question(path: Path, at: int, line: str) -> Question:
    try:
        return Question.model_validate_json(line)
    except ValidationError as error:
        problem = error.errors()[0]
        raise BadInput(f"{path}, line {at}: {'.'.join(map(str, problem['loc'])) or 'line'}: {problem['msg']}.") from error


def _number(value: Any) -> float | None:
    try:
        return float(Decimal(str(value)))
    except InvalidOperation:
        return None


def _shows(fact: dict[str, Any], wanted: Expected) -> bool:
    """Tell whether a fact is the expected figure."""
    if wanted.unit is not None and fact["unit"] != wanted.unit:
        return False
    value, expected = _number(fact["value"]), _number(wanted.value)
    if value is None or expected is None:
        return str(fact["value"])[:10] == str(wanted.value)
    return abs(value - expected) <= wanted.tolerance + 1e-9


def _wrong(fact: dict[str, Any], wanted: Expected) -> bool:
    """Tell whether a fact is the field that was asked for, with another value."""
    keys = [part for part in fact["path"].split("/") if part and part != "amount"]
    row = fact.get("row") or {}
    same_row = (
        row.get("symbol") == wanted.symbol if wanted.symbol else not any(part.isdecimal() for part in keys) and keys[:1] != ["benchmark"]
    )
    return bool(wanted.field and keys and keys[-1] == wanted.field and same_row and not _shows(fact, wanted))


def _figures(question: Question, facts: Sequence[dict[str, Any]]) -> tuple[bool | None, int]:
    """Tell whether every expected figure is shown, and count the figures shown in their place."""
    if not question.expect_figures:
        return None, 0
    missing = [wanted for wanted in question.expect_figures if not any(_shows(fact, wanted) for fact in facts)]
    wrong = sum(any(_wrong(fact, wanted) for fact in facts) for wanted in missing)
    return not missing, wrong


def _tools(question: Question, answer: dict[str, Any]) -> bool | None:
    """Tell whether the expected tools ran with the expected arguments; what was recalled for every question does not count."""
    if question.expect_tools is None:
        return None
    ran = [call for call in answer["tools"] if call["ok"]]
    wanted = all(any(call["name"] == name for call in ran) for name in question.expect_tools)
    given = [call["args"] for call in ran if call["name"] in question.expect_tools]
    fits = all(any(str(args.get(key)) == str(value) for args in given) for key, value in question.expect_args.items())
    return wanted and fits


def _cited(answer: dict[str, Any]) -> bool:
    """Tell whether every citation carries a quote."""
    return all(each.get("quote") for each in answer["citations"])


def judge(question: Question, answer: dict[str, Any], ms: float) -> Row:
    """Hold an answer against what was expected."""
    facts, text = answer["facts"], answer["text"]
    measured = [fact for fact in facts if fact["unit"] != "date"]
    answered = bool(facts or answer["citations"] or answer["approvals"])
    right, wrong = _figures(question, facts)
    lower = text.lower()
    said = all(each.lower() in lower for each in question.must_say) and not any(each.lower() in lower for each in question.must_not)
    usage = answer.get("usage") or {}
    return Row(
        id=question.id,
        question=question.question,
        answered=answered,
        right_figures=right,
        wrong_figures=wrong,
        tools_right=_tools(question, answer),
        refused_right=(not measured and said) if question.unanswerable else None,
        withheld=int(answer.get("withheld") or 0),
        said=said,
        cited=_cited(answer),
        latency_ms=ms,
        tokens=int(usage.get("input_tokens", 0)) + int(usage.get("output_tokens", 0)),
        tools=[{"name": call["name"], "args": call["args"]} for call in answer["tools"]],
        text=text,
    )


async def judged(ask: Ask, questions: Sequence[Question]) -> list[Row]:
    """Ask every question, one after the other, and hold the answers against what was expected."""
    threads: dict[str, str] = {}
    rows = []
    for each in questions:
        began = time.perf_counter()
        answer = await ask(each.question, threads.get(each.thread or ""), each.portfolio_id)
        if each.thread:
            threads[each.thread] = answer["thread_id"]
        rows.append(judge(each, answer, 1000 * (time.perf_counter() - began)))
    return rows


async def ask_all(opened: Session, ctx: Ctx, questions: Sequence[Question]) -> list[Row]:
    """Ask every question in the name of a person; the agent must be loaded."""

    async def ask(message: str, thread_id: str | None, portfolio_id: str | None) -> dict[str, Any]:
        turn = await opened.running.begin(ctx, message, thread_id, portfolio_id)
        return fold([event async for event in turn.follow()])

    return await judged(ask, questions)


async def served(url: str, token: str | None, path: Path) -> dict[str, Any]:
    """Ask the questions of a file of a service that runs elsewhere, over its REST door."""
    questions = read(path)
    async with remote.signed_in(url, token) as client:
        return summary(await judged(partial(remote.ask, client), questions))


async def mine(opened: Session, path: Path) -> dict[str, Any]:
    """Ask the questions of a file of the person at this machine, over their own data."""
    opened.ctx.require("chat")
    questions = read(path)
    async with with_agent(opened):
        if opened.running.loading is not None:
            await opened.running.loading
        return summary(await ask_all(opened, opened.ctx, questions))


def golden(settings: Settings) -> dict[str, Any]:
    """Ask the golden questions in a fresh home with the configured model; needs the checkout."""
    try:
        measured = importlib.import_module("evals.golden.run").measured
    except ModuleNotFoundError as error:
        raise Unavailable("The golden questions are part of the checkout; give a file with --questions.") from error
    outside = settings.model if settings.model.outside else None
    return dict(measured(outside))


def summary(rows: Sequence[Row]) -> dict[str, Any]:
    """Give the object that `coach evals --json` prints."""
    times = sorted(row.latency_ms for row in rows)
    return {
        "asked": len(rows),
        "answered": sum(row.answered for row in rows),
        "right_figures": sum(bool(row.right_figures) for row in rows),
        "wrong_figures": sum(row.wrong_figures for row in rows),
        "tools_right": sum(bool(row.tools_right) for row in rows),
        "refused_right": sum(bool(row.refused_right) for row in rows),
        "withheld": sum(row.withheld for row in rows),
        "latency_ms_p50": round(statistics.median(times), 1) if times else None,
        "latency_ms_p95": round(times[math.ceil(0.95 * len(times)) - 1], 1) if times else None,
        "rows": [row.model_dump(mode="json") for row in rows],
    }


def table(found: dict[str, Any]) -> str:
    """Write the summary for people."""
    lines = [f"{key}: {value}" for key, value in found.items() if key != "rows"]
    missed = [row for row in found["rows"] if row["right_figures"] is False or row["tools_right"] is False or row["refused_right"] is False]
    lines += [f"  {row['id']}: {row['question']} -> {json.dumps(row['text'][:100], ensure_ascii=False)}" for row in missed]
    return "\n".join(lines)
