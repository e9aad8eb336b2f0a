"""From a question to tool calls, and from results to the calls that follow."""

from typing import Any

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage

from agent.models.builtin import BuiltInChat, Names
from tests.agent.builtin.names import ONE, TWO

HELD = {
    "as_of": "2022-12-28",
    "total_value": {"amount": "1000.00", "currency": "USD"},
    "holdings": [{"symbol": "AAPL", "name": "Apple Inc.", "quantity": "688", "value": {"amount": "86463.71", "currency": "USD"}}],
}


async def calls(chat: BuiltInChat, text: str, names: Names = ONE, *more: BaseMessage) -> list[tuple[str, dict[str, Any]]]:
    reply = await chat.ainvoke([HumanMessage(text), *more], names=names)
    return [(call["name"], call["args"]) for call in reply.tool_calls]


def came_back(name: str, args: dict[str, Any], data: dict[str, Any], call_id: str = "c1") -> list[BaseMessage]:
    asked = AIMessage("", tool_calls=[{"name": name, "args": args, "id": call_id, "type": "tool_call"}])
    return [asked, ToolMessage("done", tool_call_id=call_id, name=name, artifact={"structured_content": data})]


@pytest.mark.parametrize(
    ("text", "name", "args"),
    [
        ("What is my portfolio worth?", "portfolio_holdings", {}),
        ("what was it all worth at the end of 2020", "portfolio_holdings", {"as_of": "2020-12-31"}),
        ("How many Apple shares do I own?", "portfolio_holdings", {"symbol": "AAPL"}),
        ("allocation by currency", "portfolio_allocation", {"by": "currency"}),
        ("How did I do in 2021?", "portfolio_performance", {"start": "2021-01-01", "end": "2021-12-31"}),
        ("sector attribution over 3 years", "portfolio_performance", {"period": "3Y", "attribution": "sector"}),
        ("last 5 buys of Apple", "portfolio_transactions", {"symbol": "AAPL", "type": "buy", "limit": 5}),
        ("my first purchase", "portfolio_transactions", {"type": "buy", "order": "oldest"}),
        ("dividends from Coca-Cola in FY22", "portfolio_income", {"symbol": "KO", "start": "2021-04-01", "end": "2022-03-31"}),
        ("realised gains on Apple by lifo", "portfolio_gains", {"symbol": "AAPL", "method": "lifo"}),
        ("short-term and long-term gains", "portfolio_gains", {"cost_view": "tax"}),
        ("Show my open lots of Apple", "portfolio_lots", {"symbol": "AAPL"}),
        ("VaR at 99%", "risk_report", {"confidence": 0.99}),
        ("Sharpe ratio of my portfolio over 5 years", "risk_report", {"period": "5Y"}),
        ("Which holdings contribute most to my risk?", "risk_contributions", {}),
        ("what if the market falls 20%", "risk_stress", {"market_move": -0.2}),
        ("what would another 2008 do to my portfolio", "risk_stress", {}),
        ("price of Apple on 5 May 2021", "market_quote", {"symbol": "AAPL", "as_of": "2021-05-05"}),
        ("chart of Apple over 5 years", "market_history", {"symbol": "AAPL", "period": "5Y", "interval": "month"}),
        ("Compare Apple and Microsoft over 3 years", "market_compare", {"symbols": ["AAPL", "MSFT"], "period": "3Y"}),
        ("How volatile is Apple?", "market_compare", {"symbols": ["AAPL"], "period": "3Y"}),
        ("convert 2 lakh rupees into dollars", "market_fx", {"from_currency": "INR", "to_currency": "USD", "amount": "200000"}),
        ("price of Tesla", "market_search", {"query": "Tesla"}),
        ("What is a Sharpe ratio?", "learn_search", {"query": "What is a Sharpe ratio"}),
        ("What is 15% of 2,40,000?", "calculate", {"expression": "240000 * 15 / 100"}),
        ("100000 at 12% for 10 years compounded", "calculate", {"expression": "100000 * (1 + 12 / 100) ** 10"}),
        ("percentage change from 120 to 150", "calculate", {"expression": "(150 - 120) / 120"}),
        ("reach 1 million by 2040 with 500 a month", "risk_goal", {"target": "1000000", "date": "2040-12-31", "contribution": "500"}),
        ("record a deposit of 50000 on 1 December 2022", "portfolio_record", {"type": "deposit", "date": "2022-12-01", "amount": "50000"}),
    ],
)
async def test_one_call(chat: BuiltInChat, text: str, name: str, args: dict[str, Any]) -> None:
    assert await calls(chat, text) == [(name, args)]


@pytest.mark.parametrize(
    ("text", "trades"),
    [
        ("What if I sell 10 Apple and buy 5 Microsoft?", [("AAPL", "sell", "quantity", "10"), ("MSFT", "buy", "quantity", "5")]),
        ("what if I buy $5,000 of Pfizer", [("PFE", "buy", "amount", "5000")]),
        ("what if I move 5000 from Apple to Coca-Cola", [("AAPL", "sell", "amount", "5000"), ("KO", "buy", "amount", "5000")]),
        ("what would change if I bought 10 lakh worth of Walmart", [("WMT", "buy", "amount", "1000000")]),
    ],
)
async def test_trades(chat: BuiltInChat, text: str, trades: list[tuple[str, str, str, str]]) -> None:
    (name, args), *_ = await calls(chat, text)
    assert name == "risk_what_if"
    assert args["trades"] == [{"symbol": symbol, "side": side, unit: size} for symbol, side, unit, size in trades]


async def test_the_portfolio_is_named_only_where_the_person_named_one(chat: BuiltInChat) -> None:
    assert await calls(chat, "What is my portfolio worth?", TWO) == [("portfolio_holdings", {})]
    assert await calls(chat, "What is India desk worth?", TWO) == [("portfolio_holdings", {"portfolio_id": "p2"})]
    chosen = Names(TWO.as_of, TWO.instruments, TWO.portfolios, chosen="p1")
    assert await calls(chat, "What is my portfolio worth?", chosen) == [("portfolio_holdings", {"portfolio_id": "p1"})]
    assert await calls(chat, "What are all my portfolios worth?", chosen) != [("portfolio_holdings", {"portfolio_id": "p1"})]


async def test_two_periods_are_two_calls(chat: BuiltInChat) -> None:
    found = await calls(chat, "how did I do in 2020 and 2021")
    assert [args["start"] for _, args in found] == ["2020-01-01", "2021-01-01"]


async def test_two_questions_are_two_calls(chat: BuiltInChat) -> None:
    found = await calls(chat, "What is a Sharpe ratio, and what is mine?")
    assert [name for name, _ in found] == ["learn_search", "risk_report"]


async def test_half_a_holding_is_counted_by_the_calculator(chat: BuiltInChat) -> None:
    text = "What would change if I sold half of my Apple?"
    held = came_back("portfolio_holdings", {"symbol": "AAPL"}, HELD)
    assert await calls(chat, text, ONE, *held) == [("calculate", {"expression": "688 shares / 2"})]
    half = came_back("calculate", {"expression": "688 shares / 2"}, {"as_of": "2022-12-28", "value": "344", "unit": "shares"}, "c2")
    (name, args), *_ = await calls(chat, text, ONE, *held, *half)
    assert (name, args["trades"]) == ("risk_what_if", [{"symbol": "AAPL", "side": "sell", "quantity": "344"}])


async def test_a_value_in_another_currency_is_converted_by_its_tool(chat: BuiltInChat) -> None:
    held = came_back("portfolio_holdings", {}, HELD)
    found = await calls(chat, "What is my portfolio worth in rupees?", ONE, *held)
    assert found == [("market_fx", {"from_currency": "USD", "to_currency": "INR", "amount": "1000.00"})]


async def test_a_fall_of_one_holding_is_a_shock_on_it(chat: BuiltInChat) -> None:
    held = came_back("portfolio_holdings", {"symbol": "AAPL"}, HELD)
    assert await calls(chat, "What if Apple drops 40%?", ONE, *held) == [("risk_stress", {"shocks": {"AAPL": -0.4}})]


async def test_a_figure_is_explained_by_its_address(chat: BuiltInChat) -> None:
    before = [HumanMessage("What is my portfolio worth?"), *came_back("portfolio_holdings", {}, HELD, "c9"), AIMessage("$1,000.00")]
    reply = await chat.ainvoke([*before, HumanMessage("Where does that figure come from?")], names=ONE)
    assert reply.tool_calls[0]["args"] == {"ref": "c9#/total_value/amount"}


async def test_only_bound_tools_and_their_arguments_are_used(chat: BuiltInChat) -> None:
    tool = {"type": "function", "function": {"name": "risk_report", "parameters": {"type": "object", "properties": {"period": {}}}}}
    reply = await chat.bind_tools([tool]).ainvoke([HumanMessage("VaR at 99% over 5 years")])
    assert [call["args"] for call in reply.tool_calls] == [{"period": "5Y"}]
    other = await chat.bind_tools([tool]).ainvoke([HumanMessage("What is my portfolio worth?")])
    assert other.tool_calls == []


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("record a purchase of 10 Apple", "at what price"),
        ("will I reach 1 crore", "By when"),
        ("what would change if I bought Microsoft", "How much of Microsoft"),
        ("compare Apple", "compare Apple with"),
    ],
)
async def test_what_is_missing_is_asked_for(chat: BuiltInChat, text: str, asks: str) -> None:
    reply = await chat.ainvoke([HumanMessage(text)], names=ONE)
    assert asks in reply.text
    assert reply.tool_calls == []


async def test_a_record_asks_for_the_portfolio_where_there_are_several(chat: BuiltInChat) -> None:
    reply = await chat.ainvoke([HumanMessage("Record that I bought 10 Apple at 130 on 2022-12-01")], names=TWO)
    assert "India desk" in reply.text
    assert reply.tool_calls == []
