"""Results about stress: past crises replayed and assumed shocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import BadInput
from finance import stress as replayed
from tools.book import View
from tools.current import BASIS
from tools.ground import ground, money, number, sentence
from tools.results.risk import Scenario, Stress, StressItem


@dataclass(frozen=True, slots=True)
class Moves:
    """Assumed moves: of the benchmark, and of holdings, sectors or currencies by name."""

    market: float | None = None
    others: tuple[tuple[str, float], ...] = ()


def own(view: View, start: date | None, end: date | None, moves: Moves) -> list[replayed.Scenario] | None:
    """Give the scenarios that the caller described, or None for the usual ones."""
    if (start is None) != (end is None):
        raise BadInput("Give start and end together.")
    if start is not None and end is not None and start >= end:
        raise BadInput("start must lie before end.")
    found = [replayed.Scenario(f"{start} to {end}", "history", start, end)] if start else []
    if moves.market is not None or moves.others:
        found.append(_shock(view, moves))
    return found or None


def _shock(view: View, moves: Moves) -> replayed.Scenario:
    """Give one shock of the market and of what is named: a currency, a sector or an instrument of the holdings, the narrower first."""
    held = {position.symbol.casefold(): position for position in view.seen().positions}
    currencies = {*(each.currency for each in held.values()), *view.seen().cash}
    sectors: dict[str, list[str]] = {}
    for each in held.values():
        sectors.setdefault((view.book.instrument(each.symbol).sector or "").casefold(), []).append(each.symbol)
    by_sector, by_symbol, by_currency = dict[str, float](), dict[str, float](), dict[str, float]()
    for name, move in moves.others:
        if name.casefold() in held:
            by_symbol[held[name.casefold()].symbol] = move
        elif name and name.casefold() in sectors:
            by_sector |= dict.fromkeys(sectors[name.casefold()], move)
        elif name.upper() in currencies and name.upper() != view.book.base:
            by_currency[name.upper()] = move
        else:
            raise BadInput(f"{name} is no holding, sector or foreign currency of the portfolio.")
    market = [] if moves.market is None else [f"Market {moves.market:+.1%}"]
    title = ", ".join([*market, *(f"{name} {move:+.1%}" for name, move in moves.others)])
    return replayed.Scenario(title, "shock", market=moves.market or 0.0, currencies=by_currency, symbols={**by_sector, **by_symbol})


def stress(view: View, scenarios: Sequence[replayed.Scenario] | None) -> Stress:
    """Apply scenarios to today's holdings."""
    seen = view.seen()
    losses = replayed.replay(seen, view.book.prices.series, view.book.terms(), scenarios, view.book.benchmark)
    weights = {p.symbol: number(p.weight) for p in seen.positions}
    missing = [f"{loss.scenario.name}: {_why(loss)}" for loss in losses if loss.loss is None]
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
                not_covered={symbol: sentence(reason) for symbol, reason in each.missing},
            )
            for each in losses
        ],
        reasons={"scenarios": f"insufficient_history: {' '.join(missing)}"} if missing else {},
    )


def _why(loss: replayed.Loss) -> str:
    """Say why nothing could be replayed: the one reason of all holdings, or that it differs."""
    reasons = {sentence(reason) for _, reason in loss.missing}
    if all(reason.startswith("no_rate") for _, reason in loss.missing) and len(reasons) == 1:
        return reasons.pop()
    rates = any(reason.startswith("no_rate") for _, reason in loss.missing)
    return f"no holding has prices{' and exchange rates' if rates else ''} on these days."
