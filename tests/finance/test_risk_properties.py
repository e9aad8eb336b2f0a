"""Hypothesis properties of the risk measures: scaling, order of holdings, cash, and parts that sum to the whole."""

from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.market import Floats
from finance.contributions import contributions
from finance.risk import report
from tests.finance.ledger import days

fast = settings(max_examples=30, deadline=None, derandomize=True)
seeds = st.integers(0, 10_000)
holdings = st.integers(2, 8)
LINEAR = ("volatility", "downside_deviation", "var_historical", "es_historical", "beta", "alpha")
FREE = ("sharpe", "sortino", "skewness", "excess_kurtosis", "correlation", "r_squared")


def market(seed: int, k: int, n: int = 90) -> tuple[Floats, Floats]:
    """Give k correlated holdings' returns and weights that sum to less than one."""
    rng = np.random.default_rng(seed)
    common = rng.standard_t(4, n) / 100
    return rng.normal(0, 0.01, (k, n)) + rng.uniform(0.2, 1.5, (k, 1)) * common, rng.dirichlet(np.ones(k + 1))[:k]


@given(hnp.arrays(np.float64, 80, elements=st.floats(-0.05, 0.05)), st.floats(0.1, 3.0))
@fast
def test_scaling_returns_scales_losses_and_leaves_ratios(returns: Floats, factor: float) -> None:
    benchmark = np.sin(np.arange(80)) / 50
    one, scaled = (asdict(report(r, days(81), benchmark)) for r in (returns, factor * returns))
    for name in LINEAR:
        assert scaled[name] == pytest.approx(factor * one[name], abs=1e-9), name
    for name in FREE:
        if one[name] is not None and scaled[name] is not None and (one["volatility"] or 0) > 1e-4:
            assert scaled[name] == pytest.approx(one[name], rel=1e-6, abs=1e-7), name


@given(seeds, holdings)
@fast
def test_contributions_sum_to_the_whole(seed: int, k: int) -> None:
    returns, weights = market(seed, k)
    found = contributions([str(at) for at in range(k)], weights, returns)
    assert abs(sum(each.volatility for each in found.items) - found.volatility) < 1e-9
    assert abs(sum(each.expected_shortfall for each in found.items) - found.expected_shortfall) < 1e-9


@given(seeds, holdings)
@fast
def test_the_order_of_holdings_does_not_matter(seed: int, k: int) -> None:
    returns, weights = market(seed, k)
    order = np.random.default_rng(seed + 1).permutation(k)
    names = [str(at) for at in range(k)]
    one = {each.name: each for each in contributions(names, weights, returns).items}
    for each in contributions([names[at] for at in order], weights[order], returns[order]).items:
        assert each.volatility == pytest.approx(one[each.name].volatility, abs=1e-12)
        assert each.expected_shortfall == pytest.approx(one[each.name].expected_shortfall, abs=1e-12)


@given(seeds, holdings, st.floats(0.01, 0.9))
@fast
def test_adding_cash_lowers_volatility_by_its_share(seed: int, k: int, cash: float) -> None:
    returns, weights = market(seed, k)
    names = [str(at) for at in range(k)]
    less, more = contributions(names, weights * (1 - cash), returns), contributions(names, weights, returns)
    assert less.volatility < more.volatility
    assert less.volatility == pytest.approx((1 - cash) * more.volatility)
    assert less.effective_holdings == pytest.approx(more.effective_holdings)


@given(seeds, holdings)
@fast
def test_a_mix_is_never_riskier_than_its_parts_weighted(seed: int, k: int) -> None:
    returns, weights = market(seed, k)
    found = contributions([str(at) for at in range(k)], weights, returns)
    assert (found.diversification_ratio or 0) >= 1 - 1e-12
    assert 1 - 1e-12 <= (found.effective_holdings or 0) <= k + 1e-9
