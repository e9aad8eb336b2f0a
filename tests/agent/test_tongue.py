"""Sentences in another language are told from English ones, also short and technical ones."""

import pytest

from agent.gate.tongue import foreign


@pytest.mark.parametrize(
    ("sentence", "other"),
    [
        ("Su cartera vale mucho dinero hoy y todo va muy bien.", True),
        ("Ihr Depot ist heute sehr viel wert und es geht gut.", True),
        ("आपका पोर्टफोलियो आज बहुत अच्छा है", True),
        ("The total value is $1,200.00.", False),
        ("Sales are matched by first in, first out.", False),
        ("Short-term gains are $5.00; long-term gains are $7.00.", False),
        ("| AAPL | 12 | sold | mucho | todo | muy |", False),
        ("Apple, Microsoft, Coca-Cola, Pfizer.", False),
    ],
)
def test_another_language_is_told(sentence: str, *, other: bool) -> None:
    assert foreign(sentence) is other
