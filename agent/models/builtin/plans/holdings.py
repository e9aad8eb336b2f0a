"""Plans about what is held and how it has done."""

import re
from collections.abc import Sequence

from agent.models.builtin.plans.ask import Ask, Call, Plan, Say, on, only, when, where
from agent.models.builtin.rules import owned

_BOUGHT = re.compile(r"\b(?:holding|position|investment|stake|shares|bought|average|profit|cost)\b", re.IGNORECASE)


def _holdings(ask: Ask) -> Sequence[Call]:
    return [Call("portfolio_holdings", where(ask) | on(ask))]


def _portfolios(ask: Ask) -> Sequence[Call]:
    return [Call("portfolio_list", on(ask))]


def _position(ask: Ask) -> Sequence[Call] | Say:
    if not ask.symbol:
        return _unknown(ask) or _holdings(ask)
    return [Call("portfolio_holdings", where(ask) | on(ask) | {"symbol": symbol}) for symbol in ask.slots.instruments[:3]]


def _unknown(ask: Ask) -> Sequence[Call]:
    return [Call("market_search", {"query": name}) for name in ask.slots.unknown[:1]]


def _allocation(ask: Ask) -> Sequence[Call]:
    grouping = next((key for key in ask.slots.words.grouping if key != "account" or len(ask.slots.words.grouping) == 1), None)
    by = grouping or "sector"
    if re.search(r"\b(?:dollars?|rupees?|euros?|usd|inr|eur|gbp)\b", ask.text, re.IGNORECASE) and grouping is None:
        by = "currency"
    if grouping == "holding" and re.search(
        r"\b(?:stocks?|equity|shares)\b.{0,12}\b(?:cash|bonds?|funds?|etfs?)\b", ask.text, re.IGNORECASE
    ):
        by = "asset_class"
    return [Call("portfolio_allocation", where(ask) | {"by": by} | on(ask))]


def _performance(ask: Ask) -> Sequence[Call]:
    if ask.slots.instruments:
        return _of_instrument(ask)
    return [Call("portfolio_performance", where(ask) | when(ask))]


def _of_instrument(ask: Ask) -> Sequence[Call]:
    """Answer for a holding where the question says so, else for the instrument's price."""
    if owned(ask.text) and _BOUGHT.search(ask.text) and not ask.slots.timed:
        return [Call("portfolio_holdings", where(ask) | only(ask))]
    return [Call("market_history", {"symbol": symbol} | when(ask)) for symbol in ask.slots.instruments[:3]]


def _profit(ask: Ask) -> Sequence[Call]:
    if ask.symbol:
        return [Call("portfolio_gains", where(ask) | when(ask) | only(ask))]
    return [Call("portfolio_performance", where(ask) | when(ask))]


def _benchmark(ask: Ask) -> Sequence[Call]:
    if len(ask.slots.instruments) > 1:
        return [Call("market_compare", {"symbols": list(ask.slots.instruments)} | when(ask))]
    return [Call("portfolio_performance", where(ask) | when(ask))]


def _attribution(ask: Ask) -> Sequence[Call]:
    by = (
        "sector"
        if "sector" in ask.slots.words.grouping or re.search(r"brinson|allocation|selection", ask.text, re.IGNORECASE)
        else "holding"
    )
    return [Call("portfolio_performance", where(ask) | when(ask) | {"attribution": by})]


PLANS: dict[str, Plan] = {
    "portfolios": _portfolios,
    "freshness": _portfolios,
    "value": _holdings,
    "holdings": _holdings,
    "count": _holdings,
    "largest": _holdings,
    "movers": _holdings,
    "cash": _holdings,
    "unrealised": _holdings,
    "position": _position,
    "allocation": _allocation,
    "performance": _performance,
    "profit": _profit,
    "benchmark": _benchmark,
    "xirr": lambda ask: [Call("portfolio_performance", where(ask) | when(ask))],
    "flows": lambda ask: [Call("portfolio_performance", where(ask) | when(ask))],
    "attribution": _attribution,
}
