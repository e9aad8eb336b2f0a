"""The reference numbers: 20 US shares, equal weight, rebalanced daily, 2013 to 2022, against the S&P 500 price index."""

import csv
import gzip
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.market import Days, Floats
from finance.risk import RiskNumbers, report
from finance.tails import Moments, cornish_fisher_holds, moments

MARKET = Path(__file__).resolve().parents[2] / "data" / "sample" / "market"


def table(name: str) -> tuple[Days, Floats]:
    """Read a sample file: days (n,) and closes (n, k)."""
    with gzip.open(MARKET / name, "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return np.array([row[0][:10] for row in rows], dtype="datetime64[D]"), np.array([row[1:] for row in rows], dtype=np.float64)


@pytest.fixture(scope="module")
def series() -> tuple[Days, Floats, Floats]:
    days, closes = table("sp500_dataset.csv.gz")
    _, index = table("sp500_index.csv.gz")
    kept = (days >= np.datetime64("2012-12-31")) & (days <= np.datetime64("2022-12-28"))
    shares, level = closes[kept], index[kept, 0]
    return days[kept], (shares[1:] / shares[:-1] - 1).mean(axis=1), level[1:] / level[:-1] - 1


@pytest.fixture(scope="module")
def numbers(series: tuple[Days, Floats, Floats]) -> RiskNumbers:
    days, returns, benchmark = series
    return report(returns, days, benchmark)


@pytest.mark.parametrize(
    ("measure", "expected", "digits"),
    [
        ("cagr", 0.181653, 6),
        ("volatility", 0.174461, 6),
        ("sharpe", 1.045577, 6),
        ("sortino", 1.514133, 6),
        ("max_drawdown", -0.316756, 6),
        ("calmar", 0.573479, 6),
        ("var_historical", 0.015662, 6),
        ("es_historical", 0.025662, 6),
        ("var_normal", 0.017353, 6),
        ("es_normal", 0.021945, 6),
        ("beta", 0.929302, 6),
        ("alpha", 0.077143, 6),
        ("tracking_error", 0.062088, 6),
        ("information_ratio", 1.113489, 6),
        ("skewness", -0.035347, 6),
        ("excess_kurtosis", 16.8598, 4),
        ("ulcer_index", 0.046105, 6),
    ],
)
def test_reference_number(numbers: RiskNumbers, measure: str, expected: float, digits: int) -> None:
    assert round(getattr(numbers, measure), digits) == expected


def test_reference_series_has_its_length_and_dates(series: tuple[Days, Floats, Floats], numbers: RiskNumbers) -> None:
    assert (numbers.observations, str(numbers.start), str(numbers.end)) == (2516, "2012-12-31", "2022-12-28")
    assert round(float(series[1].mean()) * 252, 6) == 0.182412


def test_cornish_fisher_is_refused_for_the_reference_series(series: tuple[Days, Floats, Floats], numbers: RiskNumbers) -> None:
    at: Moments = moments(series[1])
    assert at.skewness is not None
    assert at.excess_kurtosis is not None
    square = at.skewness**2
    condition = square / 9 - 4 * (at.excess_kurtosis / 8 - square / 6) * (1 - at.excess_kurtosis / 8 - 5 * square / 36)
    assert round(condition, 2) == 9.34
    assert not cornish_fisher_holds(at.skewness, at.excess_kurtosis)
    assert numbers.var_cornish_fisher is None
    assert numbers.reasons["var_cornish_fisher"].startswith("not_defined")


def test_every_missing_measure_has_a_reason(numbers: RiskNumbers) -> None:
    missing = {name for name in RiskNumbers.__dataclass_fields__ if getattr(numbers, name) is None}
    assert missing == set(numbers.reasons)
    assert replace(numbers).beta_low < numbers.beta < numbers.beta_high  # type: ignore[operator]


def test_maillard_condition_holds_for_six_of_twenty_shares() -> None:
    days, closes = table("sp500_dataset.csv.gz")
    kept = closes[(days >= np.datetime64("2012-12-31")) & (days <= np.datetime64("2022-12-28"))]
    returns = kept[1:] / kept[:-1] - 1
    every = [moments(returns[:, column].copy()) for column in range(returns.shape[1])]
    assert sum(cornish_fisher_holds(at.skewness or math.nan, at.excess_kurtosis or math.nan) for at in every) == 6
