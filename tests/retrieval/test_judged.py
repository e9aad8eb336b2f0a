"""How judges' grades become the grades of questions, and how the curve of refusals is fitted."""

import json
from pathlib import Path

import numpy as np
import pytest

from data.library import read
from evals.retrieval.fitting import curve, threshold, unseen
from evals.retrieval.pool import Verdict, agreement, judged, key, verdicts
from evals.retrieval.suite import rows


@pytest.mark.parametrize(
    ("answered", "pages", "grades"),
    [
        (True, {"a": 1, "b": 2, "c": 0}, {"b": 2, "a": 1}),
        (True, {"a": 1}, {"a": 1}),
        (False, {"a": 1, "b": 0}, {}),
        (False, {"a": 1, "b": 2}, {"b": 2, "a": 1}),
        (True, {"a": 0}, {}),
    ],
)
def test_a_verdict_gives_the_grades_of_a_question(*, answered: bool, pages: dict[str, int], grades: dict[str, int]) -> None:
    assert dict(Verdict(question="q", answered=answered, pages=pages).grades) == grades


def test_a_page_that_was_seen_before_keeps_its_grade() -> None:
    first = Verdict(question="q", answered=False, pages={"a": 1})
    assert first.and_then(Verdict(question="q", answered=True, pages={"a": 2, "b": 0})).model_dump() == {
        "question": "q",
        "answered": True,
        "pages": {"a": 1, "b": 0},
    }


def test_pages_that_a_judge_leaves_out_have_no_grade(tmp_path: Path) -> None:
    shown = [{"page": "a", "text": "A"}, {"question": "q", "text": "?", "pages": ["b", "a"]}]
    (tmp_path / "00.jsonl").write_text("".join(json.dumps(each) + "\n" for each in shown))
    (tmp_path / "00.grades.jsonl").write_text(json.dumps({"question": "q", "answered": True, "grades": {"b": 2}}) + "\n")
    assert list(judged(tmp_path)) == [Verdict(question="q", answered=True, pages={"a": 0, "b": 2})]


def test_agreement_is_told_with_and_without_chance() -> None:
    assert agreement([(0, 0), (0, 0), (2, 2), (2, 0)]) == "4 grades given twice: 0.750 equal, kappa 0.500"


def test_the_questions_carry_what_the_judges_said() -> None:
    said, slugs = verdicts(), {lesson.slug for lesson in read()}
    for each in rows("questions.jsonl"):
        assert each["grades"] == said[key(each["text"])].grades
        assert set(each["grades"]) <= slugs


def test_a_curve_tells_apart_what_differs_and_its_threshold_holds_both_shares() -> None:
    draw = np.random.default_rng(5)
    answerable = np.arange(300) % 3 != 0
    seen = np.c_[draw.normal(size=300) + 4.0 * answerable, draw.normal(size=300)]
    by = curve(seen, answerable)
    least, refused, wrongly = threshold(list(unseen(seen, answerable)), answerable)
    assert by[0] > 4 * abs(by[1])
    assert (refused > 0.93, wrongly < 0.04, abs(least) < 3) == (True, True, True)
