"""From which day on a stored valuation has to be made again: the fingerprints of its prices, and the rows that changed."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from core.ledger import Transaction, TxType
from core.market import Days, PriceSeries
from finance.panel import ADJUSTED

_RATIOS = frozenset({TxType.SPLIT, TxType.BONUS})
_BACKWARD = _RATIOS | {TxType.MERGER, TxType.DEMERGER, TxType.TRANSFER_IN, TxType.TRANSFER_OUT}
_CASH = frozenset({TxType.DEPOSIT, TxType.WITHDRAWAL})
OLDER = "older"
_FIRST_YEAR = 1970


@dataclass(frozen=True, slots=True)
class Mark:
    """A price series in short: its last day, its basis, and a checksum by year, currency included.

    All years before the first asked for are `older`.
    """

    last: str
    basis: str
    years: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Changed:
    """What is known of a ledger row that was added or taken back since."""

    day: date
    type: TxType
    symbol: str | None
    account: str


def marks(series: Mapping[str, PriceSeries], first: date) -> dict[str, Mark]:
    """Give the fingerprints of some series; the years before `first` count as one."""
    return {name: _mark(each, first.year) for name, each in series.items() if len(each.days)}


def _mark(series: PriceSeries, first: int) -> Mark:
    years = series.days.astype("datetime64[Y]").astype(np.int64) + _FIRST_YEAR
    edges = np.flatnonzero(np.diff(np.maximum(years, first - 1), prepend=years[0] - 1))
    found: dict[str, int] = {}
    money = zlib.crc32(series.currency.encode())
    for low, high in zip(edges, [*edges[1:], len(years)], strict=True):
        name = str(years[low]) if years[high - 1] >= first else OLDER
        days = series.days[low:high].astype("datetime64[D]").astype(np.int64)
        found[name] = zlib.crc32(series.closes[low:high].tobytes(), zlib.crc32(days.tobytes(), money))
    return Mark(str(series.days[-1]), series.basis.value, found)


def since_prices(old: Mapping[str, Mark], new: Mapping[str, Mark], rows: Sequence[Transaction]) -> date | None:
    """Give the first day whose value other prices or rates may change; None where there is none."""
    firsts: dict[str, date] = {}
    ratios: dict[str, list[date]] = {}
    for row in rows:
        for name in (row.symbol, row.into):
            if name:
                firsts[name] = min(firsts.get(name, date.max), row.day)
        if row.type in _RATIOS and row.symbol:
            ratios.setdefault(row.symbol, []).append(row.day)
    changed = [
        max(since, firsts.get(name, date.min))
        for name in old.keys() | new.keys()
        if (since := _differs(old.get(name), new.get(name), ratios.get(name, []))) is not None
    ]
    return min(changed, default=None)


def _differs(old: Mark | None, new: Mark | None, ratios: Sequence[date]) -> date | None:
    if old is None or new is None or old.basis != new.basis:
        return date.min
    last = min(old.last, new.last)
    if new.basis in ADJUSTED and old.last != new.last and any(day.isoformat() > last for day in ratios):
        return date.min
    years = sorted(name for name in old.years.keys() | new.years.keys() if old.years.get(name) != new.years.get(name))
    if not years:
        return None
    return date.min if OLDER in years else date(int(years[0]), 1, 1)


def since_rows(rows: Sequence[Transaction], changed: Sequence[Changed], known: Iterable[str]) -> date | None:
    """Give the first day whose value changed rows may change; None where there is none.

    `known` are the accounts with a deposit or withdrawal that did not change. Splits, transfers and the first or last
    deposit of an account also reach back before their own day: then all is made again.
    """
    if not changed:
        return None
    funded = set(known)
    reaches_back = any(each.type in _BACKWARD or (each.type in _CASH and each.account not in funded) for each in changed)
    unstated = any(row.type is TxType.BONUS and row.ratio is None for row in rows)
    return date.min if reaches_back or unstated else min(each.day for each in changed)


def kept_days(stored: Days, calendar: Days, since: date | None) -> int:
    """Give how many of the calendar's first days a stored valuation still holds for."""
    shared = min(len(stored), len(calendar))
    differing = np.flatnonzero(stored[:shared] != calendar[:shared])
    same = int(differing[0]) if len(differing) else shared
    if since is None:
        return same
    return min(same, 0 if since == date.min else int(np.searchsorted(calendar, np.datetime64(since, "D"), side="left")))
