"""Our measures beside empyrical's, where the definitions are the same."""

import warnings
from datetime import date

import numpy as np
import pytest
import pyxirr

from finance.returns import xirr
from finance.risk import report
from tests.finance.ledger import days

pytestmark = pytest.mark.filterwarnings("ignore")
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    empyrical = pytest.importorskip("empyrical")

RNG = np.random.default_rng(11)
RETURNS, MARKET = RNG.standard_t(5, 700) / 100, RNG.normal(0.0004, 0.011, 700)


@pytest.mark.parametrize(
    ("measure", "theirs"),
    [
        ("volatility", lambda: empyrical.annual_volatility(RETURNS)),
        ("sharpe", lambda: empyrical.sharpe_ratio(RETURNS)),
        ("sortino", lambda: empyrical.sortino_ratio(RETURNS)),
        ("downside_deviation", lambda: empyrical.downside_risk(RETURNS)),
        ("max_drawdown", lambda: empyrical.max_drawdown(RETURNS)),
        ("beta", lambda: empyrical.beta(RETURNS, MARKET)),
        ("information_ratio", lambda: empyrical.excess_sharpe(RETURNS, MARKET) * np.sqrt(252)),
        ("var_historical", lambda: -np.quantile(RETURNS, 0.05, method="inverted_cdf")),
    ],
)
def test_measures_are_empyrical_s(measure: str, theirs: object) -> None:
    assert getattr(report(RETURNS, days(701), MARKET), measure) == pytest.approx(theirs(), rel=1e-9)  # type: ignore[operator]


@pytest.mark.parametrize("seed", range(8))
def test_xirr_is_the_rate_that_makes_the_flows_worth_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dates = [date(2020 + at // 12, at % 12 + 1, 15) for at in range(30)]
    amounts = [-float(each) for each in rng.integers(1, 500, 29)]
    amounts.append(-sum(amounts) * float(rng.uniform(0.7, 1.6)))
    found = xirr(list(zip(dates, amounts, strict=True))).value
    assert found is not None
    assert pyxirr.xnpv(found, dates, amounts) == pytest.approx(0.0, abs=1e-5)
