"""The plan of one part of a question: its calls, and the calls that follow from their results."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from agent.models.builtin.money import FIGURES, figure
from agent.models.builtin.plans import holdings, learn, ledger, market, risk, talk
from agent.models.builtin.plans.ask import Ask, Call, Got, Next, Plan, Say, measured, where

PLANS: Mapping[str, Plan] = {**holdings.PLANS, **ledger.PLANS, **market.PLANS, **risk.PLANS, **learn.PLANS, **talk.PLANS}
NEXT: Mapping[str, Next] = {
    "quote": market.found_quote,
    "history": market.found_quote,
    "stress": risk.fallen,
    "what_if": risk.tested,
    "goal": risk.aimed,
    **dict.fromkeys(("value", "cash", "unrealised"), learn.part),
}
_RETURNS = frozenset({"performance", "benchmark", "profit", "value", "xirr", "flows", "movers", "unrealised", "attribution", "by_period"})
_RISKS = frozenset(
    {
        "risk",
        "volatility",
        "sharpe",
        "sortino",
        "drawdown",
        "var",
        "shortfall",
        "beta",
        "alpha",
        "distribution",
        "contributions",
        "diversification",
    }
)
_OVER_TIME = frozenset(
    {
        "performance",
        "benchmark",
        "profit",
        "income",
        "realised",
        "tax_gains",
        "flows",
        "xirr",
        "transactions",
        "value",
        "by_period",
        "risk",
        "volatility",
        "sharpe",
        "drawdown",
    }
)
MOST = 4
# A period before the first entry of the ledger: what the tools say of it, and the call that tells when the ledger begins.
EMPTY = "is empty; the history runs from"
BEGINNING = {"order": "oldest", "limit": 1}


def _why(ask: Ask) -> Sequence[Call] | Say:
    """Answer "why?" after an answer: what drove a return, where a risk comes from, or where a figure comes from."""
    if ask.slots.instruments and ask.intent in {"quote", "history", "instrument_risk", "compare"}:
        return talk.ready("no_news")
    if ask.intent in _RETURNS:
        return [Call("portfolio_performance", where(ask) | measured(ask) | {"attribution": "holding"})]
    if ask.intent in _RISKS:
        return [Call("risk_contributions", where(ask))]
    return PLANS["explain"](ask)


def _variants(ask: Ask) -> list[Ask]:
    """Give one question for each portfolio and each period named."""
    slots = ask.slots
    ids = slots.portfolios or (None,)
    times: Sequence[Any] = (None,)
    if ask.intent in _OVER_TIME and len(slots.periods) > 1 and len(slots.whens) == len(slots.periods):
        times = slots.whens
    found = []
    for one, time in product(ids, times):
        changes: dict[str, Any] = {"portfolios": (one,)} if one else {}
        if time is not None:
            changes["whens"] = (time,)
        found.append(ask.about(**changes))
    return found[:MOST]


def plan(ask: Ask) -> Sequence[Call] | Say:
    """Plan the first calls of one part of a question, or what to say without any."""
    if ask.why:
        return _why(ask)
    calls: list[Call] = []
    for one in _variants(ask):
        planned = PLANS[ask.intent](one)
        if isinstance(planned, Say):
            return planned
        calls += planned
    return calls


def _day_of(got: Got) -> dict[str, str]:
    """Give the day of a figure where it is not today's: of a period that lies back, its end."""
    day = got.data["as_of"] if got.args.get("as_of") else got.data.get("end") if got.args.get("end") else None
    return {"as_of": day} if (day and day < str(got.data["as_of"])) or (day and got.args.get("as_of")) else {}


def _converted(ask: Ask, results: Sequence[Got]) -> Sequence[Call]:
    """Convert the figure that was asked for into the currency that was asked for."""
    wanted = ask.slots.currencies[-1] if ask.slots.currencies else None
    tool, path = FIGURES.get((ask.intent, "money"), ("", ""))
    got = next((got for got in results if got.tool == tool and got.ok), None)
    if wanted is None or got is None:
        return []
    amount, own = figure(got.data, path)
    if amount is None or own in {None, wanted}:
        return []
    day = _day_of(got)
    return [Call("market_fx", {"from_currency": own, "to_currency": wanted, "amount": str(amount).lstrip("-")} | day)]


def follow(ask: Ask, results: Sequence[Got]) -> Sequence[Call]:
    """Plan the calls that the results so far ask for."""
    if any(EMPTY in str(got.error) for got in results):
        return [Call("portfolio_transactions", where(ask) | BEGINNING)]
    if ask.why:
        return []
    more = NEXT.get(ask.intent)
    return [*(more(ask, results) if more else ()), *_converted(ask, results)]


def fitted(calls: Sequence[Call], allowed: Mapping[str, frozenset[str]]) -> list[Call]:
    """Keep the calls of tools that are bound, with the arguments that those tools take."""
    if not allowed:
        return list(calls)
    return [
        replace(call, args={key: value for key, value in call.args.items() if key in allowed[call.tool]})
        for call in calls
        if call.tool in allowed
    ]
