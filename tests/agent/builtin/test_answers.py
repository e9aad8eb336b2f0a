"""Answers written from results, and held against the gate: gains and losses, missing values, old prices."""

from typing import Any

import pytest

from tests.agent.builtin.rendered import DAY, START, note_of, text_of, usd
from tools.results.ledger import Gains, Income, LotRow, Lots, PolicyRow, Rebalance
from tools.results.market import CompareItem, Comparison, Exchange, Matrix, Quote
from tools.results.portfolio import BenchmarkPerformance, Holding, Holdings, Performance
from tools.results.risk import Goal, RiskReport, Scenario, Stress
from tools.results.text import PassageRow, Passages

RULED = (("target", "Cash America"), ("target", "Cash"), ("band", "Cash"), ("band", "CashFlow"))


def held(**more: Any) -> Holdings:
    apple = Holding(
        symbol="AAPL", name="Apple Inc.", asset_class="equity", quantity="10", average_cost=usd("150.00"), cost_basis=usd("1500.00"),
        price="130", currency="USD", price_date=DAY, value=usd("1300.00"), value_base=usd("1300.00"), weight=0.65,
        unrealised_gain=usd("-200.00"), unrealised_return=-0.1333,
    )  # fmt: skip
    whole = {
        "total_value": usd("2000.00"),
        "holdings_value": usd("1300.00"),
        "cash_value": usd("700.00"),
        "holdings_count": 1,
        "holdings": [apple],
    }
    return Holdings(**{"as_of": DAY, "portfolio_id": "p1", **whole, **more})


def performed(twr: float | None, gain: str, benchmark: float | None, **more: Any) -> Performance:
    other = BenchmarkPerformance(
        symbol="SP500",
        name="S&P 500 Index",
        twr=benchmark,
        excess_return=None if benchmark is None or twr is None else round(twr - benchmark, 6),
    )
    return Performance(
        as_of=DAY, portfolio_id="p1", period="1Y", start=START, end=DAY, start_value=usd("1000.00"), end_value=usd("1100.00"),
        net_contributions=usd("50.00"), gain=usd(gain), twr=twr, benchmark=other, **more,
    )  # fmt: skip


def test_a_value_says_what_it_rests_on() -> None:
    text = text_of(
        "value",
        "What is my portfolio worth?",
        "portfolio_holdings",
        held(staleness_days=4, coverage=0.93, caveats=["Prices end on 2022-12-24."]),
    )
    assert text.startswith("US shares is worth $2,000.00. Of that, $1,300.00 is in holdings and $700.00 in cash.")
    assert "The last prices are 4 days older" in text
    assert "Coverage is 93.0%" in text
    assert text.endswith("- Prices end on 2022-12-24.")


def test_a_loss_is_called_a_loss() -> None:
    text = text_of("position", "How is my Apple doing?", "portfolio_holdings", held(), symbol="AAPL")
    assert "You hold 10 shares of Apple (AAPL), worth $1,300.00" in text
    assert "The unrealised loss on it is $200.00, or 13.33% of its cost." in text


def test_a_heavy_holding_is_pointed_out() -> None:
    assert "in one name" in text_of("largest", "largest holding", "portfolio_holdings", held())


def test_a_missing_value_gives_its_reason() -> None:
    result = held(total_value=None, reasons={"total_value": "no_price: none of the holdings has a price."})
    assert "None of the holdings has a price." in text_of("value", "worth?", "portfolio_holdings", result)


@pytest.mark.parametrize(
    ("twr", "gain", "benchmark", "words"),
    [
        (0.10, "100.00", 0.05, ("returned 10.00%", "gained $100.00", "beaten the index by 5.00 percentage points")),
        (-0.10, "-100.00", -0.05, ("lost 10.00%", "lost $100.00", "lagged behind the index by 5.00 percentage points")),
        (-0.05, "-50.00", -0.12, ("lost 5.00%", "lost $50.00", "lost 12.00%", "beaten the index")),
        (0.05, "50.00", 0.12, ("returned 5.00%", "lagged behind the index")),
    ],
)
def test_performance_takes_its_words_from_the_signs(twr: float, gain: str, benchmark: float, words: tuple[str, ...]) -> None:
    text = text_of("performance", "How did I do?", "portfolio_performance", performed(twr, gain, benchmark))
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("twr", "benchmark", "word"), [(0.1, 0.05, "has beaten"), (0.02, 0.05, "has lagged"), (0.05, 0.05, "exactly as well as")]
)
def test_the_benchmark_is_beaten_or_not(twr: float, benchmark: float, word: str) -> None:
    assert word in text_of("benchmark", "Have I beaten the market?", "portfolio_performance", performed(twr, "10.00", benchmark))


def test_a_return_that_can_not_be_given_says_why() -> None:
    result = performed(None, "10.00", None, reasons={"twr": "insufficient_history: there is no full day in the span."})
    assert "There is no full day in the span." in text_of("performance", "How did I do?", "portfolio_performance", result)


def risk(**more: Any) -> RiskReport:
    return RiskReport(
        as_of=DAY, portfolio_id="p1", period="3Y", start="2019-12-27", end=DAY, basis="history", confidence=0.99, observations=756, **more
    )


@pytest.mark.parametrize(("sharpe", "word"), [(-0.2, "has not been paid for"), (0.3, "thin"), (0.8, "fair"), (1.4, "strong")])
def test_a_ratio_is_put_into_words(sharpe: float, word: str) -> None:
    assert word in text_of("sharpe", "my sharpe", "risk_report", risk(sharpe=sharpe))


def test_value_at_risk_states_its_level() -> None:
    text = text_of(
        "var",
        "VaR at 99%",
        "risk_report",
        risk(var_historical=0.0375, es_historical=0.056, var_normal=0.0317, var_amount=usd("750.00")),
        confidence=0.99,
    )
    assert "The daily value at risk of US shares is 3.75% at 99% confidence. In money, that value at risk is $750.00." in text
    assert "| Cornish-Fisher | not defined |" in text


def test_a_drawdown_that_lasts_is_said_to_last() -> None:
    text = text_of(
        "drawdown", "worst drawdown", "risk_report", risk(max_drawdown=-0.25, drawdown_peak="2022-01-03", drawdown_trough="2022-10-12")
    )
    assert "-25.00%" in text
    assert "It has not recovered since." in text


def test_income_and_none_of_it() -> None:
    none = Income(as_of=DAY, start=START, end=DAY, total=usd("0.00"))
    assert "No dividends or interest" in text_of("income", "dividends", "portfolio_income", none)
    some = Income(as_of=DAY, start=START, end=DAY, total=usd("120.00"), tax_withheld=usd("20.00"), trailing_yield=0.021)
    assert "received $120.00 of dividends and interest" in text_of("income", "dividends", "portfolio_income", some)


def test_gains_name_their_method_and_terms() -> None:
    result = Gains(
        as_of=DAY,
        start=START,
        end=DAY,
        method="fifo",
        cost_view="tax",
        realised=usd("-80.00"),
        short_term=usd("-100.00"),
        long_term=usd("20.00"),
        sales_count=1,
    )
    text = text_of("realised", "realised gains", "portfolio_gains", result)
    assert "The realised loss is -$80.00" in text or "The realised loss is $80.00" in text
    assert "first in, first out, in the tax view of cost" in text


def test_lots_that_turn_long_term() -> None:
    lot = LotRow(
        symbol="AAPL",
        account="main",
        acquired="2022-05-12",
        quantity="20",
        cost_per_unit=usd("141.79"),
        cost_basis=usd("2835.80"),
        holding_days=230,
        term="short_term",
        days_to_long_term=136,
    )
    result = Lots(as_of=DAY, method="fifo", cost_view="economic", lots_count=1, lots=[lot])
    assert "136 days to go" in text_of("long_term", "which lots become long-term soon", "portfolio_lots", result)


def test_a_price_and_none() -> None:
    quote = Quote(
        as_of=DAY,
        symbol="AAPL",
        name="Apple Inc.",
        price="125.674",
        currency="USD",
        price_date=DAY,
        previous_close="129.65",
        change="-3.976",
        change_fraction=-0.0307,
        source="market",
        basis="total_return",
    )
    text = text_of("quote", "price of Apple", "market_quote", quote, symbol="AAPL")
    assert "Apple (AAPL) closed at $125.67 on 28 December 2022. That is down 3.07% from the close before, $129.65." in text


def test_a_comparison_ranks_by_return_and_calm() -> None:
    items = [
        CompareItem(symbol="AAPL", name="Apple Inc.", currency="USD", total_return=-0.2929, volatility=0.3551, max_drawdown=-0.3035),
        CompareItem(
            symbol="XOM", name="Exxon Mobil Corporation", currency="USD", total_return=0.8266, volatility=0.3504, max_drawdown=-0.2051
        ),
    ]
    result = Comparison(as_of=DAY, start=START, end=DAY, observations=252, items=items, correlation=Matrix())
    text = text_of("compare", "Compare Apple and Exxon", "market_compare", result, symbols=["AAPL", "XOM"])
    assert "Exxon Mobil (XOM) returned 82.66%" in text
    assert "Apple (AAPL) lost 29.29%." in text
    assert "The calmest was Exxon Mobil (XOM)" in text


def test_an_exchange_rate_converts() -> None:
    result = Exchange(
        as_of=DAY,
        from_currency="USD",
        to_currency="INR",
        rate="82.7954",
        currency="INR",
        date=DAY,
        amount=usd("1000.00"),
        converted={"amount": "82795.39", "currency": "INR"},
    )
    assert "$1,000.00 is ₹82,795.39." in text_of(
        "fx", "convert 1000 dollars to rupees", "market_fx", result, from_currency="USD", to_currency="INR"
    )


def test_a_scenario_asked_for_leads() -> None:
    rows = [
        Scenario(name="Crisis of 2008", kind="history", loss=usd("900.00"), loss_fraction=0.45),
        Scenario(name="COVID-19 crash", kind="history", loss=usd("500.00"), loss_fraction=0.25),
    ]
    text = text_of(
        "stress",
        "how would the covid crash hit me",
        "risk_stress",
        Stress(as_of=DAY, basis="current", total_value=usd("2000.00"), scenarios=rows),
    )
    assert text.startswith("In a repeat of the COVID-19 crash, today's portfolio would lose 25.00%, or $500.00.")


def test_a_goal_states_its_chance() -> None:
    result = Goal(
        as_of=DAY,
        basis="current",
        target=usd("1000000.00"),
        date="2040-12-31",
        contribution=usd("500.00"),
        start_value=usd("2000.00"),
        paths=5000,
        seed=0,
        horizon_days=6578,
        probability=0.62,
    )
    text = text_of(
        "goal", "reach 1 million by 2040 with 500 a month", "risk_goal", result, target="1000000", date="2040-12-31", contribution="500"
    )
    assert "is 62%" in text
    assert "a contribution of $500.00 each month" in text


PASSAGES = [
    PassageRow(
        id="a",
        title="Sharpe ratio",
        locator="1",
        quote="The Sharpe ratio is reward per unit of risk.",
        text="The Sharpe ratio is reward per unit of risk. It divides by volatility.",
        score=0.9,
        origin="library",
    ),
    PassageRow(id="b", title="Beta", locator="1", quote="Beta is sensitivity.", text="Beta is sensitivity.", score=0.5, origin="library"),
]


def test_a_lesson_is_quoted_with_its_citation() -> None:
    note, problems = note_of(
        "definition", "What is a Sharpe ratio?", "learn_search", Passages(as_of=DAY, passages=PASSAGES), query="What is a Sharpe ratio"
    )
    text = "".join(note.pieces())
    assert problems == []
    assert text.startswith("The Sharpe ratio is reward per unit of risk. [1] It divides by volatility. [1]")
    assert "[2]" not in text


def test_the_library_that_does_not_answer_says_so() -> None:
    assert "does not answer that" in text_of("definition", "What is a quokka?", "learn_search", Passages(as_of=DAY, abstained=True))


def test_names_can_not_break_the_table() -> None:
    evil = Holding(symbol="X", name="A | B\n| 1 | 2 |", asset_class="equity", quantity="1", currency="USD", weight=0.5)
    note, _ = note_of("holdings", "holdings", "portfolio_holdings", held(holdings=[evil]))
    head, row = (next(line for line in "".join(note.pieces()).splitlines() if word in line) for word in ("| Holding |", "(X)"))
    assert row.count("|") == head.count("|")


def test_a_rule_is_named_as_it_is_written() -> None:
    rules = [PolicyRow(rule=f"{kind} of {name}", status="broken", limit=0.2, value=0.1) for kind, name in RULED]
    note, _ = note_of("policy", "do I keep my policy?", "portfolio_rebalance", Rebalance(as_of=DAY, portfolio_id="p1", policy=rules))
    assert "target of Cash America, target of uninvested money, band of uninvested money and band of CashFlow" in "".join(note.pieces())
