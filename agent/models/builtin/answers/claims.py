"""What a question claims - a size, a direction - held against the figure that the tools gave."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from agent.models.builtin.answers import fmt
from agent.models.builtin.plans.ask import Ask, Got
from agent.models.builtin.rules import rule

# The figure that a claim is about, by what is asked and by the kind of figure that is claimed: the tool and the path.
_PATHS: Mapping[tuple[str, str], tuple[str, str]] = {
    **dict.fromkeys(((intent, "percent") for intent in ("performance", "benchmark", "profit")), ("portfolio_performance", "twr")),
    **dict.fromkeys(((intent, "money") for intent in ("performance", "profit")), ("portfolio_performance", "gain")),
    ("flows", "money"): ("portfolio_performance", "net_contributions"),
    ("xirr", "percent"): ("portfolio_performance", "xirr"),
    ("value", "money"): ("portfolio_holdings", "total_value"),
    ("cash", "money"): ("portfolio_holdings", "cash_value"),
    ("count", "plain"): ("portfolio_holdings", "holdings_count"),
    ("position", "shares"): ("portfolio_holdings", "holdings.quantity"),
    ("position", "plain"): ("portfolio_holdings", "holdings.quantity"),
    ("position", "money"): ("portfolio_holdings", "holdings.value"),
    ("income", "money"): ("portfolio_income", "total"),
    ("realised", "money"): ("portfolio_gains", "realised"),
    ("volatility", "percent"): ("risk_report", "volatility"),
    ("drawdown", "percent"): ("risk_report", "max_drawdown"),
    ("history", "percent"): ("market_history", "change_fraction"),
}
_SIGNED = frozenset({"twr", "gain", "xirr", "change_fraction"})
# A claim is right where it is as near as people round.
NEAR = Decimal("0.02")


def _figure(got: Got, path: str) -> tuple[Decimal, str | None] | None:
    """Give the figure of a result with its currency."""
    found: Any = got.data
    for part in path.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
        if isinstance(found, list):
            found = found[0] if found else None
    currency = found.get("currency") if isinstance(found, Mapping) else None
    return None if found is None else (fmt.number(found), currency)


def verdict(ask: Ask, results: Sequence[Got]) -> str | None:
    """Say whether the figure that a question claims is the true one; None where it claims none."""
    claimed = next((amount for amount in ask.slots.amounts if (ask.intent, amount.role) in _PATHS), None)
    if claimed is None or not rule("claims", ask.text):
        return None
    tool, path = _PATHS[ask.intent, claimed.role]
    got = next((got for got in results if got.tool == tool), None)
    found = _figure(got, path) if got else None
    if found is None or (claimed.currency and found[1] and claimed.currency != found[1]):
        return None
    true = found[0] * 100 if claimed.role == "percent" else found[0]
    said = claimed.value if path in _SIGNED and claimed.role == "percent" else abs(claimed.value)
    true = true if path in _SIGNED and claimed.role == "percent" else abs(true)
    right = abs(true - said) <= abs(true) * NEAR and not _turned(ask, found[0])
    return "Yes, that is right." if right else "No, that is not what your records show."


def _turned(ask: Ask, true: Decimal) -> bool:
    """Tell whether a claim in money has the direction wrong."""
    return bool((rule("claims_loss", ask.text) and true > 0) or (rule("claims_gain", ask.text) and true < 0))
