"""Answers held against what was expected of them."""

from pathlib import Path
from typing import Any

import pytest

from api.evals import Expected, Question, judge, read, summary
from core.errors import BadInput

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
