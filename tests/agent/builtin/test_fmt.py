"""How figures are written."""

from typing import Any

import pytest

from agent.models.builtin.answers import fmt


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        ("123456.78", "INR", "₹1,23,456.78"),
        ("36066484.48", "INR", "₹3,60,66,484.48"),
        ("999.00", "INR", "₹999.00"),
        ("1234.5", "USD", "$1,234.50"),
        ("-1234.50", "EUR", "-€1,234.50"),
        ("1234567.89", "GBP", "£1,234,567.89"),
        ("1000.00", "CHF", "CHF 1,000.00"),
        ("-0.00", "USD", "$0.00"),
    ],
)
def test_money(amount: str, currency: str, text: str) -> None:
    assert fmt.money({"amount": amount, "currency": currency}) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.12345, "12.35%"), (-0.05, "-5.00%"), (0.0, "0.00%"), (-0.00001, "0.00%"), (3.5, "350.00%"), (None, "not available")],
)
def test_percent(value: float | None, text: str) -> None:
    assert fmt.percent(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("125.674", "$125.67"),
        ("0.68", "$0.68"),
        ("0.9133", "$0.9133"),
        ("0.0113514", "$0.01135"),
        ("82.7954", "$82.80"),
        (None, "not available"),
    ],
)
def test_price(value: str | None, text: str) -> None:
    assert fmt.price(value, "USD") == text


@pytest.mark.parametrize(("value", "text"), [("688", "688"), ("1234567", "1,234,567"), ("10.50", "10.5"), ("0.125", "0.125")])
def test_shares(value: str, text: str) -> None:
    assert fmt.shares(value) == text


@pytest.mark.parametrize(
    ("write", "value", "text"),
    [(fmt.day, "2022-12-28", "28 December 2022"), (fmt.month, "2021-08", "August 2021"), (fmt.clean, "a|b\n[c](d) *e*", "a b c (d) e")],
)
def test_words(write: Any, value: str, text: str) -> None:
    assert write(value) == text
