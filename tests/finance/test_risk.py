"""Risk measures: edges, properties, and other libraries where their definitions are ours."""

import math
from dataclasses import asdict
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.errors import BadInput, Insufficient
from core.market import Floats
from finance.contributions import contributions
from finance.covariance import correlation, ledoit_wolf
from finance.relative import student_quantile
from finance.risk import MEASURES, report
from finance.tails import Moments, es_historical, var_cornish_fisher, var_historical
from tests.finance.ledger import days

fast = settings(max_examples=25, deadline=None, derandomize=True)
returns_of = hnp.arrays(np.float64, st.integers(60, 120), elements=st.floats(-0.2, 0.2))
RNG = np.random.default_rng(5)
SAMPLE = RNG.normal(0.0005, 0.01, 500)
MARKET = RNG.normal(0.0004, 0.012, 500)


def finite(numbers: object) -> bool:
    values = [value for value in asdict(numbers).values() if isinstance(value, float)]  # type: ignore[call-overload]
    return all(math.isfinite(value) for value in values)


@given(returns_of)
@fast
def test_no_measure_is_ever_infinite_and_each_missing_one_has_a_reason(returns: Floats) -> None:
    found = report(returns, days(len(returns) + 1), np.roll(returns, 1))
    assert finite(found)
    assert {name for name in MEASURES if getattr(found, name) is None} == set(found.reasons)


@given(returns_of)
@fast
def test_expected_shortfall_is_at_least_value_at_risk(returns: Floats) -> None:
    found = report(returns, days(len(returns) + 1))
    assert (found.es_historical or 0) >= (found.var_historical or 0) - 1e-12
    assert -1 <= (found.max_drawdown or 0) <= 0


@pytest.mark.parametrize("n", [0, 1, 59])
def test_short_histories_say_so(n: int) -> None:
    found = report(np.full(n, 0.01), days(n + 1), np.full(n, 0.01))
    assert found.observations == n
    assert set(found.reasons) == set(MEASURES)
    assert found.reasons["sharpe"] == f"insufficient_history: there are {n} daily returns; at least 60 are needed."


@pytest.mark.parametrize(
    ("returns", "missing"),
    [
        (np.zeros(100), {"sharpe": "zero_variance", "sortino": "no_downside", "skewness": "zero_variance", "drawdown_peak": "no_drawdown"}),
        (np.full(400, 0.001), {"sharpe": "zero_variance", "sortino": "no_downside", "calmar": "not_defined", "beta": "zero_variance"}),
        (SAMPLE[:100], {"cagr": "not_annualised", "calmar": "not_defined"}),
        (np.r_[np.full(80, 0.001), -0.5], {"drawdown_recovery": "not_recovered"}),
    ],
)
def test_reasons(returns: Floats, missing: dict[str, str]) -> None:
    found = report(returns, days(len(returns) + 1), np.zeros(len(returns)))
    assert {name: found.reasons[name].split(":")[0] for name in missing} == missing
    assert finite(found)


@pytest.mark.parametrize(("n", "confidence"), [(60, 0.3), (60, 1.0), (61, 0.95)])
def test_bad_requests_are_refused(n: int, confidence: float) -> None:
    with pytest.raises(BadInput):
        report(np.zeros(60), days(n + 1), confidence=confidence)


def test_drawdown_dates() -> None:
    # 1, 1.1, 0.99, 0.88, 1.1 after four quiet weeks
    returns = np.r_[np.zeros(60), 0.1, -0.1, 0.88 / 0.99 - 1, 1.1 / 0.88 - 1 + 1e-12]
    found = report(returns, days(65, date(2020, 1, 1)))
    assert found.max_drawdown == pytest.approx(-0.2)
    assert [str(day) for day in (found.drawdown_peak, found.drawdown_trough, found.drawdown_recovery)] == [
        "2020-03-02",
        "2020-03-04",
        "2020-03-05",
    ]


@pytest.mark.parametrize(("alpha", "value_at_risk", "shortfall"), [(0.1, 0.10, 0.10), (0.25, 0.08, 0.092), (0.2, 0.09, 0.095)])
def test_tails_by_hand(alpha: float, value_at_risk: float, shortfall: float) -> None:
    """Ten returns, losses 10 % down to 1 %; at 25 %: (10 + 9 + 8 / 2) / 2.5."""
    returns = -np.arange(1, 11) / 100
    assert var_historical(returns, alpha) == pytest.approx(value_at_risk)
    assert es_historical(returns, alpha) == pytest.approx(shortfall)


def test_cornish_fisher_by_hand_and_its_guard() -> None:
    """At kurtosis 1: z + (z^3 - 3 z) / 24 with z = -1.644854."""
    assert var_cornish_fisher(Moments(0.0, 1.0, 0.0, 1.0), 0.05) == pytest.approx(1.624673, abs=1e-6)
    assert var_cornish_fisher(Moments(0.0, 1.0, 0.0, 16.9), 0.05) is None
    assert var_cornish_fisher(Moments(0.0, 0.0, None, None), 0.05) is None


@pytest.mark.parametrize(("freedom", "quantile"), [(58, 2.0017), (100, 1.98397), (1000, 1.96234)])
def test_student_quantiles(freedom: int, quantile: float) -> None:
    assert student_quantile(0.975, freedom) == pytest.approx(quantile, abs=1e-5 if freedom > 58 else 5e-5)


def test_beta_of_a_leveraged_market_is_exact() -> None:
    found = report(2 * MARKET, days(501), MARKET)
    assert [found.beta, found.beta_low, found.beta_high] == pytest.approx([2, 2, 2])
    assert [found.correlation, found.r_squared] == pytest.approx([1, 1])


def test_contributions_sum_to_the_whole() -> None:
    returns = RNG.normal(0.0003, 0.01, (6, 300)) + MARKET[:300]
    weights = np.array([0.3, 0.2, 0.2, 0.1, 0.1, 0.05])
    found = contributions(list("ABCDEF"), weights, returns)
    assert sum(each.volatility for each in found.items) == pytest.approx(found.volatility, abs=1e-9)
    assert sum(each.expected_shortfall for each in found.items) == pytest.approx(found.expected_shortfall, abs=1e-9)
    assert found.expected_shortfall == pytest.approx(es_historical(weights @ returns, 0.05), abs=1e-12)
    assert found.effective_holdings == pytest.approx(1 / found.hhi)
    assert (found.diversification_ratio or 0) >= 1


def test_equal_weights_of_like_holdings_contribute_alike() -> None:
    found = contributions(["A", "B"], np.array([0.5, 0.5]), np.vstack([MARKET, MARKET]))
    assert [each.volatility_share for each in found.items] == pytest.approx([0.5, 0.5])
    assert found.effective_holdings == pytest.approx(2)
    assert found.clusters == (("A", "B"),)


def test_contributions_need_history() -> None:
    with pytest.raises(Insufficient):
        contributions(["A"], np.ones(1), np.zeros((1, 59)))


def test_shrinkage_is_between_none_and_all_and_keeps_the_trace() -> None:
    returns = RNG.normal(0, 0.01, (30, 80))
    found = ledoit_wolf(returns)
    sample = np.cov(returns, ddof=0)
    assert 0 < found.shrinkage <= 1
    assert np.trace(found.covariance) == pytest.approx(np.trace(sample))
    assert np.linalg.cond(found.covariance) < np.linalg.cond(sample)


def test_correlation_is_numpy_s() -> None:
    returns = RNG.normal(0, 0.01, (5, 100))
    assert correlation(returns) == pytest.approx(np.corrcoef(returns))
    assert correlation(np.zeros((2, 60))).tolist() == [[1, 0], [0, 1]]
