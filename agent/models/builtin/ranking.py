"""The order in which an answer ranks its rows: the largest holding first, the worst first where losses were asked for."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from agent.models.builtin.plans.ask import Got
from agent.models.builtin.slots import Slots
from agent.models.builtin.slots.words import AT_LOSS

Row = Mapping[str, Any]
BOTH = re.compile(r"\bgain\w*\b.*\blos|\blos\w*\b.*\bgain|\bbest\b.*\bworst|\bworst\b.*\bbest|\bwinner\w*\b.*\bloser", re.IGNORECASE)


def order(slots: Slots) -> str | None:
    """Give which end of a ranking a question asks for; None where it asks for both."""
    return None if BOTH.search(slots.text) else slots.words.order


def by_weight(slots: Slots, got: Got) -> list[Row]:
    """Rank holdings by weight, the smallest first where those were asked for."""
    rows = [row for row in got.data.get("holdings", ()) if row.get("weight") is not None]
    return sorted(rows, key=lambda row: row["weight"] if slots.words.order == "smallest" else -row["weight"])


def by_return(slots: Slots, got: Got) -> list[Row]:
    """Rank holdings by their return on cost, the worst first where those were asked for; only losses where a loss was asked for."""
    rows = [row for row in got.data.get("holdings", ()) if row.get("unrealised_return") is not None]
    if AT_LOSS.search(slots.text):
        return sorted((row for row in rows if row["unrealised_return"] < 0), key=lambda row: row["unrealised_return"])
    return sorted(rows, key=lambda row: row["unrealised_return"] if order(slots) == "worst" else -row["unrealised_return"])


def by_risk(_: Slots, got: Got) -> list[Row]:
    """Rank holdings by what they add to the volatility."""
    rows = [row for row in got.data.get("items", ()) if row.get("volatility_contribution") is not None]
    return sorted(rows, key=lambda row: -row["volatility_contribution"])


def by_income(_: Slots, got: Got) -> list[Row]:
    """Rank holdings by the income they paid."""
    rows = [row for row in got.data.get("by_symbol", ()) if row.get("amount")]
    return sorted(rows, key=lambda row: -Decimal(row["amount"]["amount"]))


def as_listed(_: Slots, got: Got) -> list[Row]:
    """Give the holdings as they are listed."""
    return list(got.data.get("holdings", ()))


RANKED = {
    "largest": ("portfolio_holdings", by_weight),
    "movers": ("portfolio_holdings", by_return),
    "contributions": ("risk_contributions", by_risk),
    "income": ("portfolio_income", by_income),
}
_LISTED = {**RANKED, **dict.fromkeys(("holdings", "count", "unrealised"), ("portfolio_holdings", as_listed))}


def shown(intent: str, slots: Slots, results: Sequence[Got]) -> tuple[str, ...]:
    """Give the symbols that an answer ranked or listed, in its order."""
    tool, rank = _LISTED.get(intent, ("", as_listed))
    got = next((one for one in results if one.tool == tool and one.ok), None)
    return tuple(str(row.get("symbol") or row.get("name")) for row in rank(slots, got)) if got else ()


def lead(intent: str, slots: Slots, symbols: Sequence[str]) -> str | None:
    """Give the instrument that an answer put first, and that "it" means after it."""
    at = max((slots.nth or 1) - 1, 0)
    return symbols[at] if intent in RANKED and at < len(symbols) else None
