"""Answers held against what was expected of them."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.evals import Expected, Question, judge, read, summary
from core.errors import BadInput
from tests.fixtures_service import Service

FACT = {"value": "120.00", "unit": "money", "path": "/total_value/amount", "row": {}}
CALL = {"call_id": "c", "name": "portfolio_holdings", "args": {}, "ok": True, "ms": 1}


def answer(**more: Any) -> dict[str, Any]:
    return {"text": "It is $120.00.", "facts": [FACT], "citations": [], "tools": [CALL], "approvals": [], "withheld": 0, **more}


@pytest.mark.parametrize(("value", "right", "wrong"), [("120.00", True, 0), (120.004, True, 0), (121, False, 1)])
def test_a_figure_is_right_or_wrong(value: float | str, wrong: int, *, right: bool) -> None:
    wanted = Expected(value=value, tolerance=0.01, unit="money", field="total_value")
    row = judge(Question(id="1", question="?", expect_figures=[wanted], expect_tools=["portfolio_holdings"]), answer(), 5)
    assert (row.right_figures, row.wrong_figures, row.tools_right) == (right, wrong, True)


@pytest.mark.parametrize(("facts", "refused"), [([], True), ([FACT], False)])
def test_what_can_not_be_answered_is_refused(facts: list[Any], *, refused: bool) -> None:
    question = Question(id="1", question="?", expect_figures=[], expect_tools=[])
    assert judge(question, answer(facts=facts), 5).refused_right is refused


def test_the_summary_has_the_names_of_the_contract() -> None:
    found = summary([judge(Question(id="1", question="?"), answer(), 5)])
    assert set(found) == {
        "asked", "answered", "right_figures", "wrong_figures", "tools_right", "refused_right", "withheld",
        "latency_ms_p50", "latency_ms_p95", "rows",
    }  # fmt: skip


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "1", "question": "?"}\n{"id": 2}\n', encoding="utf-8")
    with pytest.raises(BadInput, match="line 2"):
        read(path)


QUESTIONS = """{"id": "1", "question": "What is my portfolio worth?", "thread": "a", "expect_tools": ["portfolio_holdings"]}
{"id": "2", "question": "And how much of it is cash?", "thread": "a"}
{"id": "3", "question": "What is the capital of France?", "expect_tools": [], "expect_figures": []}
"""


def test_own_questions_are_asked_here_and_of_a_running_service(service: Service, tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(QUESTIONS, encoding="utf-8")
    with service.signed_in() as client:
        asked = {"name": "evals", "doors": ["api"], "scopes": ["chat", "portfolio:read"]}
        token = client.post("/api/v1/tokens", json=asked).raise_for_status().json()["token"]
    elsewhere = replace(service, env={**service.env, "COACH_TOKEN": token, "COACH_HOME": str(tmp_path / "none")})
    here = service.coach("evals", "--questions", str(path), "--json")
    there = elsewhere.coach("evals", "--questions", str(path), "--json", "--url", service.url)
    for done in (here, there):
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout)
        assert (found["asked"], found["answered"], found["tools_right"], found["refused_right"]) == (3, 2, 2, 1)
        assert [row["said"] for row in found["rows"]] == [True] * 3
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("token", "url", "says"),
    [("", "http://127.0.0.1:9", "Set COACH_TOKEN"), ("pc_x", "http://127.0.0.1:9", "did not answer"), ("pc_x", None, "sign in")],
)
def test_a_service_that_can_not_be_asked_is_said_so(service: Service, tmp_path: Path, token: str, url: str | None, says: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(QUESTIONS, encoding="utf-8")
    env = {**service.env, "COACH_TOKEN": token, "COACH_HOME": str(tmp_path / "none")}
    done = replace(service, env=env).coach("evals", "--questions", str(path), "--url", url or service.url)
    assert (done.returncode, done.stdout) == (1, "")
    assert says.lower() in done.stderr.lower()
