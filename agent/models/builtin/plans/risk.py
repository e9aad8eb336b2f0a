"""Plans about risk: measures, sources, crises, planned trades, goals, targets."""

import re
from collections.abc import Sequence
from typing import Any

from agent.models.builtin.intents import vocabulary
from agent.models.builtin.plans import trades
from agent.models.builtin.plans.ask import Ask, Call, Got, Plan, Say, first, measured, where
from agent.models.builtin.plans.market import lookup
from agent.models.builtin.plans.talk import ready
from agent.models.builtin.rules import rule
from agent.models.builtin.slots import read
from agent.models.builtin.slots.amounts import Amount
from agent.models.builtin.slots.words import sides

WHOLE = 100
_OF_MARKET = re.compile(r"\b(?:market|index|benchmark|s&p|nifty|sensex|everything|stocks|equities)\b", re.IGNORECASE)
_INDIAN = re.compile(r"\b(?:lakh|lac|crore|cr)s?\b|(?<=\d)(?:l|cr)\b", re.IGNORECASE)
_SAVED = re.compile(r"\b(?:add\w*|invest\w*|contribut\w*|sav(?:e|ing)\w*|put\w*|deposit\w*|sip|with|pay\w*)\b", re.IGNORECASE)


def _report(ask: Ask) -> Sequence[Call]:
    if ask.slots.instruments:
        return [Call("market_compare", {"symbols": list(ask.slots.instruments)} | (measured(ask) or {"period": "3Y"}))]
    if ask.intent == "drawdown" and rule("below_peak", ask.text):
        return [Call("portfolio_performance", where(ask) | measured(ask) | {"series": True})]
    level = {"confidence": ask.slots.confidence} if ask.slots.confidence else {}
    line = [Call("portfolio_performance", where(ask) | (measured(ask) or {"period": "3Y"}) | {"series": True})]
    return [Call("risk_report", where(ask) | measured(ask) | level), *(line if rule("drawn", ask.text) else ())]


def _sources(ask: Ask) -> Sequence[Call]:
    if len(ask.slots.instruments) > 1 and ask.intent == "correlation":
        return [Call("market_compare", {"symbols": list(ask.slots.instruments)} | measured(ask))]
    return [Call("risk_contributions", where(ask) | measured(ask))]


def _stress(ask: Ask) -> Sequence[Call] | Say:
    move = ask.slots.amount("percent")
    if move and ask.symbol and not _OF_MARKET.search(ask.text):
        return [Call("portfolio_holdings", where(ask) | {"symbol": ask.symbol})]
    if move and ask.slots.unknown and not _OF_MARKET.search(ask.text):
        return lookup(ask)
    if move and ask.slots.currencies and not _OF_MARKET.search(ask.text) and abs(move.value) < WHOLE:
        return [Call("risk_stress", where(ask) | {"shocks": {ask.slots.currencies[0]: float(move.value / WHOLE)}})]
    if move and abs(move.value) <= 95:  # noqa: PLR2004
        return [Call("risk_stress", where(ask) | {"market_move": float(move.value / 100)})]
    past = [period for period in ask.slots.periods if period.start and period.end]
    if past and not ask.slots.words.scenarios:
        return [Call("risk_stress", where(ask) | past[0].args())]
    return [Call("risk_stress", where(ask))]


def fallen(ask: Ask, results: Sequence[Got]) -> Sequence[Call]:
    """Take the portfolio through a move of one holding, where it is held."""
    move, held = ask.slots.amount("percent"), first(results, "portfolio_holdings")
    if move is None or held is None or not held.data.get("holdings"):
        return []
    return [Call("risk_stress", where(ask) | {"shocks": {held.data["holdings"][0]["symbol"]: float(move.value / WHOLE)}})]


def _what_if(ask: Ask) -> Sequence[Call] | Say:
    wanted = trades.read_trades(ask)
    if not wanted:
        return ready("which_trade") if ask.symbol else lookup(ask)
    unsized = next((trade for trade in wanted if trade.size is None and trade.part is None), None)
    if unsized:
        name = ask.called(unsized.symbol)
        return Say(
            f"How much of {name} shall I take: a number of shares, or an amount of money?",
            (f"What would change if I bought 10 shares of {name}?",),
        )
    if any(trade.part for trade in wanted):
        return [Call("portfolio_holdings", where(ask) | {"symbol": trade.symbol}) for trade in wanted if trade.part]
    return [_test(ask, wanted, {})]


def _test(ask: Ask, wanted: Sequence[trades.Wish], sizes: dict[str, str]) -> Call:
    rows = [{"symbol": t.symbol, "side": t.side} | ({t.unit: t.size} if t.size else {"quantity": sizes[t.symbol]}) for t in wanted]
    return Call("risk_what_if", where(ask) | {"trades": rows})


def tested(ask: Ask, results: Sequence[Got]) -> Sequence[Call]:
    """Take the part of a holding that is to be sold, then test the trade."""
    wanted = trades.read_trades(ask)
    parts = [trade for trade in wanted if trade.part]
    if not parts:
        return []
    held = {
        got.data["holdings"][0]["symbol"]: got.data["holdings"][0]["quantity"]
        for got in results
        if got.tool == "portfolio_holdings" and got.ok and got.data.get("holdings")
    }
    if any(not held.get(trade.symbol) for trade in parts):
        return []
    counted = iter([got.data["value"] for got in results if got.tool == "calculate" and got.ok])
    sizes: dict[str, str] = {}
    calls = []
    for trade in parts:
        divided = trades.expression(held[trade.symbol], trade.part or "")
        if divided is None:
            sizes[trade.symbol] = held[trade.symbol]
            continue
        calls.append(Call("calculate", {"expression": divided}))
        value = next(counted, None)
        if value is not None:
            sizes[trade.symbol] = str(value)
    return calls if len(sizes) < len(parts) else [*calls, _test(ask, wanted, sizes)]


def _monthly(ask: Ask) -> dict[str, Any]:
    """Give what is paid in each month, where the question says it by the month."""
    money = [amount for amount in ask.slots.amounts if amount.role in {"money", "plain"}]
    if len(money) > 1 and (ask.slots.every in {None, "month"}) and _SAVED.search(ask.text):
        return {"contribution": format(_ordered(ask)[1], "f")}
    return {}


def _ordered(ask: Ask) -> list[Any]:
    """Give target and monthly payment: the larger amount is the target."""
    return sorted((amount.value for amount in ask.slots.amounts if amount.role in {"money", "plain"}), reverse=True)


def _currency(ask: Ask, amount: Amount) -> str | None:
    """Give the currency of an amount; a crore or a lakh is of rupees where the person has a portfolio in them."""
    rupees = any(one.base_currency == "INR" for one in ask.names.portfolios)
    return amount.currency or ("INR" if rupees and amount.role == "money" and _INDIAN.search(amount.text) else None)


def _goal(ask: Ask) -> Sequence[Call] | Say:
    if ask.slots.horizon is None:
        return ready("by_when")
    amounts = _ordered(ask)
    if not amounts:
        return [Call("portfolio_holdings", where(ask))]
    if len(amounts) == 1 and ask.slots.every and not rule("may_save", ask.text):
        return ready("what_target")
    abroad = next((code for amount in ask.slots.amounts if (code := _currency(ask, amount)) and code != ask.currency), None)
    if abroad and ask.currency:
        return [
            Call("market_fx", {"from_currency": abroad, "to_currency": ask.currency, "amount": format(size, "f")}) for size in amounts[:2]
        ]
    return [Call("risk_goal", where(ask) | {"target": format(amounts[0], "f"), "date": ask.slots.horizon.isoformat()} | _monthly(ask))]


def aimed(ask: Ask, results: Sequence[Got]) -> Sequence[Call]:
    """Simulate the goal once today's value or the target in the portfolio's currency is known."""
    if ask.slots.horizon is None:
        return []
    until = where(ask) | {"date": ask.slots.horizon.isoformat()}
    rates = [got.data["converted"]["amount"] for got in results if got.tool == "market_fx" and got.ok and got.data.get("converted")]
    if rates:
        saved = {"contribution": rates[1]} if len(rates) > 1 and _monthly(ask) else {}
        return [Call("risk_goal", until | {"target": rates[0]} | saved)]
    held = first(results, "portfolio_holdings")
    total = held.data.get("total_value") if held else None
    return [Call("risk_goal", until | {"target": total["amount"]})] if total else []


_WEIGHT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per\s?cent\b|percent\b)", re.IGNORECASE)


def _targets(ask: Ask) -> dict[str, float] | None:
    """Read the weights that a question names, each beside its instrument; None where they can not be read."""
    found = list(_WEIGHT.finditer(ask.text))
    ends = [*(match.start() for match in found[1:]), len(ask.text)]
    after = [ask.text[match.end() : end] for match, end in zip(found, ends, strict=True)]
    starts = [0, *(match.end() for match in found)]
    prior = [ask.text[start : match.start()] for start, match in zip(starts, found, strict=False)]
    named = read(prior[0], ask.names, vocabulary()).instruments
    targets: dict[str, float] = {}
    for match, clause in zip(found, prior if named else after, strict=True):
        symbols = read(clause, ask.names, vocabulary()).instruments
        if len(symbols) != 1 and not re.search(r"\bcash\b", clause, re.IGNORECASE):
            return None
        targets |= {symbol: float(match[1]) / WHOLE for symbol in symbols}
    return targets if targets and sum(targets.values()) <= 1 else None


def _rebalance(ask: Ask) -> Sequence[Call] | Say:
    if not _WEIGHT.search(ask.text):
        return [Call("portfolio_rebalance", where(ask))]
    targets = _targets(ask)
    return [Call("portfolio_rebalance", where(ask) | {"targets": targets})] if targets else ready("own_targets")


def _policy(ask: Ask) -> Sequence[Call]:
    """Check every rule as things stand."""
    return [Call("portfolio_rebalance", where(ask) | {"band": 1.0})]


def _advice(ask: Ask) -> Sequence[Call]:
    held = [Call("portfolio_holdings", where(ask) | ({"symbol": ask.symbol} if ask.symbol else {}))]
    more = [Call("risk_contributions", where(ask))]
    selling = ask.symbol and any(side == "sell" for _, side in sides(ask.text))
    return [*held, *more, *([Call("portfolio_lots", where(ask) | {"symbol": ask.symbol})] if selling else [])]


PLANS: dict[str, Plan] = {
    **dict.fromkeys(("risk", "volatility", "sharpe", "sortino", "drawdown", "var", "shortfall", "beta", "alpha", "distribution"), _report),
    **dict.fromkeys(("contributions", "diversification", "correlation"), _sources),
    "stress": _stress,
    "what_if": _what_if,
    "goal": _goal,
    "rebalance": _rebalance,
    "policy": _policy,
    "advice": _advice,
}
