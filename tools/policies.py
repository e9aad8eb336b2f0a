"""The person's policy against a portfolio: which rules are kept, which are broken."""

from collections.abc import Collection, Mapping, Sequence

from data.grounds import Policy
from tools.book import View
from tools.results.ledger import PolicyRow

CASH = "Cash"
BROKEN = "broken"


def groups(view: View, weights: Mapping[str, float], by: str) -> dict[str, float]:
    """Sum the weights of holdings by symbol, asset class or sector; the rest is cash."""
    sums: dict[str, float] = {}
    for symbol, weight in weights.items():
        instrument = view.book.prices.instruments.get(symbol)
        name = {"symbol": symbol, "asset_class": instrument and instrument.asset_class, "sector": instrument and instrument.sector}[by]
        sums[name or "Unknown"] = sums.get(name or "Unknown", 0.0) + weight
    return {**sums, CASH: 1.0 - sum(weights.values())}


def check(
    policy: Policy, view: View, weights: Mapping[str, float], volatility: float | None = None, sold: Collection[str] = ()
) -> list[PolicyRow]:
    """Give each rule of the policy with its status: kept, broken, or unknown where its figure is missing; `sold` are planned sales."""
    cash = 1.0 - sum(weights.values())
    sectors = {name: weight for name, weight in groups(view, weights, "sector").items() if name != CASH}
    rows = [
        _most("largest holding", policy.max_holding, max(weights.values(), default=0.0)),
        _most("largest sector", policy.max_sector, max(sectors.values(), default=0.0)),
        _least("least cash", policy.min_cash, cash),
        _most("most cash", policy.max_cash, cash),
        _most("volatility", policy.max_volatility, volatility),
    ]
    actual = groups(view, weights, policy.by)
    targets = [
        PolicyRow(rule=f"target of {name}", status=_status(abs(value - target) <= policy.band), limit=target, value=value)
        for name, target in policy.targets.items()
        for value in (actual.get(name, 0.0),)
    ]
    gone = {symbol.casefold() for symbol in sold}
    kept = [PolicyRow(rule=f"do not sell {name}", status=_status(name.casefold() not in gone)) for name in policy.do_not_sell]
    return [row for row in (*rows, *targets, *_bands(policy, view, weights), *kept) if row is not None]


def _bands(policy: Policy, view: View, weights: Mapping[str, float]) -> list[PolicyRow]:
    """Give each band; its name is looked for among asset classes, sectors, symbols and cash."""
    if not policy.bands:
        return []
    found = {name.casefold(): value for by in ("symbol", "sector", "asset_class") for name, value in groups(view, weights, by).items()}
    rows = []
    for name, (low, high) in policy.bands.items():
        value = found.get(name.casefold(), 0.0)
        limit = low if value < low else high
        rows.append(PolicyRow(rule=f"band of {name}", status=_status(low <= value <= high), limit=limit, value=value))
    return rows


def limits(policy: Policy) -> bool:
    """Tell whether a policy has rules beside its targets."""
    named = (policy.max_holding, policy.max_sector, policy.min_cash, policy.max_cash, policy.max_volatility)
    return any(limit is not None for limit in named) or bool(policy.bands or policy.do_not_sell)


def broken(policy: Policy, rows: Sequence[PolicyRow]) -> list[str]:
    """Say which hard rules are broken, as a caveat."""
    names = [row.rule for row in rows if row.status == BROKEN and row.rule not in policy.soft]
    return [f"Your policy is broken: {', '.join(names)}."] if names else []


def _status(kept: bool) -> str:  # noqa: FBT001
    return "kept" if kept else BROKEN


def _most(rule: str, limit: float | None, value: float | None) -> PolicyRow | None:
    if limit is None:
        return None
    return PolicyRow(rule=rule, status="unknown" if value is None else _status(value <= limit), limit=limit, value=value)


def _least(rule: str, limit: float | None, value: float) -> PolicyRow | None:
    return None if limit is None else PolicyRow(rule=rule, status=_status(value >= limit), limit=limit, value=value)
