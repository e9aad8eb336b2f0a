"""Daily values made anew from a changed day on are those of a whole rebuild."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ledger import Basis, Transaction, TxType
from core.market import PriceSeries
from finance.revalued import Changed, kept_days, marks, since_prices, since_rows
from finance.valuation import Daily, Line, daily
from tests.finance.ledger import SPAN, START, USD, days, ledgers, market, rows, series, tx
from tests.finance.test_properties import fast

ALL_DAYS = days(SPAN + 1)


def same(one: Line, other: Line) -> bool:
    names = [name for name in Line.__dataclass_fields__ if name != "days"]
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names)


@given(ledgers(), st.integers(0, SPAN), st.sampled_from(list(Basis)[:3]))
@fast
def test_the_last_days_are_those_of_the_whole(ledger: list[Transaction], since: int, basis: Basis) -> None:
    whole = daily(ledger, market(basis=basis), USD, ALL_DAYS)
    tail = daily(ledger, market(basis=basis), USD, ALL_DAYS, since)
    assert isinstance(tail, Daily)
    assert same(whole.between(since, SPAN + 1), tail)
    assert same(whole.between(0, since).joined(tail), whole)


def remade(old: list[Transaction], new: list[Transaction], prices: tuple[dict[str, PriceSeries], dict[str, PriceSeries]]) -> Line:
    """Value the new ledger as far as the old values hold, and anew from there on."""
    ids = {row.id for row in old} & {row.id for row in new}
    changed = [Changed(row.day, row.type, row.symbol, row.account) for row in (*old, *new) if row.id not in ids]
    known = {row.account for row in new if row.id in ids and row.type in {TxType.DEPOSIT, TxType.WITHDRAWAL}}
    since = [
        day
        for day in (
            since_rows(new, changed, known),
            since_prices(marks(prices[0], START), marks(prices[1], START), new),
        )
        if day
    ]
    kept = kept_days(ALL_DAYS, ALL_DAYS, min(since, default=None))
    before = daily(old, prices[0], USD, ALL_DAYS).line()
    return before.between(0, kept).joined(daily(new, prices[1], USD, ALL_DAYS, kept))


@given(ledgers(), st.data())
@fast
def test_incremental_is_whole_when_a_row_comes_or_goes(ledger: list[Transaction], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(ledger) - 1))
    later = START + timedelta(days=SPAN - at)
    added = tx(f"{later} {data.draw(st.sampled_from(['buy A 3 @ 40', 'deposit 70', 'fee 5', 'buy D 2 @ 9', 'split A ratio 2']))}")
    prices = market() | {"D": series("D", [9.0] * 70)}
    for old, new in ((ledger, [*ledger, added]), ([*ledger, added], ledger), (ledger, ledger)):
        whole = daily(new, prices, USD, ALL_DAYS)
        assert same(remade(old, new, (prices, prices)), whole)


@given(ledgers(), st.integers(0, 69), st.sampled_from(["A", "B", "C"]), st.sampled_from([Basis.AS_TRADED, Basis.SPLIT_ADJUSTED]))
@fast
def test_incremental_is_whole_when_prices_change(ledger: list[Transaction], at: int, symbol: str, basis: Basis) -> None:
    old = {name: dated(each, date(2019, 12, 1)) for name, each in market(basis=basis).items()}
    closes = old[symbol].closes.copy()
    closes[at] *= 1.5
    replaced = PriceSeries(symbol, "USD", basis, old[symbol].days, closes)
    cut = PriceSeries(symbol, "USD", basis, old[symbol].days[:at], closes[:at])
    for new in (old | {symbol: replaced}, old | {symbol: cut}, {name: each for name, each in old.items() if name != symbol}):
        assert same(remade(ledger, ledger, (old, new)), daily(ledger, new, USD, ALL_DAYS))
        assert same(remade(ledger, ledger, (new, old)), daily(ledger, old, USD, ALL_DAYS))


def dated(each: PriceSeries, first: date) -> PriceSeries:
    return PriceSeries(each.symbol, each.currency, each.basis, days(len(each.days), first), each.closes)


@pytest.mark.parametrize(
    ("changed", "since"),
    [
        ("2020-03-02 buy A 1 @ 5", date(2020, 3, 2)),
        ("2020-03-02 deposit 5", date(2020, 3, 2)),
        ("2020-03-02 deposit 5 at other", date.min),
        ("2020-03-02 split A ratio 2", date.min),
        ("2020-03-02 transfer_out A 1", date.min),
    ],
)
def test_the_day_from_which_a_row_counts(changed: str, since: date) -> None:
    row = tx(changed)
    found = since_rows(rows("2020-01-01 deposit 10"), [Changed(row.day, row.type, row.symbol, row.account)], {"main"})
    assert found == since


def test_the_same_closes_in_another_currency_are_other_prices() -> None:
    ledger = rows("2019-12-05 buy A 1 @ 1")
    dollars, euros = (marks({"A": series("A", [1.0] * 9, date(2019, 12, 1), currency=name)}, date(2019, 12, 5)) for name in ("USD", "EUR"))
    assert since_prices(dollars, dollars, ledger) is None
    assert since_prices(dollars, euros, ledger) == date(2019, 12, 5)


def test_a_new_close_counts_from_its_year_on() -> None:
    before = {"A": series("A", [1.0] * 400, date(2019, 12, 1))}
    after = {"A": series("A", [1.0] * 401, date(2019, 12, 1))}
    ledger = rows("2019-12-05 buy A 1 @ 1")
    marked = [marks(each, date(2019, 12, 5)) for each in (before, after)]
    assert since_prices(marked[0], marked[1], ledger) == date(2021, 1, 1)
    assert since_prices(marked[0], marked[0], ledger) is None
    assert kept_days(days(10), days(12), None) == 10
