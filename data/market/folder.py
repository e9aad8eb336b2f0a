"""A folder of market files: price matrices, instrument tables, and the European Central Bank's rates."""

import csv
import gzip
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from core.errors import MarketFailed
from core.ledger import Basis
from core.market import Instrument

TABLES = ("instruments.csv", "sectors.csv")
RATES = ("eurofxref-hist.zip", "eurofxref-hist.csv")
_NUMBER = re.compile(r"\d+(\.\d+)?([eE]-?\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
Close = tuple[str, str, str]


class MarketFolder:
    """The files of one folder; `sample_dir/market`, or the folder itself when there is no such part."""

    def __init__(self, sample_dir: Path) -> None:
        self.home = sample_dir / "market" if (sample_dir / "market").is_dir() else sample_dir
        if not self.home.is_dir():
            raise MarketFailed(f"There is no folder of market files at {sample_dir}.")

    def matrices(self) -> list[Path]:
        """Give the files of closes."""
        found = sorted([*self.home.glob("*.csv.gz"), *self.home.glob("*.csv")])
        return [path for path in found if path.name not in {*TABLES, *RATES} and _header(path)[:1] == ["Date"]]

    def sha256(self) -> str:
        """Give one hash of everything that is loaded."""
        total = hashlib.sha256()
        for path in [*self.matrices(), *self._there(TABLES), *self._there(RATES)[:1]]:
            total.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
        return total.hexdigest()

    def _there(self, names: tuple[str, ...]) -> list[Path]:
        return [self.home / name for name in names if (self.home / name).is_file()]

    def instruments(self) -> list[Instrument]:
        """Give the instruments of all closes, described by the tables; one that no table names is called by its symbol."""
        described: dict[str, Instrument] = {}
        for path in self._there(TABLES):
            with path.open(encoding="utf-8-sig", newline="") as file:
                described |= {row["symbol"].strip(): _instrument(row) for row in csv.DictReader(file) if row.get("symbol")}
        symbols = [symbol for path in self.matrices() for symbol in _header(path)[1:]]
        return [described.get(symbol) or Instrument(symbol=symbol, name=symbol, currency="USD") for symbol in dict.fromkeys(symbols)]

    def closes(self) -> Iterator[Close]:
        """Give symbol, day and close of every cell that has one; a symbol is read from the first file that has it."""
        seen: set[str] = set()
        for path in self.matrices():
            symbols = _header(path)[1:]
            fresh = [(at, symbol) for at, symbol in enumerate(symbols, 1) if symbol not in seen]
            seen.update(symbols)
            with _text(path) as file:
                yield from _matrix(csv.reader(file), fresh, path.name)

    def rates(self) -> Iterator[Close]:
        """Give currency, day and units per euro."""
        for path in self._there(RATES)[:1]:
            with _text(path) as file:
                rows = csv.reader(file)
                header = [name.strip() for name in next(rows)]
                columns = [(at, name) for at, name in enumerate(header) if at and name]
                yield from _matrix(rows, columns, path.name)


def _matrix(rows: Iterator[list[str]], columns: list[tuple[int, str]], name: str) -> Iterator[Close]:
    days: set[str] = set()
    for cells in rows:
        if not cells or cells[0] == "Date":
            continue
        day = cells[0].strip()[:10]
        if not _DAY.fullmatch(day):
            raise MarketFailed(f"{name} has a row without a date: {cells[0][:40]!r}.")
        if day in days:
            raise MarketFailed(f"{name} has the day {day} twice.")
        days.add(day)
        for at, symbol in columns:
            close = cells[at].strip() if at < len(cells) else ""
            if _NUMBER.fullmatch(close) and float(close) > 0:
                yield symbol, day, close


def _instrument(row: dict[str, str]) -> Instrument:
    values = {name: (row.get(name) or "").strip() for name in ("name", "isin", "exchange", "currency", "asset_class", "sector", "basis")}
    symbol = row["symbol"].strip()
    return Instrument(
        symbol=symbol,
        name=values["name"] or symbol,
        isin=values["isin"] or None,
        exchange=values["exchange"] or None,
        currency=values["currency"] or "USD",
        asset_class=values["asset_class"] or "equity",
        sector=values["sector"] or None,
        basis=Basis(values["basis"] or "as_traded"),
        aliases=tuple(filter(None, (alias.strip() for alias in (row.get("aliases") or "").split(";")))),
    )


def _header(path: Path) -> list[str]:
    with _text(path) as file:
        return [name.strip() for name in next(csv.reader(file), [])]


@contextmanager
def _text(path: Path) -> Iterator[IO[str]]:
    """Open a file as text, unpacking it where its name says so."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
            yield file
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as part:
            yield io.TextIOWrapper(part, encoding="utf-8-sig", newline="")
    else:
        with path.open(encoding="utf-8-sig", newline="") as file:
            yield file
