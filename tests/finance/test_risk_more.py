"""The table of many series, Kupiec's test, rolling windows, captures and drawdown lengths."""

from dataclasses import asdict

import numpy as np
import pytest

from core.errors import BadInput
from core.market import Floats
from finance.kupiec import backtest, proportion_of_failures
from finance.risk import report
from finance.risk_table import reports
from finance.rolling import rolling
from tests.finance.ledger import days

RNG = np.random.default_rng(5)
MARKET = RNG.normal(0.0004, 0.012, 500)


@pytest.mark.parametrize("benchmark", [MARKET, np.zeros(500), np.abs(MARKET), None], ids=["compared", "flat", "rising", "alone"])
def test_the_table_gives_the_numbers_of_the_report(benchmark: Floats | None) -> None:
    matrix = np.vstack([RNG.normal(0.0003, 0.01, (20, 500)), np.zeros((1, 500))])
    for one, row in zip(reports(matrix, days(501), benchmark), matrix, strict=True):
        other = asdict(report(row, days(501), benchmark))
        for name, value in asdict(one).items():
            assert value == (pytest.approx(other[name], abs=1e-12) if isinstance(value, float) else other[name]), name


@pytest.mark.parametrize(("exceedances", "ratio", "p_value"), [(12, 0.0214, 0.8838), (0, 25.6466, 0.0), (25, 10.3271, 0.0013)])
def test_kupiec_by_hand(exceedances: int, ratio: float, p_value: float) -> None:
    """250 days at 5 %: 12.5 exceedances are expected."""
    found = proportion_of_failures(exceedances, 250, 0.05)
    assert list(found) == pytest.approx([ratio, p_value], abs=1e-3)


def test_kupiec_tests_the_last_year_and_rejects_a_risk_that_grew() -> None:
    steady = np.random.default_rng(2).normal(0, 0.01, 1250)
    found = backtest(steady)
    assert found is not None
    assert (found.days, found.window, found.rejected) == (252, 250, False)
    grown = backtest(np.r_[steady[:300], 3 * steady[300:400]])
    assert grown is not None
    assert (grown.days, grown.rejected) == (150, True)
    assert backtest(steady[:309]) is None


def test_rolling_windows_end_on_the_last_day_and_are_the_report_of_their_returns() -> None:
    returns = RNG.normal(0.0005, 0.01, 500)
    found = rolling(returns, days(501), MARKET)
    last = report(returns[-126:], days(127), MARKET[-126:])
    assert len(found) <= 12
    assert found[-1].day == days(501)[-1].astype(object)
    assert [found[-1].volatility, found[-1].sharpe, found[-1].beta] == pytest.approx([last.volatility, last.sharpe, last.beta])
    assert rolling(returns[:125], days(126)) == []


def test_rolling_windows_without_movement_or_benchmark_have_no_ratio() -> None:
    [only] = rolling(np.zeros(126), days(127), np.full(126, np.nan))
    assert (only.volatility, only.sharpe, only.beta) == (0.0, None, None)


def test_captures_are_of_the_market_s_up_and_down_days() -> None:
    found = report(np.where(MARKET > 0, 0.5, 2.0) * MARKET, days(501), MARKET)
    assert [found.up_capture, found.down_capture] == pytest.approx([0.5, 2.0])


def test_a_drawdown_lasts_to_its_recovery_or_to_the_last_day() -> None:
    quiet = np.zeros(60)
    back = report(np.r_[quiet, -0.1, 0.0, 1 / 0.9 - 1 + 1e-12, 0.0], days(65))
    down = report(np.r_[quiet, -0.1, 0.0, 0.05], days(64))
    assert (back.drawdown_days, down.drawdown_days) == (63, 63)
    assert down.drawdown_recovery is None


def test_no_confidence_above_its_guard() -> None:
    with pytest.raises(BadInput):
        report(np.zeros(60), days(61), confidence=0.9995)
