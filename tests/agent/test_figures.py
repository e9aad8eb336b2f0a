"""Figures in every written form, and the sentence splitter."""

from decimal import Decimal

import pytest

from agent.gate.figure import Kind
from agent.gate.figures import figures
from agent.gate.split import Splitter, sentences


@pytest.mark.parametrize(
    ("text", "kind", "value", "step"),
    [
        ("1,23,456.78", Kind.NUMBER, "123456.78", "0.01"),
        ("12,345.6", Kind.NUMBER, "12345.6", "0.1"),
        ("1.2 lakh", Kind.NUMBER, "120000", "10000"),
        ("₹3.4 crore", Kind.MONEY, "34000000", "1000000"),
        ("$1.2k", Kind.MONEY, "1200", "100"),
        ("US$1.2 million", Kind.MONEY, "1200000", "100000"),
        ("Rs.1,200", Kind.MONEY, "1200", "1"),
        ("1,234 USD", Kind.MONEY, "1234", "1"),
        ("five million dollars", Kind.MONEY, "5000000", "1000000"),
        ("12.3 %", Kind.PERCENT, "0.123", "0.001"),
        ("**12.3** %", Kind.PERCENT, "0.123", "0.001"),
        ("twenty-five per cent", Kind.PERCENT, "0.25", "0.01"),
        ("two percent", Kind.PERCENT, "0.02", "0.01"),
        ("1.4 percentage points", Kind.POINTS, "0.014", "0.001"),
        ("35 bps", Kind.POINTS, "0.0035", "0.0001"),
        ("2.3x", Kind.TIMES, "2.3", "0.1"),
        ("seven", Kind.NUMBER, "7", "1"),
        ("52-week", Kind.DURATION, "52", "1"),
        ("3Y", Kind.DURATION, "3", "1"),
        ("95th", Kind.ORDINAL, "95", "1"),
        ("1e5", Kind.NUMBER, "100000", "100000"),
    ],
)
def test_a_form_is_read(text: str, kind: Kind, value: str, step: str) -> None:
    (figure,) = figures(f"It is {text} here")
    assert (figure.kind, figure.value, figure.step) == (kind, Decimal(value), Decimal(step))
    assert f"It is {text} here"[figure.start : figure.end].strip("* ") in text


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025-08-15", "2025-08-15", "2025-08-15"),
        ("15 August 2025", "2025-08-15", "2025-08-15"),
        ("Aug 15th, 2025", "2025-08-15", "2025-08-15"),
        ("15/08/2025", "2025-08-15", "2025-08-15"),
        ("August 2025", "2025-08-01", "2025-08-31"),
        ("Q2 FY26", "2025-07-01", "2025-09-30"),
        ("Q4 FY26", "2026-01-01", "2026-03-31"),
        ("Q1 2025", "2025-01-01", "2025-03-31"),
        ("FY2025-26", "2025-04-01", "2026-03-31"),
        ("the first quarter of 2025", "2025-01-01", "2025-03-31"),
        ("in 2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_a_date_is_read(text: str, first: str, last: str) -> None:
    (figure,) = figures(f"It was {text}, then")
    assert figure.span is not None
    assert [day.isoformat() for day in figure.span] == [first, last]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("10-12 %", ["0.1", "0.12"]),
        ("10 to 12 per cent", ["0.1", "0.12"]),
        ("between ₹1.2 and 1.5 lakh", ["120000", "150000"]),
        ("from ₹500 to ₹1.2 lakh", ["500", "120000"]),
        ("12,345.6 and 1.2 lakh", ["12345.6", "120000"]),
        ("a third of it, two thirds of that", ["0.33", "0.67"]),
        ("-5 and (5.2)", ["5", "5.2"]),
    ],
)
def test_figures_share_what_belongs_to_both(text: str, values: list[str]) -> None:
    assert [figure.value.quantize(Decimal("0.01")) for figure in figures(text)] == [Decimal(v).quantize(Decimal("0.01")) for v in values]


@pytest.mark.parametrize("text", ["one of them", "two or three", "the first half", "SP500 and Q2", "a third option", "every quarter"])
def test_words_that_are_no_figures(text: str) -> None:
    assert figures(text) == ()


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("It is 12.3 %. It rose.", ["It is 12.3 %. ", "It rose."]),
        ("Approx. 5 % of Apple Inc. shares. Next", ["Approx. 5 % of Apple Inc. shares. ", "Next"]),
        ("Rs. 500 and U.S. stocks, e.g. INFY. Yes!", ["Rs. 500 and U.S. stocks, e.g. INFY. ", "Yes!"]),
        ("| a. b | 1.5 |\n| c | 2 |\n", ["| a. b | 1.5 |\n", "| c | 2 |\n"]),
        ("1. First one. Second\n2. Other\n", ["1. First one. ", "Second\n", "2. Other\n"]),
        ("It spreads risk. [1] More.", ["It spreads risk. [1] ", "More."]),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert sentences(text) == parts
    assert "".join(sentences(text)) == text


def test_a_text_in_pieces_gives_the_same_sentences() -> None:
    text = "It is 12.3 %. It rose 4.5 %!\n\n| a | b |\n|---|---|\n| c | 1.5 |\nDone. [1]"
    splitter = Splitter()
    found = [part for at in range(0, len(text), 3) for part in splitter.feed(text[at : at + 3])]
    assert [*found, *splitter.close()] == sentences(text)
