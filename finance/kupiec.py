"""Was the value at risk right? Kupiec's proportion-of-failures test of a rolling historical estimate."""

from dataclasses import dataclass

from core.market import Floats


@dataclass(frozen=True, slots=True)
class Backtest:
    """Days tested, days with a larger loss, the number expected, the likelihood ratio and its p-value (1 degree of freedom)."""

    days: int
    exceedances: int
    expected: float
    likelihood_ratio: float
    p_value: float
    rejected: bool


def backtest(returns: Floats, confidence: float = 0.95, window: int = 250) -> Backtest | None:
    """Compare each day's loss with the historical VaR of the window before it; None with less than 60 days to test."""
    raise NotImplementedError


def proportion_of_failures(exceedances: int, days: int, alpha: float) -> tuple[float, float]:
    """Give Kupiec's likelihood ratio and its p-value."""
    raise NotImplementedError
