"""A ground for the gate's tests: results in the contract's shape, with facts found by their schemas."""

from datetime import date
from decimal import Decimal
from typing import Any

from agent.gate import Ground, Names
from core.models import Amount, Count, Day, Model, Money, Number, PortfolioResult, Price, Ratio, Result, Shares
from core.protocols import Call

AS_OF = date(2025, 6, 30)


class Holding(Model):
    symbol: str
    name: str
    sector: str
    quantity: Shares
    average_cost: Money
    price: Price
    price_date: Day
    currency: str
    value: Money
    weight: Ratio
    unrealised_gain: Money
    unrealised_return: Ratio


class Holdings(PortfolioResult):
    total_value: Money
    holdings: list[Holding]


class Slice(Model):
    name: str
    value_base: Money
    weight: Ratio


class Allocation(PortfolioResult):
    slices: list[Slice]


class Benchmark(Model):
    symbol: str
    twr: Ratio
    equal_flow_value: Money


class Performance(PortfolioResult):
    start: Day
    end: Day
    end_value: Money
    net_contributions: Money
    gain: Money
    twr: Ratio
    twr_annualised: Ratio
    xirr: Ratio
    benchmark: Benchmark


class Risk(PortfolioResult):
    observations: Count
    volatility: Ratio
    sharpe: Number
    max_drawdown: Ratio
    drawdown_peak: Day
    drawdown_trough: Day
    var_historical: Ratio
    es_historical: Ratio
    beta: Number


class Compared(Model):
    symbol: str
    total_return: Ratio
    volatility: Ratio


class Compare(Result):
    start: Day
    end: Day
    items: list[Compared]


class Value(Result):
    value: Amount
    unit: str
    currency: str | None = None


SCHEMAS = {
    "portfolio_holdings": Holdings.model_json_schema(mode="serialization"),
    "portfolio_allocation": Allocation.model_json_schema(mode="serialization"),
    "portfolio_performance": Performance.model_json_schema(mode="serialization"),
    "risk_report": Risk.model_json_schema(mode="serialization"),
    "market_compare": Compare.model_json_schema(mode="serialization"),
}
DEFAULTS = {"risk_report": {"confidence": 0.95}}


def inr(amount: str) -> Money:
    return Money(amount=Decimal(amount), currency="INR")


def held(symbol: str, name: str, sector: str, *numbers: str) -> Holding:
    quantity, cost, price, value, weight, gain, ret = numbers
    return Holding(
        symbol=symbol, name=name, sector=sector, quantity=Decimal(quantity), average_cost=inr(cost), price=Decimal(price),
        price_date=date(2025, 6, 27), currency="INR", value=inr(value), weight=float(weight), unrealised_gain=inr(gain),
        unrealised_return=float(ret),
    )  # fmt: skip


HOLDINGS = Holdings(
    as_of=AS_OF,
    portfolio_id="p1",
    total_value=inr("1000000"),
    holdings=[
        held("INFY", "Infosys Limited", "Technology", "120", "1450.50", "1612.35", "193482", "0.193482", "19422", "0.1116"),
        held("HDFCBANK", "HDFC Bank Limited", "Financials", "250", "1700", "1653.2", "413300", "0.4133", "-11700", "-0.0275"),
        held("TCS", "Tata Consultancy Services Limited", "Technology", "75", "3300", "3458.4", "259380", "0.25938", "11880", "0.048"),
    ],
)
ALLOCATION = Allocation(
    as_of=AS_OF,
    portfolio_id="p1",
    slices=[
        Slice(name="Technology", value_base=inr("452862"), weight=0.452862),
        Slice(name="Financials", value_base=inr("413300"), weight=0.4133),
        Slice(name="Cash", value_base=inr("133838"), weight=0.133838),
    ],
)
PERFORMANCE = Performance(
    as_of=AS_OF,
    portfolio_id="p1",
    start=date(2024, 6, 30),
    end=AS_OF,
    end_value=inr("1000000"),
    net_contributions=inr("123456.78"),
    gain=inr("84210.50"),
    twr=0.09812,
    twr_annualised=0.09812,
    xirr=0.1043,
    benchmark=Benchmark(symbol="SP500", twr=0.1121, equal_flow_value=inr("1015300")),
)
RISK = Risk(
    as_of=AS_OF, portfolio_id="p1", observations=754, volatility=0.1523, sharpe=0.82, max_drawdown=-0.2231,
    drawdown_peak=date(2024, 9, 26), drawdown_trough=date(2025, 3, 4), var_historical=0.0214, es_historical=0.0317, beta=1.12,
)  # fmt: skip
COMPARE = Compare(
    as_of=AS_OF,
    start=date(2022, 6, 30),
    end=AS_OF,
    items=[Compared(symbol="AAPL", total_return=0.5121, volatility=0.281), Compared(symbol="MSFT", total_return=1.204, volatility=0.244)],
)
CALLS: tuple[tuple[str, str, dict[str, Any], Result], ...] = (
    ("c1", "portfolio_holdings", {}, HOLDINGS),
    ("c2", "portfolio_allocation", {"by": "sector"}, ALLOCATION),
    ("c3", "portfolio_performance", {"period": "1Y"}, PERFORMANCE),
    ("c4", "risk_report", {}, RISK),
    ("c5", "market_compare", {"symbols": ["AAPL", "MSFT"], "period": "3Y"}, COMPARE),
)
PASSAGES = {1: "Long-term gains above ₹1.25 lakh are taxed at 12.5 per cent.", 2: "A Sharpe ratio above 1 is often called good."}
QUESTION = "How did I do? I want to reach ₹50,00,000 by 2030 and what if the market falls 20%?"


def ground(question: str = QUESTION) -> Ground:
    """Make the ground of the tests."""
    calls = [
        Call(call_id=call_id, tool=tool, args=args, ok=True, result=result.model_dump(mode="json"), ms=1.0)
        for call_id, tool, args, result in CALLS
    ]
    instruments = [
        *(row.model_dump(include={"symbol", "name"}) for row in HOLDINGS.holdings),
        {"symbol": "SP500", "name": "S&P 500"},
        {"symbol": "AAPL", "name": "Apple Inc."},
        {"symbol": "MSFT", "name": "Microsoft Corporation"},
    ]
    names = Names.of(instruments, [{"id": "p1", "name": "Family 2020"}, {"id": "p2", "name": "Trading"}])
    return Ground.build(calls, SCHEMAS, said=[question], names=names, passages=PASSAGES, defaults=DEFAULTS, portfolios=2)
