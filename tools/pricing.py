"""Results about prices: searches, quotes, histories and comparisons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import numpy as np

from core.errors import Insufficient
from core.ledger import Basis
from core.market import Days, Instrument, PriceSeries
from data.instruments import own_instruments
from finance.fx import carried
from finance.period import Asked, Span, resolve, sessions
from finance.returns import annualise
from finance.risk import YEAR, RiskNumbers
from finance.risk_table import reports
from tools.book import changes
from tools.books import Books
from tools.ground import number
from tools.pages import after, offset, page
from tools.pairs import matrix, pairs
from tools.quotes import Quoted, latest
from tools.results.market import Bar, CompareItem, Comparison, History, InstrumentRow, Instruments, Quote

FEWEST = 20
ROUND = 6
FROM_BEFORE = ("previous_close", "change", "change_fraction")


@dataclass(frozen=True, slots=True)
class Request:
    """Which closes are wanted."""

    asked: Asked
    as_of: date | None
    interval: str
    limit: int
    cursor: str | None


async def search(books: Books, user_id: UUID, query: str, paging: tuple[int, str | None]) -> Instruments:
    """Find instruments: own ones first, then the market's."""
    limit, cursor = paging
    start = offset(cursor)
    async with books.db.tx(user_id) as conn:
        own = [each for each in await own_instruments(conn, user_id) if _matches(each, query)]
    mine = own[start : start + limit + 1]
    shared = await books.market.search(query, limit + 1 - len(mine), max(0, start - len(own))) if len(mine) <= limit else []
    found = [*mine, *shared]
    return Instruments(
        as_of=await books.market_day(),
        instruments=[_row(each) for each in found[:limit]],
        next_cursor=after(start + limit) if len(found) > limit else None,
    )


def _matches(each: Instrument, query: str) -> bool:
    return any(query.casefold() in text.casefold() for text in (each.symbol, each.name, each.isin or ""))


def _row(each: Instrument) -> InstrumentRow:
    return InstrumentRow(
        symbol=each.symbol,
        name=each.name,
        isin=each.isin,
        exchange=each.exchange,
        sector=each.sector,
        asset_class=each.asset_class,
        currency=each.currency,
        own=each.own,
    )


def quote(books: Books, found: Sequence[Quoted], as_of: date | None) -> Quote:
    """Give the last close on or before a day."""
    (one,) = found
    series = one.series
    day = latest(books, found, as_of)
    at = series.index(day)
    before = _close(series, at - 1) if at else None
    price = None if at is None else _close(series, at)
    priced: date | None = None if at is None else series.days[at].astype(object)
    return Quote(
        as_of=day,
        staleness_days=(day - priced).days if priced else 0,
        coverage=1.0 if priced else 0.0,
        caveats=[*_basis(series), *_age(series)],
        reasons=_missing(price, before),
        symbol=one.instrument.symbol,
        name=one.instrument.name,
        price=price,
        currency=series.currency,
        price_date=priced,
        previous_close=before,
        change=price - before if price is not None and before is not None else None,
        change_fraction=float(price / before - 1) if price is not None and before else None,
        source=one.source,
        basis=series.basis.value,
    )


def _missing(price: Decimal | None, before: Decimal | None) -> dict[str, str]:
    if price is None:
        return dict.fromkeys(("price", "price_date", *FROM_BEFORE), "no_price: no close on or before as_of.")
    return {} if before is not None else dict.fromkeys(FROM_BEFORE, "no_price: this is the first close.")


def _close(series: PriceSeries, at: int) -> Decimal:
    return Decimal(repr(round(float(series.closes[at]), ROUND)))


def _age(series: PriceSeries) -> list[str]:
    """Say when a live source's prices were read, and that it has not answered since."""
    if series.fetched is None:
        return []
    late = f"; {series.source} has not answered since" if series.stale else ""
    return [f"Prices of {series.symbol} were read from {series.source} at {series.fetched:%Y-%m-%d %H:%M} UTC{late}."]


def _basis(series: PriceSeries) -> list[str]:
    if series.basis is Basis.TOTAL_RETURN:
        return [f"Closes of {series.symbol} are adjusted for dividends and splits; they differ from the prices traded then."]
    return [f"{series.symbol} is a price index without dividends."] if series.basis is Basis.PRICE_INDEX else []


def history(books: Books, found: Sequence[Quoted], request: Request) -> History:
    """Give the closes of a span."""
    (one,) = found
    series = one.series
    day = latest(books, found, request.as_of)
    span = _span(request.asked, [series], day)
    at = np.searchsorted(series.days, sessions(series.days, span))
    if not len(at):
        raise Insufficient(f"no_price: {series.symbol} has no close between {span.start} and {span.end}.")
    kept = _thinned(series.days, at, request.interval)
    bars, following = page(list(kept), request.limit, request.cursor)
    high, low = at[np.argmax(series.closes[at])], at[np.argmin(series.closes[at])]
    first, last = _close(series, at[0]), _close(series, at[-1])
    return History(
        as_of=day,
        staleness_days=max(0, (span.end - series.days[at[-1]].astype(object)).days),
        caveats=_basis(series),
        symbol=one.instrument.symbol,
        name=one.instrument.name,
        currency=series.currency,
        basis=series.basis.value,
        interval=request.interval,
        start=series.days[at[0]].astype(object),
        end=series.days[at[-1]].astype(object),
        first_close=first,
        last_close=last,
        change_fraction=float(last / first - 1),
        high=_close(series, high),
        high_date=series.days[high].astype(object),
        low=_close(series, low),
        low_date=series.days[low].astype(object),
        bars=[Bar(date=series.days[i].astype(object), close=_close(series, i)) for i in bars],
        next_cursor=following,
    )


def _span(asked: Asked, series: Sequence[PriceSeries], day: date) -> Span:
    """Give the span asked for, within the days that all series have."""
    first = max(each.days[0].astype(object) for each in series)
    if first > day:
        raise Insufficient(f"no_price: there is no price on or before {day}.")
    return resolve(asked, first, day, "1Y")


def _thinned(days: Days, at: np.ndarray[tuple[int], np.dtype[np.intp]], interval: str) -> list[int]:
    """Keep the last close of each week or month."""
    if interval == "day":
        return [int(i) for i in at]
    # Weeks begin on Monday: 1970-01-05 was one.
    period = days[at].astype("datetime64[M]").astype(int) if interval == "month" else (days[at].astype(int) - 4) // 7
    last = np.append(np.flatnonzero(np.diff(period)), len(at) - 1)
    return [int(i) for i in at[last]]


def compare(books: Books, found: Sequence[Quoted], asked: Asked, as_of: date | None) -> Comparison:
    """Measure instruments over the days that all of them have."""
    day = latest(books, found, as_of)
    span = _span(asked, [each.series for each in found], day)
    days = _common([each.series for each in found], span)
    if len(days) <= FEWEST:
        raise Insufficient(f"insufficient_history: only {len(days)} common closes between {span.start} and {span.end}.")
    closes = np.array([carried(each.series, days) for each in found])
    returns = changes(closes)
    start, end = days[0].astype(object), days[-1].astype(object)
    with np.errstate(invalid="ignore", divide="ignore"):
        correlations = np.atleast_2d(np.corrcoef(returns))
    names = [each.instrument.symbol for each in found]
    return Comparison(
        as_of=day,
        staleness_days=(day - end).days,
        caveats=_compared([each.series for each in found]),
        start=start,
        end=end,
        observations=returns.shape[1],
        overlap=_overlap([each.series for each in found], asked, day, len(days)),
        items=[_item(each, row, numbers) for each, row, numbers in zip(found, closes, reports(returns, days), strict=True)],
        correlation=matrix(names, correlations),
        pairs=pairs(names, correlations),
    )


def _compared(series: Sequence[PriceSeries]) -> list[str]:
    """Say what makes series hard to compare."""
    kinds, currencies = {each.basis for each in series}, {each.currency for each in series}
    mixed = ["A price index without dividends stands beside series that include them."]
    abroad = ["Returns are each in the instrument's own currency."]
    return [*(mixed if Basis.PRICE_INDEX in kinds and len(kinds) > 1 else []), *(abroad if len(currencies) > 1 else [])]


def _overlap(series: Sequence[PriceSeries], asked: Asked, day: date, common: int) -> float:
    """Give the common days as a share of the days on which any of the series has a price in the period."""
    wide = resolve(asked, min(each.days[0].astype(object) for each in series), day, "1Y")
    return common / len(np.unique(np.concatenate([sessions(each.days, wide) for each in series])))


def _common(series: Sequence[PriceSeries], span: Span) -> Days:
    days = series[0].days
    for each in series[1:]:
        days = np.intersect1d(days, each.days, assume_unique=True)
    return sessions(days, span)


def _item(each: Quoted, closes: np.ndarray[tuple[int], np.dtype[np.float64]], measured: RiskNumbers) -> CompareItem:
    total = float(closes[-1] / closes[0] - 1)
    yearly = annualise(total, measured.start or date.min, measured.end or date.min)
    short = {name: reason for name, reason in measured.reasons.items() if name in {"sharpe", "var_historical"}}
    return CompareItem(
        symbol=each.instrument.symbol,
        name=each.instrument.name,
        currency=each.series.currency,
        total_return=number(total),
        annual_return=number(yearly.value),
        volatility=number(float(np.std(changes(closes), ddof=1) * np.sqrt(YEAR))),
        max_drawdown=number(float(np.min(closes / np.maximum.accumulate(closes) - 1))),
        sharpe=number(measured.sharpe),
        var_historical=number(measured.var_historical),
        reasons={**({"annual_return": yearly.reason} if yearly.reason else {}), **short},
    )
