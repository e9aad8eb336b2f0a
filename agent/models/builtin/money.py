"""The figure in money that answers an intent, and that may be asked for in another currency."""

from collections.abc import Mapping
from typing import Any

# By intent: the tool, and the path of the figure in its result.
MONEY = {
    **dict.fromkeys(("value", "holdings", "count"), ("portfolio_holdings", "total_value")),
    "cash": ("portfolio_holdings", "cash_value"),
    "unrealised": ("portfolio_holdings", "unrealised_gain"),
    "position": ("portfolio_holdings", "holdings/0/value"),
    "profit": ("portfolio_performance", "gain"),
    "performance": ("portfolio_performance", "gain"),
    "benchmark": ("portfolio_performance", "end_value"),
    "flows": ("portfolio_performance", "net_contributions"),
    "income": ("portfolio_income", "total"),
    "realised": ("portfolio_gains", "realised"),
    "charges": ("portfolio_gains", "charges"),
    "var": ("risk_report", "var_amount"),
    "shortfall": ("risk_report", "es_amount"),
    "quote": ("market_quote", "price"),
}


def figure(data: Mapping[str, Any], path: str) -> tuple[str | None, str | None]:
    """Give the amount at a path and its currency; a price is in the currency of its result."""
    found: Any = data
    for part in path.split("/"):
        if isinstance(found, list):
            found = found[int(part)] if int(part) < len(found) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return (found.get("amount"), found.get("currency")) if isinstance(found, Mapping) else (found, data.get("currency"))
