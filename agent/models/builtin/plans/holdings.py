"""Plans about what is held and how it has done."""

import re
from collections.abc import Sequence

from agent.models.builtin.plans.ask import Ask, Call, Plan, Say, measured, on, only, when, where
from agent.models.builtin.rules import owned, rule

LONG = 800
_SHARE = re.compile(r"%|\bper ?cent|\bpercentage|\bproportion|\bwhat (?:part|share|fraction)\b|\bhow much of\b|\bweight", re.IGNORECASE)
_EVERY = tuple(
    (unit, re.compile(pattern, re.IGNORECASE))
    for unit, pattern in (
        ("day", r"\bdays?\b|\bdaily\b"),
        ("month", r"\bmonth|\bmahine"),
        ("quarter", r"\bquarter|\bqtr"),
        ("year", r"\byear|\bannual|\bsaal"),
    )
)
_BOUGHT = re.compile(r"\b(?:holding|position|investment|stake|shares|bought|average|profit|cost)\b", re.IGNORECASE)


def _value(ask: Ask) -> Sequence[Call]:
    return _returns(ask) if rule("drawn", ask.text) and not ask.slots.instruments else _holdings(ask)


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


def _returns(ask: Ask, **more: str) -> Sequence[Call]:
    line = {"series": True} if rule("drawn", ask.text) and not more else {}
    return [Call("portfolio_performance", where(ask) | measured(ask) | more | line)]


def _performance(ask: Ask) -> Sequence[Call]:
    if rule("side_by_side", ask.text) and ask.slots.portfolios and not ask.slots.instruments:
        span = where(ask) | (measured(ask) or {"period": "1Y"})
        return [Call("portfolio_performance", span), Call("risk_report", span)]
    return _of_instrument(ask) if ask.slots.instruments else _returns(ask)


def every(ask: Ask) -> str:
    """Give the pieces in which returns are asked for."""
    return next((unit for unit, pattern in _EVERY if pattern.search(ask.text)), "year")


def _by_period(ask: Ask) -> Sequence[Call]:
    if ask.slots.instruments:
        return _of_instrument(ask)
    return _returns(ask, by=every(ask))


def _of_instrument(ask: Ask) -> Sequence[Call]:
    """Answer for a holding where the question says so, else for the instrument's price."""
    if owned(ask.text) and _BOUGHT.search(ask.text) and not ask.slots.timed:
        return [Call("portfolio_holdings", where(ask) | only(ask))]
    return [Call("market_history", {"symbol": symbol} | measured(ask)) for symbol in ask.slots.instruments[:3]]


def _profit(ask: Ask) -> Sequence[Call]:
    return [Call("portfolio_gains", where(ask) | when(ask) | only(ask))] if ask.symbol else _returns(ask)


def _benchmark(ask: Ask) -> Sequence[Call]:
    if len(ask.slots.instruments) > 1:
        return [Call("market_compare", {"symbols": list(ask.slots.instruments)} | measured(ask))]
    return _returns(ask, by="year") if _years(ask) and not rule("drawn", ask.text) else _returns(ask)


def _years(ask: Ask) -> bool:
    """Tell whether a comparison spans years enough to be drawn."""
    if not ask.slots.periods:
        return True
    period = ask.slots.periods[0]
    if period.code or period.start is None:
        return period.code in {"3Y", "5Y", "MAX"}
    return ((period.end or ask.names.as_of) - period.start).days > LONG


def _flows(ask: Ask) -> Sequence[Call]:
    """List the deposits or the withdrawals where only those are asked for, else give what went in on balance."""
    kinds = {kind for kind in ask.slots.words.types if kind in {"deposit", "withdrawal"}}
    if kinds == {"withdrawal"}:
        return [Call("portfolio_transactions", where(ask) | {"type": "withdrawal"} | when(ask))]
    return _returns(ask)


def _cash(ask: Ask) -> Sequence[Call]:
    if _SHARE.search(ask.text) and not ask.slots.amount("percent"):
        return [Call("portfolio_allocation", where(ask) | {"by": "asset_class"} | on(ask))]
    return _holdings(ask)


def _attribution(ask: Ask) -> Sequence[Call]:
    by = (
        "sector"
        if "sector" in ask.slots.words.grouping or re.search(r"brinson|allocation|selection", ask.text, re.IGNORECASE)
        else "holding"
    )
    return _returns(ask, attribution=by)


PLANS: dict[str, Plan] = {
    "portfolios": _portfolios,
    "freshness": _portfolios,
    "value": _value,
    "holdings": _holdings,
    "count": _holdings,
    "largest": _holdings,
    "movers": _holdings,
    "cash": _cash,
    "by_period": _by_period,
    "unrealised": _holdings,
    "position": _position,
    "allocation": _allocation,
    "performance": _performance,
    "profit": _profit,
    "benchmark": _benchmark,
    "xirr": _returns,
    "flows": _flows,
    "attribution": _attribution,
}
