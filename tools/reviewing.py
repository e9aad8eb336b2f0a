"""The review: what changed since the last one, rules broken, alerts that hold, the watchlist, new income."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from core.errors import CoachError, Insufficient
from core.models import Money
from data import grounds, watch
from finance.drawdown import below_peak, wealth
from finance.period import Asked
from tools import current as now
from tools import measuring, performing, policies, watched
from tools.book import View
from tools.ctx import Ctx
from tools.ground import money
from tools.quotes import quoted
from tools.results.review import AlertState, Mover, Review

MOVERS = 5
YEAR = 252


@dataclass(frozen=True, slots=True)
class Watching:
    """What the person watches, and their policy."""

    alerts: Sequence[watch.Alert]
    watchlist: Sequence[watch.Watched]
    policy: grounds.Policy


async def watching(ctx: Ctx) -> tuple[Watching, date | None]:
    """Read what the person watches, and the day of their last review."""
    async with ctx.services.db.tx(ctx.user_id) as conn:
        last = await watch.reviews(conn, ctx.user_id, 1)
        found = Watching(
            await watch.alerts(conn, ctx.user_id), await watch.watchlist(conn, ctx.user_id), await grounds.policy(conn, ctx.user_id)
        )
    return found, last[0].as_of if last else None


async def review(ctx: Ctx, since: date | None = None) -> Review:
    """Make the review of all of the person's portfolios; by default since the last one, at first over a month."""
    what, last = await watching(ctx)
    view = await ctx.services.books.view(ctx.user_id)
    begin = min(since or last or _month_before(view.as_of), view.as_of)
    found: dict[str, Any] = {"as_of": view.as_of, "since": begin, "first": not (since or last), **_changes(view, begin)}
    states = [await _alert(ctx, view, each) for each in what.alerts]
    weights = now.weights_of(view.seen())
    judged = policies.check(what.policy, view, weights, _volatility(view, what.policy, weights))
    return Review(
        **found,
        alerts=states,
        watchlist=await watched.priced(ctx, what.watchlist, begin),
        broken=[row for row in judged if row.status == policies.BROKEN],
    )


def _month_before(day: date) -> date:
    return (np.datetime64(day, "D") - 30).astype(object)  # type: ignore[no-any-return]


def _changes(view: View, begin: date) -> dict[str, Any]:
    seen = view.seen()
    found: dict[str, Any] = {
        "value": Money(amount=seen.total, currency=seen.base),
        "staleness_days": seen.staleness_days,
        "new_transactions": sum(begin < row.day <= view.as_of for row in view.book.rows),
        "movers": _movers(view, begin),
        "new_income": money(_income(view, begin), seen.base),
    }
    if begin >= view.as_of:
        return found
    asked = Asked(None, begin, view.as_of)
    try:
        grown = performing.performance(view, asked, None)
        found |= {"value_before": grown.start_value, "net_contributions": grown.net_contributions, "gain": grown.gain, "twr": grown.twr}
        found |= {"caveats": grown.caveats}
    except Insufficient as error:
        found["caveats"] = [error.message]
    return found


def _income(view: View, begin: date) -> Decimal:
    return sum((each.gross_base for each in view.state().income if begin < each.day <= view.as_of), Decimal(0))


def _movers(view: View, begin: date) -> list[Mover]:
    found = []
    for symbol in now.weights_of(view.seen()):
        series = view.book.prices.series.get(symbol)
        before, after = (series.last(begin), series.last(view.as_of)) if series else (None, None)
        if before and after and before[1] and after[0] > begin:
            found.append(Mover(symbol=symbol, return_fraction=float(after[1] / before[1]) - 1.0))
    return sorted(found, key=lambda each: -abs(each.return_fraction))[:MOVERS]


def _volatility(view: View, policy: grounds.Policy, weights: dict[str, float]) -> float | None:
    if policy.max_volatility is None or not weights:
        return None
    try:
        return measuring.side_numbers(view, weights, Asked("3Y"))["volatility"]
    except Insufficient:
        return None


async def _alert(ctx: Ctx, view: View, alert: watch.Alert) -> AlertState:
    """Tell whether an alert holds; one whose figure is missing does not, and says why."""
    try:
        value, reason = await _figure(ctx, view, alert), None
    except CoachError as error:
        value, reason = None, error.message
    level = float(alert.level)
    holds = value is not None and (value >= level if alert.side == "above" else value <= level)
    return AlertState(
        id=alert.id,
        kind=alert.kind,
        symbol=alert.symbol,
        side=alert.side,
        level=format(alert.level.normalize(), "f"),
        value=value,
        holds=holds,
        fresh=holds and not alert.holds,
        reason=reason,
    )


async def _figure(ctx: Ctx, view: View, alert: watch.Alert) -> float:
    """Give what an alert looks at: a price, a fall from the year's high (positive), a weight, or days without a price."""
    if alert.kind == "weight":
        return now.weights_of(view.seen()).get(alert.symbol or "", 0.0)
    if alert.symbol is None:
        return _fall(view) if alert.kind == "drawdown" else float(view.seen().staleness_days)
    (one,) = await quoted(ctx.services.books, ctx.user_id, [alert.symbol])
    at = one.series.index(view.as_of)
    if at is None:
        raise Insufficient(f"There is no price of {alert.symbol} yet.")
    if alert.kind == "price":
        return float(one.series.closes[at])
    if alert.kind == "staleness":
        return float((view.as_of - one.series.days[at].astype(object)).days)
    closes = one.series.closes[max(at - YEAR, 0) : at + 1]
    return 1.0 - float(closes[-1] / closes.max())


def _fall(view: View) -> float:
    """Give how far the whole is below its peak of the last year."""
    path = wealth(measuring.history(view, Asked("1Y")).portfolio)
    return -float(below_peak(path)[-1])
