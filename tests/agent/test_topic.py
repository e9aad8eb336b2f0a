"""Whether a sentence has to do with what was asked."""

import pytest

from agent.topic import about
from tests.agent.ground import ground

NAMES = ground("").names


@pytest.mark.parametrize(
    ("message", "sentence", "placed"),
    [
        ("What is my portfolio worth?", "asdf", False),
        ("What is my portfolio worth?", "Whales glide below the silver moonlight.", False),
        ("What is my portfolio worth?", "The night hums softly to the tide.", False),
        ("What is my portfolio worth?", "It is $5.", True),
        ("What is my portfolio worth?", "That is a lot of money.", True),
        ("What is my portfolio worth?", "Infosys leads.", True),
        ("Where do whales live?", "Whales glide below the silver moonlight.", True),
        ("Hi", "Hello! How can I help you today?", True),
        ("Buy me a horse", "I'm sorry, I can't do that.", True),
        ("Compare", "Which two shall I take?", True),
    ],
)
def test_a_sentence_is_placed_by_its_words(message: str, sentence: str, *, placed: bool) -> None:
    assert about(message, lambda: NAMES)(sentence) is placed
