"""The sample market: the files are what they claim, they load once, and are found by what people call them."""

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import MarketFailed
from core.ledger import Basis
from core.settings import ROOT
from data.db import Database
from data.market import sample
from data.market.folder import MarketFolder
from data.market.stored import StoredMarket
from tests.data.small import CLOSES, write_market

MARKET = ROOT / "data" / "sample" / "market"


def test_every_bundled_file_has_its_checksum() -> None:
    lines = (MARKET / "SHA256SUMS").read_text().splitlines()
    listed = {name: sha256 for sha256, _, name in (line.partition("  ") for line in lines)}
    found = {name: hashlib.sha256((MARKET / name).read_bytes()).hexdigest() for name in listed}
    assert found == listed
    assert {path.name for path in MARKET.iterdir() if path.suffix in {".gz", ".zip", ".csv"}} <= set(listed)


def test_provenance_names_every_data_file_with_its_checksum() -> None:
    text = (MARKET / "PROVENANCE.md").read_text()
    for path in MARKET.glob("*.[gz]*"):
        assert path.name in text
        assert hashlib.sha256(path.read_bytes()).hexdigest() in text


def test_the_sample_has_26_instruments_each_described() -> None:
    found = {each.symbol: each for each in MarketFolder(ROOT / "data" / "sample").instruments()}
    assert len(found) == 26
    assert (found["SP500"].basis, found["SP500"].asset_class) == (Basis.PRICE_INDEX, "index")
    assert {each.basis for symbol, each in found.items() if symbol != "SP500"} == {Basis.TOTAL_RETURN}
    assert len({each.sector for each in found.values() if each.asset_class == "equity"}) == 7


async def test_the_whole_sample_is_in_the_database(sampled: Database) -> None:
    market = StoredMarket(sampled)
    series = await market.series(["AAPL", "^GSPC", "MTUM", "nothing"])
    assert {symbol: len(each.days) for symbol, each in series.items()} == {"AAPL": 8313, "SP500": 8313, "MTUM": 2264}
    assert series["SP500"].last(date(2023, 5, 1)) == (date(2022, 12, 28), Decimal("3783.22"))
    assert await market.last_day() == date(2022, 12, 28)
    rates = await market.fx(["USD", "INR", "EUR"])
    assert (sorted(rates), len(rates["INR"].days)) == (["INR", "USD"], 4566)


async def test_a_missing_close_is_no_price(market: Database) -> None:
    found = (await StoredMarket(market).series(["INFY"]))["INFY"]
    assert (len(found.days), found.currency, found.basis) == (2, "INR", Basis.AS_TRADED)
    assert found.last(date(2020, 8, 31)) == (date(2020, 8, 28), Decimal(12))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("AAPL", "AAPL"),
        ("aapl", "AAPL"),
        ("apple", "AAPL"),
        ("Aple Inc", "AAPL"),
        ("US1912161007", "KO"),
        ("coca cola", "KO"),
        ("coke", "KO"),
        ("infosis", "INFY"),
        ("S&P 500", "SP500"),
        ("^gspc", "SP500"),
        ("spx", "SP500"),
        ("index", "SP500"),
    ],
)
async def test_instruments_are_found_by_what_people_call_them(market: Database, query: str, first: str) -> None:
    assert (await StoredMarket(market).search(query, 5))[0].symbol == first


async def test_search_lists_all_pages_and_finds_nothing_honestly(market: Database) -> None:
    stored = StoredMarket(market)
    assert [each.symbol for each in await stored.search("", 2, 1)] == ["INFY", "KO"]
    assert list(await stored.search("zzzzqqqq", 5)) == []


async def test_aliases_and_isins_resolve_to_symbols(market: Database) -> None:
    found = await StoredMarket(market).instruments(["apple", "INE009A01021", "spx", "KO", "??"])
    assert sorted(found) == ["AAPL", "INFY", "KO", "SP500"]


async def test_a_load_happens_once_and_again_when_files_change(market: Database, tmp_path: Path) -> None:
    said: list[str] = []
    stored = StoredMarket(market)
    await sample.load(market, tmp_path, said.append)
    assert said == []
    assert (await stored.series(["KO"]))["KO"].closes[-1] == 46
    await sample.load(market, write_market(tmp_path, **{"closes.csv": CLOSES.replace(",46,", ",47,").replace("INFY", "TCS")}), said.append)
    assert (await stored.series(["KO"]))["KO"].closes[-1] == 47
    assert sorted(each.symbol for each in await stored.search("", 9)) == ["AAPL", "KO", "SP500", "TCS"]
    assert len(said) == 2


async def test_a_folder_without_files_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(MarketFailed):
        await sample.load(database, tmp_path / "missing")
    with pytest.raises(MarketFailed):
        await StoredMarket(database).last_day()


async def test_a_day_that_stands_twice_is_refused_and_nothing_is_loaded(database: Database, tmp_path: Path) -> None:
    with pytest.raises(MarketFailed, match="2020-08-28 twice"):
        await sample.load(database, write_market(tmp_path, **{"closes.csv": CLOSES + "2020-08-28,1,1,1,1\n"}))
    assert await StoredMarket(database).search("", 9) == []
