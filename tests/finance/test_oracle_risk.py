"""Our risk measures beside empyrical-reloaded's and skfolio's on the bundled shares, to 1e-6 where the definitions agree.

Where they differ, the difference is computed here too, so that docs/risk.md stays true.
"""

import csv
import gzip
import warnings
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from core.market import Days, Floats
from core.settings import ROOT
from finance.covariance import correlation_of, ledoit_wolf
from finance.risk import RiskNumbers, report

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    empyrical = pytest.importorskip("empyrical")
    measures = pytest.importorskip("skfolio.measures")

pytestmark = pytest.mark.filterwarnings("ignore")
MARKET = ROOT / "data" / "sample" / "market"
FIRST, LAST = "2012-12-31", "2022-12-28"
Oracle = Callable[[Floats, Floats], Any]


@cache
def bundled() -> tuple[Days, Floats, Floats]:
    """Give the days, the shares' returns (20, n) and the index's (n)."""
    shares, index = (_closes(MARKET / name) for name in ("sp500_dataset.csv.gz", "sp500_index.csv.gz"))
    days = np.array(sorted(shares), dtype="datetime64[D]")
    closes = np.array([[*shares[str(day)], *index[str(day)]] for day in days]).T
    returns = closes[:, 1:] / closes[:, :-1] - 1
    return days, returns[:-1], returns[-1]


def _closes(path: Any) -> dict[str, list[float]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return {row[0][:10]: [float(cell) for cell in row[1:]] for row in rows if FIRST <= row[0][:10] <= LAST}


@cache
def ours(row: int) -> RiskNumbers:
    days, shares, index = bundled()
    return report(_series(row), days, index) if row < len(shares) else report(shares.mean(axis=0), days, index)


def _series(row: int) -> Floats:
    _, shares, _ = bundled()
    return shares[row] if row < len(shares) else np.asarray(shares.mean(axis=0))


def falls(returns: Floats) -> Floats:
    return np.asarray(measures.get_drawdowns(returns, compounded=True))


SAME: dict[str, Oracle] = {
    "volatility": lambda r, _: empyrical.annual_volatility(r),
    "sharpe": lambda r, _: empyrical.sharpe_ratio(r),
    "sortino": lambda r, _: empyrical.sortino_ratio(r),
    "downside_deviation": lambda r, _: empyrical.downside_risk(r),
    "max_drawdown": lambda r, _: empyrical.max_drawdown(r),
    "beta": empyrical.beta,
    "information_ratio": lambda r, b: empyrical.excess_sharpe(r, b) * np.sqrt(252),
    "tracking_error": lambda r, b: empyrical.annual_volatility(r - b),
    "alpha": lambda r, b: (1 + empyrical.alpha(r, b)) ** (1 / 252) * 252 - 252,
    "var_historical": lambda r, _: measures.value_at_risk(r, beta=0.95),
    "es_historical": lambda r, _: measures.cvar(r, beta=0.95),
    "skewness": lambda r, _: measures.skew(r),
    "excess_kurtosis": lambda r, _: measures.kurtosis(r) - 3,
    "ulcer_index": lambda r, _: measures.ulcer_index(falls(r)),
}
SKFOLIO: dict[str, Oracle] = {
    "volatility": lambda r, _: measures.standard_deviation(r) * np.sqrt(252),
    "max_drawdown": lambda r, _: -measures.max_drawdown(falls(r)),
    "downside_deviation": lambda r, _: measures.semi_deviation(r, min_acceptable_return=0.0, biased=True) * np.sqrt(252),
    "correlation": lambda r, b: measures.correlation(np.column_stack([r, b]))[0, 1],
}
DIFFERENT: dict[str, Oracle] = {
    "cagr": lambda r, _: empyrical.annual_return(r),
    "calmar": lambda r, _: empyrical.calmar_ratio(r),
    "var_historical": lambda r, _: -empyrical.value_at_risk(r, 0.05),
    "es_historical": lambda r, _: -empyrical.conditional_value_at_risk(r, 0.05),
    "up_capture": empyrical.up_capture,
    "down_capture": empyrical.down_capture,
    "sortino": lambda r, _: r.mean() / measures.semi_deviation(r) * np.sqrt(252),
    "information_ratio": empyrical.excess_sharpe,
}


@pytest.mark.parametrize("row", [0, 7, 20])
@pytest.mark.parametrize(("measure", "theirs"), [*SAME.items(), *SKFOLIO.items()])
def test_where_definitions_agree_so_do_the_figures(measure: str, theirs: Oracle, row: int) -> None:
    assert getattr(ours(row), measure) == pytest.approx(float(theirs(_series(row), bundled()[2])), abs=1e-6)


@pytest.mark.parametrize(("measure", "theirs"), DIFFERENT.items())
def test_where_definitions_differ_the_figures_do_as_written(measure: str, theirs: Oracle) -> None:
    assert abs(getattr(ours(20), measure) - float(theirs(_series(20), bundled()[2]))) > 1e-6


def test_the_shrunk_covariance_is_scikit_learn_s() -> None:
    learned = pytest.importorskip("sklearn.covariance").LedoitWolf().fit(bundled()[1].T)
    found = ledoit_wolf(bundled()[1])
    assert found.shrinkage == pytest.approx(learned.shrinkage_, abs=1e-9)
    assert np.abs(found.covariance - learned.covariance_).max() < 1e-12
    assert np.abs(correlation_of(found.covariance)).max() == pytest.approx(1.0)
