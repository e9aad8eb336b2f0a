"""Closes and exchange rates, read from the sample market's files."""

import io
import zipfile
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

FOLDER = Path(__file__).parents[2] / "data" / "sample" / "market"


@cache
def closes() -> pd.DataFrame:
    """Give all closes by day and symbol."""
    frames = [pd.read_csv(path, index_col="Date", parse_dates=True) for path in sorted(FOLDER.glob("*.csv.gz"))]
    return pd.concat(frames, axis=1).sort_index()


@cache
def euro() -> pd.DataFrame:
    """Give units per euro by day and currency."""
    with zipfile.ZipFile(FOLDER / "eurofxref-hist.zip") as packed:
        text = packed.read(packed.namelist()[0]).decode()
    frame = pd.read_csv(io.StringIO(text), index_col="Date", parse_dates=True, na_values="N/A").sort_index()
    frame["EUR"] = 1.0
    return frame


def rate(from_currency: str, to_currency: str, day: pd.Timestamp) -> float:
    """Give units of one currency for one of another, on the last day with rates."""
    if from_currency == to_currency:
        return 1.0
    known = euro().loc[:day, [from_currency, to_currency]].dropna().iloc[-1]
    return float(known[to_currency] / known[from_currency])


def rates(from_currency: str, to_currency: str, days: "pd.Index[Any]") -> pd.Series:
    """Give units of one currency for one of another on each day, carried forward."""
    if from_currency == to_currency:
        return pd.Series(1.0, index=days)
    known = euro()[[from_currency, to_currency]].dropna().reindex(days, method="ffill")
    return known[to_currency] / known[from_currency]


def compared(symbols: list[str], start: pd.Timestamp, end: pd.Timestamp) -> dict[str, dict[str, float]]:
    """Give return, volatility and deepest fall of symbols over their common days."""
    frame = closes()[symbols].dropna()
    first = frame.index[frame.index <= start][-1]
    frame = frame.loc[first:end]
    daily = frame.pct_change().dropna()
    falls = (frame / frame.cummax() - 1).min()
    total = frame.iloc[-1] / frame.iloc[0] - 1
    wild = daily.std(ddof=1) * 252**0.5
    return {s: {"total_return": float(total[s]), "volatility": float(wild[s]), "max_drawdown": float(falls[s])} for s in symbols}
