"""Hinglish, misspelt words, and the words that only ask."""

import pytest

from retrieval.words import Vocabulary, english, telling

LIBRARY = Vocabulary(["volatility Sharpe ratio diversification dividend portfolio drawdown inflation expense risk"] * 8)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("SIP kya hai?", "SIP what is?"),
        ("mehngai kya hoti hai", "inflation what is"),
        ("Nivesh kaise kare par risk?", "investment how do on risk?"),
        ("एसआईपी क्या है", "SIP what is"),
        ("एक्सपेंस रेश्यो क्या है", "expense ratio what is"),
        ("What is par value?", "What is par value?"),
        ("Is SE Asia a region?", "Is SE Asia a region?"),
    ],
)
def test_hinglish_becomes_english_and_english_stays(said: str, meant: str) -> None:
    assert english(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("volatilty", "volatility"),
        ("what is the shrape ratio?", "what is the sharpe ratio?"),
        ("diversifcation of my protfolio", "diversification of my portfolio"),
        ("kitten invasion", "kitten invasion"),
        ("GOOGL and TCSX", "GOOGL and TCSX"),
        ("value at rsk", "value at risk"),
    ],
)
def test_misspelt_words_are_mended_and_real_ones_kept(said: str, meant: str) -> None:
    assert LIBRARY.mend(said) == meant


@pytest.mark.parametrize(("said", "kept"), [("explain beta please", "beta"), ("help", "help")])
def test_asking_words_are_left_out(said: str, kept: str) -> None:
    assert telling(said) == kept
