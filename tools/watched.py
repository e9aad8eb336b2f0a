"""What a person watches, with its last price and how that has changed."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from core.errors import CoachError
from data.watch import Watched
from tools.ctx import Ctx
from tools.quotes import Quoted, tried
from tools.results.review import WatchedPrice


async def priced(ctx: Ctx, rows: Sequence[Watched], since: date | None = None) -> list[WatchedPrice]:
    """Give the last close of each, and its change since a day, by default since the close before; one without says why."""
    symbols = [each.symbol for each in rows]
    found = await tried(ctx.services.books, ctx.user_id, symbols)
    return [_row(symbol, each, since) for symbol, each in zip(symbols, found, strict=True)]


def _row(symbol: str, found: Quoted | CoachError, since: date | None) -> WatchedPrice:
    if isinstance(found, CoachError):
        return WatchedPrice(symbol=symbol, reason=found.message)
    days, closes = found.series.days, found.series.closes
    before = len(days) - 2 if since is None else found.series.index(since)
    known = before is not None and 0 <= before < len(days) - 1 and closes[before]
    return WatchedPrice(
        symbol=symbol,
        name=found.instrument.name,
        price=Decimal(repr(float(closes[-1]))),
        currency=found.series.currency,
        price_date=days[-1].astype(object),
        return_fraction=float(closes[-1] / closes[before]) - 1.0 if known else None,
    )
