"""The invariants of the accounting model, on random ledgers."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.ledger import Basis, Transaction, TxType
from finance.amounts import effect
from finance.gains import Moment, measure
from finance.lots import CostView, Method, State, Terms, reading, run
from finance.ordering import effective
from finance.period import Span
from finance.positions import walk
from finance.returns import twr
from finance.snapshot import snapshot
from finance.valuation import daily
from tests.finance.ledger import SPAN, START, SYMBOLS, USD, days, fx, ledgers, market, series, tx

END = START + timedelta(days=SPAN)
ALL_DAYS = days(SPAN + 1)
METHODS = [Method.FIFO, Method.AVERAGE, Method.LIFO, Method.HIFO]
fast = settings(max_examples=15, deadline=None, derandomize=True)
methods = st.sampled_from(METHODS)
views = st.sampled_from(list(CostView))


def close(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) < Decimal("1e-12")


def closing(ledger: list[Transaction]) -> list[Transaction]:
    """Sell all that is left on the last day."""
    left = run(ledger).quantities()
    return [*ledger, *(tx(f"{END} sell {symbol} {quantity} @ 77.7") for symbol, quantity in left.items() if quantity)]


@given(ledgers(), methods, views)
@fast
def test_lots_sum_to_the_position(ledger: list[Transaction], method: Method, view: CostView) -> None:
    steps = walk(effective(ledger))
    held = {symbol: points[-1][1] for (_, symbol), points in steps.held.items() if points[-1][1]}
    lots = run(ledger, Terms(method=method, view=view)).quantities()
    assert held.keys() == lots.keys()
    assert all(close(held[symbol], lots[symbol]) for symbol in held)


@given(ledgers(), methods)
@fast
def test_cash_is_the_sum_of_its_legs(ledger: list[Transaction], method: Method) -> None:
    state = run(ledger, Terms(method=method))
    assert state.cash_by_currency()["USD"] == sum((effect(row) for row in ledger), Decimal(0))


@given(ledgers(), methods, views)
@fast
def test_gains_are_the_end_value_less_contributions(ledger: list[Transaction], method: Method, view: CostView) -> None:
    terms = Terms(method=method, view=view, base="USD")
    state = run(ledger, terms)
    seen = snapshot(state, market(), terms, END)
    found = measure(state, seen)
    assert close(found.total, seen.total - state.net_contributions())
    assert close(found.total, found.realised + found.unrealised + found.income - found.charges)
    assert close(found.total, found.price_gain + found.currency_gain + found.income - found.charges)
    assert close(found.realised, found.short_term + found.long_term)
    assert close(found.unrealised, found.unrealised_short_term + found.unrealised_long_term)


@given(ledgers(), methods, views, st.integers(0, SPAN))
@fast
def test_gains_of_two_periods_are_those_of_both(ledger: list[Transaction], method: Method, view: CostView, at: int) -> None:
    rates = fx(USD=np.linspace(1.1, 1.3, SPAN + 1), INR=np.linspace(80, 100, SPAN + 1))
    terms, middle = Terms(method=method, view=view, base="INR", fx=rates), START + timedelta(days=at)
    states = [run(ledger, terms, day) for day in (middle, END)]
    first, last = (Moment(state, snapshot(state, market(), terms, day)) for state, day in zip(states, (middle, END), strict=True))
    found = measure(last.state, last.seen, first)
    paid = last.state.net_contributions() - first.state.net_contributions()
    assert abs(found.total - (last.seen.total - first.seen.total - paid)) < Decimal("1e-6")
    assert abs(found.total - (found.price_gain + found.currency_gain + found.income - found.charges)) < Decimal("1e-6")
    parts = [measure(first.state, first.seen), found, measure(last.state, last.seen)]
    for name in ("realised", "unrealised_change", "income", "charges", "price_gain", "currency_gain", "total"):
        one, other, both = (getattr(each, name) for each in parts)
        assert abs(one + other - both) < Decimal("1e-6")


@given(ledgers(), methods)
@fast
def test_gains_add_up_in_another_currency(ledger: list[Transaction], method: Method) -> None:
    rates = fx(USD=np.linspace(1.1, 1.3, SPAN + 1), INR=np.linspace(80, 100, SPAN + 1))
    terms = Terms(method=method, base="INR", fx=rates)
    state = run(ledger, terms)
    seen = snapshot(state, market(), terms, END)
    found = measure(state, seen)
    assert abs(found.total - (seen.total - state.net_contributions())) < Decimal("1e-6")
    assert abs(found.total - (found.price_gain + found.currency_gain + found.income - found.charges)) < Decimal("1e-6")


@given(ledgers(), methods, views, st.integers(1, 20))
@fast
def test_reading_on_is_reading_anew(ledger: list[Transaction], method: Method, view: CostView, at: int) -> None:
    terms = Terms(method=method, view=view, base="USD")
    rows = effective(ledger)
    first = reading(rows[:at], terms)
    kept = first.state
    assert reading(rows, terms, reading(effective(rows[:at]), terms)).state == run(rows, terms)
    assert first.state == kept == run(rows[:at], terms)


@given(ledgers())
@fast
def test_methods_agree_once_everything_is_sold(ledger: list[Transaction]) -> None:
    states = [run(closing(ledger), Terms(method=method)) for method in METHODS]
    totals = [sum((sale.gain for sale in state.sales), Decimal(0)) for state in states]
    assert all(close(total, totals[0]) for total in totals)
    assert all(not state.lots for state in states)


@given(st.integers(1, SPAN), st.integers(-20000, 20000).filter(bool))
@fast
def test_a_deposit_or_withdrawal_never_changes_the_return(at: int, amount: int) -> None:
    """Cash beside shares would dilute them by right, so all of it is invested."""
    prices = {"A": series("A", 100 * np.cumprod(1 + np.random.default_rng(at).normal(0, 0.01, SPAN + 1)))}
    closes = [Decimal(repr(float(price))) for price in prices["A"].closes]
    base = [tx(f"{START} deposit 100000"), tx(f"{START} buy A {Decimal(100000) / closes[0]:.12f} @ {closes[0]}", amount=Decimal(-100000))]
    day = START + timedelta(days=at)
    # An inflow counts at the start of the day: it is invested at the close before.
    price = closes[at - 1] if amount > 0 else closes[at]
    kinds = ("deposit", "buy", -1) if amount > 0 else ("withdrawal", "sell", 1)
    trade = tx(f"{day} {kinds[1]} A {abs(amount) / price:.12f} @ {price}", amount=Decimal(kinds[2] * abs(amount)))
    moved = [*base, tx(f"{day} {kinds[0]} {abs(amount)}"), trade]
    span = Span(START, END, opening=True)
    plain, flowed = (twr(daily(rows, prices, USD, ALL_DAYS), span).value for rows in (base, moved))
    assert plain == pytest.approx(flowed, abs=1e-9)


@given(st.integers(1, SPAN), st.integers(1, 10**6))
@fast
def test_a_flow_on_a_day_without_change_never_changes_the_return(at: int, amount: int) -> None:
    ledger = [tx(f"{START} deposit 1000"), tx(f"{START} interest 50"), tx(f"{START + timedelta(days=at)} deposit {amount}")]
    assert twr(daily(ledger, {}, USD, ALL_DAYS), Span(START, END, opening=True)).value == pytest.approx(0.05)


BASES = [Basis.AS_TRADED, Basis.SPLIT_ADJUSTED, Basis.TOTAL_RETURN]
KINDS = st.sampled_from([(kind, ratio) for kind in ("split", "bonus") for ratio in ("2", "0.1", "5")])


@given(ledgers(ratios=False), KINDS, st.sampled_from(BASES), st.integers(1, SPAN), methods)
@fast
def test_a_split_or_bonus_never_changes_value_or_cost(
    ledger: list[Transaction], event: tuple[str, str], basis: Basis, at: int, method: Method
) -> None:
    """With prices that follow it: those as traded from its day on, an adjusted series as a whole."""
    kind, ratio = event
    terms = Terms(method=method, base="USD")
    last = START + timedelta(days=SPAN + 5)
    split = [*ledger, *(tx(f"{last} {kind} {symbol} ratio {ratio}") for symbol in SYMBOLS)]
    before, after = run(ledger, terms), run(split, terms)
    assert close(sum((lot.cost for lot in before.lots), Decimal(0)), sum((lot.cost for lot in after.lots), Decimal(0)))
    prices = market(at, SPAN + 7, basis)
    times = float(ratio) + (1 if kind == "bonus" else 0)
    divided = np.where(np.arange(SPAN + 7) >= SPAN + 5, times, 1.0) if basis is Basis.AS_TRADED else np.full(SPAN + 7, times)
    stated = {symbol: series(symbol, each.closes / divided, basis=basis) for symbol, each in prices.items()}
    calendar = days(SPAN + 7)
    assert daily(ledger, prices, terms, calendar).value == pytest.approx(daily(split, stated, terms, calendar).value)
    worth = [float(snapshot(state, each, terms, last).total) for state, each in ((before, prices), (after, stated))]
    assert worth[0] == pytest.approx(worth[1])


@given(ledgers(ratios=False), st.sampled_from(["0.25", "1"]), st.integers(0, 10), methods)
@fast
def test_a_transfer_never_changes_cost_dates_or_quantity(ledger: list[Transaction], part: str, late: int, method: Method) -> None:
    before = run(ledger, Terms(method=method))
    out, into = END, END + timedelta(days=late)
    moves = []
    for symbol, held in before.quantities().items():
        share = held * Decimal(part)
        moves += [tx(f"{out} transfer_out {symbol} {share}"), tx(f"{into} transfer_in {symbol} {share} at other")]
    after = run([*ledger, *moves], Terms(method=method))
    assert by_date(before, method) == by_date(after, method)
    assert close(sum((lot.cost for lot in before.lots), Decimal(0)), sum((lot.cost for lot in after.lots), Decimal(0)))
    assert after.flows == before.flows


def by_date(state: State, method: Method) -> dict[tuple[str, date], Decimal]:
    found: dict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for lot in state.lots:
        found[lot.symbol, lot.acquired] += lot.quantity
    return {key: quantity.quantize(Decimal("1e-10")) for key, quantity in found.items()}


@given(ledgers(), st.randoms(use_true_random=False), methods)
@fast
def test_the_order_of_import_does_not_matter(ledger: list[Transaction], random: object, method: Method) -> None:
    shuffled = list(ledger)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = [row.model_copy(update={"seq": at}) for at, row in enumerate(shuffled)]
    assert run(again, Terms(method=method)) == run(ledger, Terms(method=method))


@given(ledgers(fees=False), st.integers(1, 9), methods)
@fast
def test_fees_never_raise_the_gain(ledger: list[Transaction], fee: int, method: Method) -> None:
    trades = {TxType.BUY, TxType.SELL}
    dearer = [row.model_copy(update={"fee": Decimal(fee)}) if row.type in trades else row for row in ledger]
    gains = [total(each, Terms(method=method, base="USD")) for each in (ledger, dearer)]
    assert close(gains[0] - gains[1], Decimal(fee * sum(row.type in trades for row in ledger)))


def total(ledger: list[Transaction], terms: Terms) -> Decimal:
    state = run(ledger, terms)
    return measure(state, snapshot(state, market(), terms, END)).total


@given(ledgers(), st.sampled_from([2, 3, 10]), methods)
@fast
def test_scaling_everything_scales_money_and_leaves_ratios(ledger: list[Transaction], times: int, method: Method) -> None:
    terms = Terms(method=method, base="USD")
    larger = [scaled(row, times) for row in ledger]
    assert abs(total(larger, terms) - times * total(ledger, terms)) < Decimal("1e-10")
    small, large = (daily(each, market(), terms, ALL_DAYS) for each in (ledger, larger))
    assert large.value == pytest.approx(times * small.value)
    assert large.returns() == pytest.approx(small.returns(), nan_ok=True)


def scaled(row: Transaction, times: int) -> Transaction:
    amount = None if row.amount is None else row.amount * times
    return row.model_copy(update={"quantity": row.quantity * times, "fee": row.fee * times, "tax": row.tax * times, "amount": amount})


@given(ledgers(), methods)
@fast
def test_the_two_valuations_agree(ledger: list[Transaction], method: Method) -> None:
    terms = Terms(method=method, base="USD")
    values = daily(ledger, market(), terms, ALL_DAYS)
    for at in (0, SPAN // 2, SPAN):
        day = START + timedelta(days=at)
        seen = snapshot(run(ledger, terms, day), market(), terms, day)
        assert float(seen.total) == pytest.approx(values.value[at])
