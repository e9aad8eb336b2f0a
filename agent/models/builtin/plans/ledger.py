"""Plans about the ledger: transactions, income, gains, lots, statements, records."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from agent.models.builtin.plans.ask import Ask, Call, Plan, Say, only, when, where
from agent.models.builtin.plans.talk import ready
from agent.models.builtin.slots.calendar import add_months
from agent.models.builtin.slots.periods import NAMED

_FIRST = re.compile(r"\b(?:first|oldest|earliest|very first)\b", re.IGNORECASE)
_PRICE = re.compile(r"(?:\bat|@|\bfor|price of)\s*(?:rs\.?|inr|usd|[₹$€£])?\s*(\d[\d,]*(?:\.\d+)?)(?!\s*(?:shares|units|%))", re.IGNORECASE)
_MOST_ROWS = 100
_TRADES = {"buy", "sell"}
_CASH = {"dividend", "interest", "fee", "tax", "deposit", "withdrawal"}


def _bounds(ask: Ask) -> dict[str, Any]:
    """Give start and end; a code of a period has none and is left to the tool that knows it."""
    if not ask.slots.periods:
        return {}
    return {"start": date(ask.names.as_of.year, 1, 1).isoformat()} if ask.slots.code == "YTD" else _dated(ask)


def _dated(ask: Ask) -> dict[str, Any]:
    period = ask.slots.periods[0]
    if period.code is None:
        return dict(period.args())
    months = next((count for count, code in NAMED.items() if code == period.code), None)
    return {"start": add_months(ask.names.as_of, -months).isoformat()} if months else {}


def _type(ask: Ask) -> dict[str, Any]:
    types = [kind for kind in ask.slots.words.types if not (kind == "tax" and "fee" in ask.slots.words.types)]
    return {"type": types[0]} if len(types) == 1 else {}


def _transactions(ask: Ask) -> Sequence[Call]:
    count = ask.slots.amount("plain", "shares")
    limit = {"limit": int(count.value)} if count and 0 < count.value <= _MOST_ROWS and count.value == int(count.value) else {}
    order = {"order": "oldest"} if _FIRST.search(ask.text) else {}
    return [Call("portfolio_transactions", where(ask) | only(ask) | _type(ask) | _bounds(ask) | order | limit)]


def _income(ask: Ask) -> Sequence[Call]:
    return [Call("portfolio_income", where(ask) | when(ask) | only(ask))]


def _method(ask: Ask) -> dict[str, Any]:
    words = ask.slots.words
    return ({"method": words.method} if words.method else {}) | ({"cost_view": words.cost_view} if words.cost_view else {})


def _gains(ask: Ask) -> Sequence[Call]:
    return [Call("portfolio_gains", where(ask) | when(ask) | only(ask) | _method(ask))]


def _tax_gains(ask: Ask) -> Sequence[Call]:
    view = {} if ask.slots.words.cost_view else {"cost_view": "tax"}
    return [Call("portfolio_gains", where(ask) | when(ask) | only(ask) | _method(ask) | view)]


def _lots(ask: Ask) -> Sequence[Call]:
    return [Call("portfolio_lots", where(ask) | only(ask) | _method(ask))]


def _reconcile(_: Ask) -> Say:
    return ready("reconcile")


def _kind(ask: Ask) -> str | None:
    types = [kind for kind in ask.slots.words.types if kind not in {"fee", "tax"}] or list(ask.slots.words.types)
    return types[0] if types else None


def _quantity(ask: Ask) -> str | None:
    amount = ask.slots.amount("shares") or (ask.slots.amount("plain") if ask.symbol else None)
    return format(amount.value, "f") if amount else None


def _price(ask: Ask) -> str | None:
    match = _PRICE.search(ask.text)
    return match[1].replace(",", "") if match else None


def missing(ask: Ask) -> list[str]:
    """Give what a record still lacks, in words."""
    kind = _kind(ask)
    lacks = [] if kind else ["whether it was a purchase, a sale, a dividend, a deposit or something else"]
    if kind in _TRADES:
        lacks += [] if ask.symbol else ["which instrument"]
        lacks += [] if _quantity(ask) else ["how many shares"]
        lacks += [] if _price(ask) else ["at what price"]
    if kind in _CASH and not ask.slots.amount("money", "plain"):
        lacks.append("what amount")
    return lacks if ask.slots.day else [*lacks, "on which day"]


def _record(ask: Ask) -> Sequence[Call] | Say:
    lacks = missing(ask)
    day = ask.slots.day
    if lacks or day is None:
        return Say(f"I can draft that for your approval. Tell me {_listed(lacks)}.")
    if ask.portfolio is None and len(ask.names.portfolios) > 1:
        named = [portfolio.name for portfolio in ask.names.portfolios]
        return Say(f"In which portfolio shall I draft it: {_listed(named, 'or')}?", tuple(f"In {name}" for name in named[:3]))
    args: dict[str, Any] = {"type": _kind(ask), "date": day.isoformat()} | where(ask) | only(ask)
    if args["type"] in _TRADES:
        return [Call("portfolio_record", args | {"quantity": _quantity(ask), "price": _price(ask)})]
    amount = ask.slots.amount("money", "plain")
    if amount:
        args["amount"] = format(amount.value, "f")
        args |= {"currency": amount.currency} if amount.currency else {}
    return [Call("portfolio_record", args)]


def _listed(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


PLANS: dict[str, Plan] = {
    "transactions": _transactions,
    "income": _income,
    "yield": _income,
    "realised": _gains,
    "tax_gains": _tax_gains,
    "charges": _gains,
    "lots": _lots,
    "long_term": _lots,
    "reconcile": _reconcile,
    "record": _record,
}
