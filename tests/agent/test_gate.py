"""The gate: truths pass, planted lies do not."""

import time
from pathlib import Path

import pytest

from agent.gate import check
from tests.agent.ground import ground

HERE = Path(__file__).parent

TRUTHS = (HERE / "truths.txt").read_text("utf-8").splitlines()

LIES = (HERE / "lies.txt").read_text("utf-8").splitlines()

GROUND = ground()


@pytest.mark.parametrize("sentence", TRUTHS)
def test_a_truth_passes(sentence: str) -> None:
    assert check(sentence, GROUND).problems == ()


@pytest.mark.parametrize("sentence", LIES)
def test_a_lie_is_withheld(sentence: str) -> None:
    assert not check(sentence, GROUND).ok


def test_a_sentence_takes_less_than_two_milliseconds() -> None:
    sentences = [*TRUTHS, *LIES]
    began = time.process_time()
    for sentence in sentences:
        check(sentence, GROUND)
    assert (time.process_time() - began) / len(sentences) < 0.002
