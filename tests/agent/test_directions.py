"""Which way a figure in a person's words points."""

import pytest

from agent.directions import direction


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("What if the market drops 20 %?", [-1]),
        ("a 20 % fall and a 10 % gain", [-1, 1]),
        ("how much would I gain if the market falls 20 %", [-1]),
        ("what would I lose if the index goes up 20 %", [1]),
        ("falls by 20 % or 30 %", [-1, -1]),
        ("If the market falls, say, 20 %", [-1]),
        ("10 % up, then 20 % down", [1, -1]),
        ("-20 % or +10 %", [-1, 1]),
        ("minus 5 %", [-1]),
        ("a move of 20 %", [0]),
        ("a 30 % market crash", [-1]),
        ("stocks up 5 % and the dollar 3 % lower", [1, -1]),
        ("agar bazaar 20 % gir jaye", [-1]),
        ("agar Apple 10 % badhe", [1]),
    ],
)
def test_the_words_say_which_way(text: str, ways: list[int]) -> None:
    found, at = [], 0
    for word in (piece for piece in text.replace(",", " ").split() if any(char.isdigit() for char in piece)):
        at = text.index(word, at)
        found.append(direction(text, at, at + len(word)))
        at += len(word)
    assert found == ways
