"""The figure that answers an intent, and that may be asked for in another currency or be claimed by a question."""

from collections.abc import Mapping
from typing import Any

from agent.gate.reading import pointer

# By intent and by the kind of figure: the tool, and where its result holds it.
FIGURES: Mapping[tuple[str, str], tuple[str, str]] = {
    **{(intent, "money"): ("portfolio_holdings", "/total_value") for intent in ("value", "holdings", "count")},
    **{(intent, "money"): ("portfolio_performance", "/gain") for intent in ("profit", "performance")},
    **{(intent, "percent"): ("portfolio_performance", "/twr") for intent in ("profit", "performance")},
    **{("position", role): ("portfolio_holdings", "/holdings/0/quantity") for role in ("shares", "plain")},
    ("position", "money"): ("portfolio_holdings", "/holdings/0/value"),
    ("cash", "money"): ("portfolio_holdings", "/cash_value"),
    **{("count", role): ("portfolio_holdings", "/holdings_count") for role in ("shares", "plain")},
    ("unrealised", "money"): ("portfolio_holdings", "/unrealised_gain"),
    ("benchmark", "money"): ("portfolio_performance", "/end_value"),
    ("flows", "money"): ("portfolio_performance", "/net_contributions"),
    ("xirr", "percent"): ("portfolio_performance", "/xirr"),
    ("income", "money"): ("portfolio_income", "/total"),
    ("realised", "money"): ("portfolio_gains", "/realised"),
    ("charges", "money"): ("portfolio_gains", "/charges"),
    ("var", "money"): ("risk_report", "/var_amount"),
    ("shortfall", "money"): ("risk_report", "/es_amount"),
    ("volatility", "percent"): ("risk_report", "/volatility"),
    ("drawdown", "percent"): ("risk_report", "/max_drawdown"),
    ("quote", "money"): ("market_quote", "/price"),
    ("history", "percent"): ("market_history", "/change_fraction"),
}


def figure(data: Mapping[str, Any], path: str) -> tuple[Any, str | None]:
    """Give the figure at a path and its currency; a price is in the currency of its result."""
    found = pointer(data, path)
    return (found.get("amount"), found.get("currency")) if isinstance(found, Mapping) else (found, data.get("currency"))
