"""The golden questions: templates over the portfolios' true figures, and hand-written ones that have no answer."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from api.evals import Expected, Question
from evals.truth import book, market, returns

HERE = Path(__file__).parent
END, YEAR_AGO, THREE_AGO = pd.Timestamp("2022-12-28"), pd.Timestamp("2021-12-28"), pd.Timestamp("2019-12-27")
CENT, TENTH = 0.011, 1e-4


class Golden(NamedTuple):
    """A question with the person who asks it, the portfolio it is asked of, and what kind it is."""

    person: str
    portfolio: str | None
    kind: str
    question: Question


class Portfolio(NamedTuple):
    """A golden portfolio: file, name, base currency, whose it is."""

    key: str
    name: str
    base: str
    person: str

    @property
    def path(self) -> Path:
        """Give the ledger's file."""
        return HERE / f"{self.key}.csv"


PORTFOLIOS = (
    Portfolio("usd", "Dollar book", "USD", "ana"),
    Portfolio("inr", "Rupee book", "INR", "ana"),
    Portfolio("messy", "Mixed book", "USD", "ben"),
)
WHOLE: dict[str, tuple[str, ...]] = {
    "total_value": ("What is my portfolio worth?", "What is the total value of my portfolio?", "total value of my portfolio"),
    "cash_value": ("How much cash do I have?", "What is my cash balance?"),
    "net_contributions": ("How much money have I put in?", "What are my net contributions?"),
    "gain": ("How much money have I made since I started?",),
    "xirr": ("What is my XIRR?", "What is my money-weighted return?"),
    "realised": ("What is my realised gain?", "How much profit have I booked on sales?"),
    "total": ("How much dividend income have I received?", "What dividends have I received so far?"),
}
SPANS: dict[str, tuple[str, ...]] = {
    "volatility": ("How volatile was my portfolio over the last year?", "What was my volatility over the past year?"),
    "sharpe": ("What was my Sharpe ratio over the last year?",),
    "max_drawdown": ("What was my maximum drawdown over the last year?", "What was my worst fall from a peak over the past year?"),
    "beta": ("What was my beta over the last year?",),
    "var_historical": ("What was my one-day value at risk over the last year?",),
    "twr": ("What was my time-weighted return over the last year?", "How did my portfolio do over the past year?"),
}
HELD: dict[str, tuple[str, ...]] = {
    "quantity": ("How many shares of {s} do I own?", "How many {s} shares do I have?", "number of {s} shares held"),
    "value": ("What is my {s} worth?", "How much is my {s} position worth?", "value of my {s}"),
    "weight": ("What share of my portfolio is {s}?", "What is the weight of {s}?"),
    "average_cost": ("What is my average cost of {s}?",),
    "unrealised_gain": ("How much have I gained on {s} so far, unrealised?",),
}
UNITS = {"xirr": "ratio", "twr": "ratio", "quantity": "shares", "weight": "ratio", **dict.fromkeys(SPANS, "ratio")}
TOOL = {
    **dict.fromkeys(("total_value", "cash_value", *HELD), "portfolio_holdings"),
    **dict.fromkeys(("net_contributions", "gain", "xirr", "twr"), "portfolio_performance"),
    "realised": "portfolio_gains",
    "total": "portfolio_income",
    **dict.fromkeys(("volatility", "sharpe", "max_drawdown", "beta", "var_historical"), "risk_report"),
}
# What more than one tool gives rightly.
EITHER = {"total_value", "gain", "cash_value", "twr"}


def _whole(each: Portfolio) -> dict[str, float]:
    state = book.replay(each.path, each.base, END)
    worth = returns.value(each.path, each.base, END)
    paid = sum(amount for _, amount in state.flows)
    cash = sum(float(amount) * market.rate(currency, each.base, END) for currency, amount in state.cash.items() if amount)
    found = {"total_value": worth, "cash_value": cash, "net_contributions": paid}
    if all(returns.price(symbol, END) is not None for symbol in state.held):
        found["gain"] = worth - paid
    found["xirr"] = returns.xirr(returns.own_flows(each.path, each.base, END), END, worth)
    if each.base == "USD":
        found |= {"realised": float(state.realised), "total": float(sum(state.income.values()))}
    return found


def _held(each: Portfolio, symbol: str) -> dict[str, float]:
    """Give the figures of one holding, in dollars as it trades."""
    state = book.replay(each.path, each.base, END)
    close, quantity, cost = returns.price(symbol, END), float(state.quantity(symbol)), float(state.cost(symbol))
    found = {"quantity": quantity, "average_cost": cost / quantity}
    if close is not None:
        value = quantity * close
        worth = returns.value(each.path, each.base, END)
        found |= {"value": value, "unrealised_gain": value - cost, "weight": value * market.rate("USD", each.base, END) / worth}
    return found


def _spans(each: Portfolio) -> dict[str, float]:
    values = returns.series(each.path, each.base, YEAR_AGO, END)
    return {**returns.risk(values, each.base), "twr": float(values.iloc[-1] / values.iloc[0] - 1)}


def _made(each: Portfolio, field: str, value: float, said: str, symbol: str | None = None) -> Golden:
    unit = UNITS.get(field, "money")
    wanted = Expected(value=value, tolerance=TENTH if unit == "ratio" else CENT, unit=unit, field=field, symbol=symbol)
    tools = None if field in EITHER else [TOOL[field]]
    args = {"period": "1Y"} if field in SPANS and tools else {}
    question = Question(id=f"{each.key}-{field}-{said}"[:80], question=said, expect_tools=tools, expect_args=args, expect_figures=[wanted])
    return Golden(each.person, each.key, "own", question)


def _own(each: Portfolio) -> Iterator[Golden]:
    for table, found in ((WHOLE, _whole(each)), (SPANS, _spans(each))):
        for field, forms in table.items():
            for said in forms if field in found else ():
                yield _made(each, field, found[field], said)
    for symbol in book.replay(each.path, each.base, END).held:
        found = _held(each, symbol)
        for field, forms in HELD.items():
            for said in forms if field in found else ():
                yield _made(each, field, found[field], said.format(s=symbol), symbol)


def _market_question(kind: str, said: str, tool: str, *wanted: Expected) -> Golden:
    question = Question(id=f"market-{said}"[:80], question=said, expect_tools=[tool], expect_figures=list(wanted))
    return Golden("ana", None, kind, question)


def _market() -> Iterator[Golden]:
    closes = market.closes()
    for at, symbol in enumerate(
        ("AAPL", "MSFT", "JNJ", "KO", "XOM", "PG", "WMT", "UNH", "HD", "LLY", "PFE", "MRK", "CVX", "BAC", "GE", "AMD")
    ):
        close = Expected(value=float(closes[symbol].loc[END]), tolerance=TENTH, unit="price", field="price")
        forms = ("What is the price of {}?", "How much is one share of {}?", "quote for {}", "What did {} close at?")
        yield _market_question("market", forms[at % 4].format(symbol), "market_quote", close)
        span = closes[symbol].loc[YEAR_AGO:END]
        change = Expected(value=float(span.iloc[-1] / span.iloc[0] - 1), tolerance=TENTH, unit="ratio", field="change_fraction")
        spans = ("How has {} done over the last year?", "Show me the price history of {} over the past year")
        yield _market_question("market", spans[at % 2].format(symbol), "market_history", change)
    for pair in (
        ("AAPL", "MSFT"),
        ("KO", "PEP"),
        ("JPM", "BAC"),
        ("JNJ", "PFE"),
        ("XOM", "CVX"),
        ("HD", "WMT"),
        ("AMD", "MSFT"),
        ("PG", "KO"),
    ):
        found = market.compared(list(pair), THREE_AGO, END)
        wanted = [Expected(value=found[s]["total_return"], tolerance=TENTH, unit="ratio", field="total_return", symbol=s) for s in pair]
        yield _market_question("market", f"Compare {pair[0]} with {pair[1]} over the last 3 years", "market_compare", *wanted)
    for amount, one, other in ((1000, "USD", "INR"), (250, "EUR", "USD"), (50000, "INR", "USD"), (400, "GBP", "EUR"), (75, "USD", "JPY")):
        value = amount * market.rate(one, other, END)
        yield _market_question(
            "market",
            f"Convert {amount} {one} to {other}",
            "market_fx",
            Expected(value=value, tolerance=CENT, unit="money", field="converted"),
        )
    for said, value in (("What is 15 % of 2400?", 360.0), ("Calculate 1250 * 12", 15000.0), ("What is 18 plus 24?", 42.0)):
        yield _market_question("market", said, "calculate", Expected(value=value, tolerance=1e-6))


def _written() -> Iterator[Golden]:
    """Give the hand-written questions: unanswerable, ambiguous, wrong premises, follow-ups, the other person."""
    for at, line in enumerate((HERE / "written.jsonl").read_text(encoding="utf-8").splitlines()):
        row: dict[str, Any] = json.loads(line)
        person, portfolio, kind = row.pop("person", "ana"), row.pop("portfolio", None), row.pop("kind")
        yield Golden(person, portfolio, kind, Question.model_validate({"id": f"{kind}-{at}", **row}))


def _chains() -> Iterator[Golden]:
    """Give conversations whose later questions lean on the first."""
    for each in PORTFOLIOS:
        held, whole, span = book.replay(each.path, each.base, END).held, _whole(each), _spans(each)
        one, other = [symbol for symbol in held if returns.price(symbol, END)][:2]
        steps = [
            (f"How many shares of {one} do I own?", "quantity", _held(each, one)["quantity"], one),
            (f"And {other}?", "quantity", _held(each, other)["quantity"], other),
        ]
        risk = [
            ("What was my volatility over the last year?", "volatility", span["volatility"], None),
            ("And the Sharpe ratio?", "sharpe", span["sharpe"], None),
        ]
        money = [
            ("How much cash do I have?", "cash_value", whole["cash_value"], None),
            ("And the total value?", "total_value", whole["total_value"], None),
        ]
        for name, chain in (("shares", steps), ("risk", risk), ("money", money)):
            for at, (said, field, value, symbol) in enumerate(chain):
                made = _made(each, field, value, said, symbol)
                question = made.question.model_copy(
                    update={"id": f"{each.key}-{name}-{at}", "thread": f"{each.key}-{name}", "expect_tools": None}
                )
                yield made._replace(kind="chain", question=question)


@cache
def golden() -> tuple[Golden, ...]:
    """Give every question."""
    return (*(made for each in PORTFOLIOS for made in _own(each)), *_market(), *_chains(), *_written())
