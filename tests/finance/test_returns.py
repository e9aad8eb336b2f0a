"""Returns worked by hand, and against pyxirr and empyrical where the definitions agree."""

from datetime import date

import numpy as np
import pytest

from core.errors import BadInput
from finance.period import Asked, Span, add_months, resolve, sessions
from finance.returns import Rate, annualise, equal_flow, modified_dietz, performance, total_return, xirr
from finance.valuation import daily
from tests.finance.ledger import USD, days, rows, series

FIRST, AS_OF = date(2019, 3, 4), date(2022, 12, 28)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        (Asked("1M"), "2022-11-28", "2022-12-28"),
        (Asked("3M"), "2022-09-28", "2022-12-28"),
        (Asked("6m"), "2022-06-28", "2022-12-28"),
        (Asked("YTD"), "2021-12-31", "2022-12-28"),
        (Asked("1Y"), "2021-12-28", "2022-12-28"),
        (Asked("3Y"), "2019-12-28", "2022-12-28"),
        (Asked("5Y"), "2019-03-04", "2022-12-28"),
        (Asked(), "2019-03-04", "2022-12-28"),
        (Asked(start=date(2020, 1, 1), end=date(2020, 6, 30)), "2020-01-01", "2020-06-30"),
        (Asked(end=date(2020, 6, 30)), "2019-03-04", "2020-06-30"),
        (Asked(start=date(2010, 1, 1)), "2019-03-04", "2022-12-28"),
    ],
)
def test_periods(asked: Asked, start: str, end: str) -> None:
    span = resolve(asked, FIRST, AS_OF)
    assert (str(span.start), str(span.end), span.opening) == (start, end, start == "2019-03-04")


@pytest.mark.parametrize("asked", [Asked("2W"), Asked(start=date(2021, 1, 2), end=date(2021, 1, 1)), Asked(end=date(2010, 1, 1))])
def test_periods_that_are_refused(asked: Asked) -> None:
    with pytest.raises(BadInput):
        resolve(asked, FIRST, AS_OF)


@pytest.mark.parametrize(
    ("day", "months", "expected"), [("2020-01-31", 1, "2020-02-29"), ("2020-02-29", 12, "2021-02-28"), ("2020-01-31", -2, "2019-11-30")]
)
def test_months(day: str, months: int, expected: str) -> None:
    assert str(add_months(date.fromisoformat(day), months)) == expected


def test_sessions_begin_with_the_one_before() -> None:
    calendar = np.array(["2020-01-02", "2020-01-03", "2020-01-06", "2020-01-07"], dtype="datetime64[D]")
    found = sessions(calendar, Span(date(2020, 1, 5), date(2020, 1, 8)), close=True)
    assert found.astype(str).tolist() == ["2020-01-03", "2020-01-06", "2020-01-07", "2020-01-08"]


LEDGER = "2020-01-01 deposit 1000\n2020-01-01 buy A 10 @ 100\n2020-01-03 deposit 1200\n2020-01-03 buy A 10 @ 120"
PRICES = {"A": series("A", [100.0, 110.0, 120.0, 90.0])}


def test_performance_from_the_opening() -> None:
    found = performance(daily(rows(LEDGER), PRICES, USD, days(4)), Span(date(2020, 1, 1), date(2020, 1, 4), opening=True))
    assert (found.start_value, found.end_value, found.net_contributions, found.gain) == (0, 1800, 2200, -400)
    # 1000 -> 1100, (1100 + 1200) -> 2400, 2400 -> 1800
    assert found.twr.value == pytest.approx(1.1 * (2400 / 2300) * 0.75 - 1)
    assert found.flows == ((date(2020, 1, 1), 1000), (date(2020, 1, 3), 1200))
    # -400 / (1000 x 3/3 + 1200 x 1/3)
    assert found.modified_dietz.value == pytest.approx(-400 / 1400)
    assert (found.twr_annualised.value, found.xirr.value) == (None, None)
    assert (found.xirr.reason or "").startswith("not_annualised")


def test_performance_from_a_close() -> None:
    found = performance(daily(rows(LEDGER), PRICES, USD, days(4)), Span(date(2020, 1, 2), date(2020, 1, 4)))
    assert (found.start_value, found.end_value, found.net_contributions, found.gain) == (1100, 1800, 1200, -500)
    assert found.twr.value == pytest.approx((2400 / 2300) * 0.75 - 1)


def test_performance_of_a_book_without_deposits() -> None:
    ledger = rows("2020-01-01 buy A 10 @ 100")
    found = performance(daily(ledger, PRICES, USD, days(4)), Span(date(2020, 1, 1), date(2020, 1, 4), opening=True))
    assert (found.end_value, found.net_contributions, found.gain) == (-100, 0, -100)
    assert found.twr.value == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("total", "end", "expected"),
    [
        (0.21, "2022-01-01", (1.21 ** (365 / 731)) - 1),
        (0.05, "2020-12-31", None),
        (0.05, "2021-01-01", 1.05 ** (365 / 366) - 1),
        (-1.0, "2022-01-01", None),
    ],
)
def test_nothing_is_annualised_under_a_year(total: float, end: str, expected: float | None) -> None:
    found = annualise(total, date(2020, 1, 1), date.fromisoformat(end))
    assert found.value == (None if expected is None else pytest.approx(expected))
    assert (found.reason is None) == (expected is not None)


def test_xirr_of_a_year_is_the_return() -> None:
    assert xirr([(date(2021, 1, 1), -100.0), (date(2022, 1, 1), 110.0)]).value == pytest.approx(0.1)


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [(date(2021, 1, 1), -100.0), (date(2022, 1, 1), -5.0)],
        [(date(2021, 1, 1), 100.0), (date(2021, 1, 1), -100.0)],
        [(date(2021, 1, 1), -100.0), (date(2021, 3, 1), 110.0)],
    ],
)
def test_xirr_without_a_root_has_a_reason(flows: list[tuple[date, float]]) -> None:
    found = xirr(flows)
    assert found.value is None
    assert found.reason


def test_xirr_with_several_roots_warns() -> None:
    # Rates of 10 % and 20 %: -100 + 230 / x - 132 / x^2
    found = xirr([(date(2021, 1, 1), -100.0), (date(2022, 1, 1), 230.0), (date(2023, 1, 1), -132.0)])
    assert found.value == pytest.approx(0.1, abs=1e-6) or found.value == pytest.approx(0.2, abs=1e-6)
    assert found.warning


def test_modified_dietz_needs_capital() -> None:
    assert modified_dietz(0.0, 10.0, [], Span(date(2020, 1, 1), date(2020, 2, 1))).value is None


def test_equal_flows_into_the_benchmark() -> None:
    flows = [(date(2020, 1, 1), 1000.0), (date(2020, 1, 3), 600.0)]
    # 10 units at 100, 5 at 120; all at 130
    assert equal_flow(0.0, flows, days(4), np.array([100.0, 110.0, 120.0, 130.0])) == Rate(1950.0)
    assert equal_flow(0.0, flows, days(4), np.array([np.nan, 110.0, 120.0, 130.0])).value is None


def test_total_return_runs_from_close_to_close() -> None:
    assert total_return(days(4), np.array([100.0, 110.0, 120.0, 130.0]), Span(date(2020, 1, 2), date(2020, 1, 9))).value == pytest.approx(
        130 / 110 - 1
    )
