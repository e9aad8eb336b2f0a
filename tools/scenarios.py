"""Results about stress: past crises replayed and assumed shocks."""

from collections.abc import Sequence
from datetime import date

from core.errors import BadInput
from finance import stress as replayed
from tools.book import View
from tools.current import BASIS
from tools.ground import ground, money, number
from tools.results.risk import Scenario, Stress, StressItem


def own(start: date | None, end: date | None, market_move: float | None) -> list[replayed.Scenario] | None:
    """Give the scenarios that the caller described, or None for the usual ones."""
    if (start is None) != (end is None):
        raise BadInput("Give start and end together.")
    if start is not None and end is not None and start >= end:
        raise BadInput("start must lie before end.")
    found = [replayed.Scenario(f"{start} to {end}", "history", start, end)] if start else []
    if market_move is not None:
        found.append(replayed.Scenario(f"Market {market_move:+.1%}", "shock", market=market_move))
    return found or None


def stress(view: View, scenarios: Sequence[replayed.Scenario] | None) -> Stress:
    """Apply scenarios to today's holdings."""
    seen = view.seen()
    losses = replayed.replay(seen, view.book.prices.series, view.book.terms(), scenarios, view.book.benchmark)
    weights = {p.symbol: number(p.weight) for p in seen.positions}
    missing = [loss.scenario.name for loss in losses if loss.loss is None]
    return Stress(
        **ground(view, seen),
        basis=BASIS,
        total_value=money(seen.total, seen.base),
        scenarios=[
            Scenario(
                name=each.scenario.name,
                kind=each.scenario.kind,
                start=each.scenario.start,
                end=each.scenario.end,
                loss=money(each.loss, seen.base),
                loss_fraction=number(each.loss_fraction),
                coverage=each.coverage,
                items=[
                    StressItem(symbol=symbol, weight=weights.get(symbol), return_fraction=number(move), loss=money(loss, seen.base))
                    for symbol, move, loss in each.items
                ],
            )
            for each in losses
        ],
        reasons={"scenarios": f"insufficient_history: no holding has prices in {', '.join(missing)}."} if missing else {},
    )
