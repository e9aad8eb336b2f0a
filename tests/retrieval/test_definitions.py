"""The lessons define measures as `finance` computes them: their worked examples give the same figures."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest

from data.library import LIBRARY, parse
from finance.drawdown import deepest
from finance.period import Span
from finance.relative import relative
from finance.returns import annualise, modified_dietz, xirr
from finance.tails import es_historical, moments, var_historical
from tests.retrieval.worked import values

START = date(2020, 1, 1)
Values = dict[str, Any]


def _days(count: int) -> Any:
    return np.array([START + timedelta(days=at) for at in range(count)], dtype="datetime64[D]")


def _losses(seen: Values) -> Any:
    """Give the lesson's losses as returns, filled up to n days with gains."""
    worst = [-loss for loss in seen["losses_sorted"]]
    return np.array([*worst, *[0.01] * (seen["n"] - len(worst))])


def _volatility(seen: Values) -> float:
    return moments(np.array(seen["returns"])).deviation * math.sqrt(252)


def _beta(seen: Values) -> float | None:
    return relative(np.array(seen["portfolio"]), np.array(seen["benchmark"])).beta


def _drawdown(seen: Values) -> float:
    line = np.array(seen["values"], dtype=float)
    return deepest(line[1:] / line[:-1] - 1, _days(len(line))).depth


def _cagr(seen: Values) -> float | None:
    return annualise(seen["end"] / seen["start"] - 1, START, START + timedelta(days=seen["days"])).value


def _dietz(seen: Values) -> float | None:
    span = Span(START, START + timedelta(days=seen["days"]))
    return modified_dietz(seen["start"], seen["end"], [(START + timedelta(days=seen["day"]), seen["deposit"])], span).value


def _xirr(seen: Values) -> float | None:
    end = START + timedelta(days=seen["days_first"])
    flows = [(START, -seen["first"]), (end - timedelta(days=seen["days_second"]), -seen["second"]), (end, seen["end"])]
    return xirr(flows).value


CASES: list[tuple[str, str, Callable[[Values], float | None]]] = [
    ("volatility", "result", _volatility),
    ("value-at-risk", "var", lambda seen: var_historical(_losses(seen), seen["alpha"])),
    ("expected-shortfall", "result", lambda seen: es_historical(_losses(seen), seen["alpha"])),
    ("skewness-and-kurtosis", "result", lambda seen: moments(np.array(seen["returns"])).excess_kurtosis),
    ("skewness-and-kurtosis", "skew", lambda seen: moments(np.array(seen["returns"])).skewness),
    ("beta", "result", _beta),
    ("max-drawdown", "result", _drawdown),
    ("cagr", "result", _cagr),
    ("modified-dietz", "result", _dietz),
    ("xirr", "rate", _xirr),
]


@pytest.mark.parametrize(("slug", "name", "computed"), CASES)
def test_a_lesson_and_finance_agree(slug: str, name: str, computed: Callable[[Values], float | None]) -> None:
    example = parse((LIBRARY / f"{slug}.md").read_text("utf-8"), LIBRARY / f"{slug}.md").example
    assert example is not None
    seen = values(example)
    assert computed(seen) == pytest.approx(seen[name], rel=1e-6)
