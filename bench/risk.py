"""Risk computed: reports, contributions, stress and goals beside other packages; and risk_report over REST."""

import importlib
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import numpy as np

from bench.measure import Row, median_of_runs, p95
from bench.service import started
from core.ledger import Basis, Transaction, TxType
from core.market import Days, Floats, PriceSeries
from finance import stress
from finance.contributions import contributions
from finance.goal import Goal, simulate
from finance.lots import Terms, run
from finance.risk_table import reports
from finance.snapshot import Snapshot, snapshot
from tests.fixtures_service import environment

HOLDINGS, YEARS, DAYS = 50, 10, 2520
TIMES = 20
COLD, CACHED = 40, 200
Market = tuple[Days, Floats, Floats]


def market() -> Market:
    """Make 50 correlated holdings and an index over ten years: days (n + 1), returns (50, n), the index's (n)."""
    rng = np.random.default_rng(7)
    index = rng.standard_t(5, DAYS) / 120 + 0.0003
    returns = rng.uniform(0.4, 1.6, (HOLDINGS, 1)) * index + rng.standard_t(5, (HOLDINGS, DAYS)) / 90
    days = np.busday_offset("2013-01-01", np.arange(DAYS + 1), roll="forward")
    return days.astype("datetime64[D]"), np.clip(returns, -0.5, 0.5), index


def cpu(work: Callable[[], object], times: int = TIMES) -> float:
    """Give the CPU ms of one run: the median of three means."""
    work()

    def once() -> float:
        began = time.process_time()
        for _ in range(times):
            work()
        return (time.process_time() - began) / times * 1000

    return median_of_runs(once)


def held(at: Market) -> tuple[Snapshot, dict[str, PriceSeries], PriceSeries]:
    """Give a portfolio of all holdings with its prices, and the index as a series."""
    days, returns, index = at
    paths = np.asarray(100 * np.cumprod(np.column_stack([np.ones(HOLDINGS), 1 + returns]), axis=1), dtype=np.float64)
    prices = {f"H{row:02}": PriceSeries(f"H{row:02}", "USD", Basis.TOTAL_RETURN, days, path) for row, path in enumerate(paths)}
    first, last = days[0].astype(object), days[-1].astype(object)
    rows = [_buy(symbol, first, seq) for seq, symbol in enumerate(prices)]
    terms = Terms(base="USD")
    level = np.asarray(100 * np.cumprod(np.r_[1.0, 1 + index]), dtype=np.float64)
    series = PriceSeries("INDEX", "USD", Basis.PRICE_INDEX, days, level)
    return snapshot(run(rows, terms), prices, terms, last), prices, series


def _buy(symbol: str, day: date, seq: int) -> Transaction:
    return Transaction(
        id=symbol,
        portfolio_id="p",
        account="main",
        seq=seq,
        day=day,
        type=TxType.BUY,
        symbol=symbol,
        quantity=Decimal(10),
        price=Decimal(100),
        currency="USD",
        amount=Decimal(-1000),
        source="bench",
    )


def computed(at: Market) -> list[Row]:
    """Measure what runs without the wire."""
    days, returns, index = at
    weights, names = np.full(HOLDINGS, 1 / HOLDINGS), [str(row) for row in range(HOLDINGS)]
    seen, prices, benchmark = held(at)
    scenarios = [*stress.SCENARIOS, stress.Scenario("All", "history", date(2014, 1, 2), date(2022, 1, 3))]
    goal = Goal(100_000.0, 300_000.0, date(2022, 12, 28), date(2032, 12, 28), contribution=500.0)
    ours = cpu(lambda: reports(returns, days, index))
    return [
        Row("30 measures of 50 holdings x 10 years, CPU", ours, 12),
        *_peers(at, ours),
        Row("contributions of 50 holdings x 10 years, CPU", cpu(lambda: contributions(names, weights, returns)), 10),
        Row(
            f"stress of 50 holdings, {len(scenarios)} scenarios, CPU",
            cpu(lambda: stress.replay(seen, prices, Terms(base="USD"), scenarios, benchmark)),
            15,
        ),
        Row("goal, 10,000 paths x 120 months, CPU", cpu(lambda: simulate(goal, weights @ returns), 5), 60),
    ]


def _peers(at: Market, ours: float) -> list[Row]:
    """Measure other packages on the same series with the measures that they have; a package that is missing is named."""
    found = []
    for name, work in (("empyrical", _empyrical), ("quantstats", _quantstats)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                package = importlib.import_module(name if name == "empyrical" else "quantstats.stats")
                theirs = cpu(lambda package=package, work=work: work(package, at), 2)  # type: ignore[misc]
        except ModuleNotFoundError:
            found.append(Row(f"{name}: not installed", 0.0, None, note="left out"))
            continue
        found.append(Row(f"{name}, 12 of these measures, CPU", theirs, None, note=f"{theirs / ours:.1f} x ours"))
    return found


def _empyrical(package: Any, at: Market) -> None:
    _, returns, index = at
    single = ("annual_return", "annual_volatility", "sharpe_ratio", "sortino_ratio", "calmar_ratio", "max_drawdown", "downside_risk")
    for row in returns:
        for name in (*single, "value_at_risk", "conditional_value_at_risk"):
            getattr(package, name)(row)
        for name in ("alpha", "beta", "excess_sharpe"):
            getattr(package, name)(row, index)


def _quantstats(package: Any, at: Market) -> None:
    pandas = importlib.import_module("pandas")
    days, returns, index = at
    frame = pandas.DataFrame(returns.T, index=pandas.DatetimeIndex(days[1:]))
    benchmark = pandas.Series(index, index=frame.index)
    single = ("cagr", "volatility", "sharpe", "sortino", "calmar", "max_drawdown", "skew", "kurtosis", "value_at_risk", "cvar")
    for column in frame:
        for name in single:
            getattr(package, name)(frame[column])
        package.greeks(frame[column], benchmark)
        package.information_ratio(frame[column], benchmark)


def over_rest() -> list[Row]:
    """Measure risk_report as a client sees it: a new confidence each time (cold), and the same question again (cached)."""
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        with started(environment(home), home / "log.txt") as (service, _, _), service.signed_in() as client:
            confidences = iter(np.linspace(0.9, 0.99, 10 + 3 * COLD).tolist())
            for _ in range(10):
                _report(client, next(confidences))
            cold = median_of_runs(lambda: p95([_report(client, next(confidences)) for _ in range(COLD)]))
            cached = median_of_runs(lambda: p95([_report(client, 0.95) for _ in range(CACHED)]))
    return [
        Row("REST tool: risk_report, computed anew, p95", cold, 60),
        Row("REST tool: risk_report, from the cache, p95", cached, 10),
    ]


def _report(client: httpx2.Client, confidence: float) -> float:
    began = time.perf_counter()
    client.post("/api/v1/tools/risk_report", json={"confidence": confidence}).raise_for_status()
    return (time.perf_counter() - began) * 1000


def rows() -> list[Row]:
    """Measure risk."""
    return [*computed(market()), *over_rest()]
