"""Files that are wrong: refused or reported, with the line, never half-read and never guessed."""

import io
import time
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path

import pytest

from core.errors import BadFile, CoachError, FileTooLarge, UnknownFormat
from core.settings import Limits
from data.import_names import named
from data.importers.model import Options
from data.importers.read import read
from data.instruments import Names
from tests.data.importers.test_formats import FILES, GROWW, OPTIONS, workbook

HEAD = "date,type,symbol,quantity,price,currency,fee,amount\n"
GOOD = "2021-04-05,BUY,KO,1,50,USD,,\n"


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("2021-13-05,BUY,KO,1,50,USD,,", "date", "bad_date"),
        ("05/04/2021,BUY,KO,1,50,USD,,", "date", "ambiguous_date"),
        (",BUY,KO,1,50,USD,,", "date", "missing"),
        ("2021-04-05,BUYY,KO,1,50,USD,,", "type", "unknown_type"),
        ("2021-04-05,BUY,KO,-1,50,USD,,", "quantity", "negative"),
        ("2021-04-05,BUY,KO,1,-50,USD,,", "price", "negative"),
        ("2021-04-05,BUY,KO,1,50,USD,-3,", "fee", "negative"),
        ("2021-04-05,BUY,KO,one,50,USD,,", "quantity", "bad_number"),
        ('2021-04-05,BUY,KO,1,"50,5",USD,,', "price", "bad_number"),
        ("2021-04-05,BUY,KO,1,NaN,USD,,", "price", "bad_number"),
        ("2021-04-05,BUY,KO,1,1e99,USD,,", "price", "too_large"),
        ("2021-04-05,SPLIT,KO,4,,USD,,", "quantity", "bad_ratio"),
        ("2021-04-05,SPLIT,KO,4:0,,USD,,", "quantity", "bad_ratio"),
        ("2021-04-05,BUY,KO,1,50,USD,,,stray", None, "extra_cells"),
        ("2021-04-05,,KO,,50,USD,,", "quantity", "missing"),
    ],
)
def test_a_bad_row_is_a_problem_with_line_and_column(row: str, column: str | None, code: str) -> None:
    found = read((HEAD + GOOD + row + "\n" + GOOD).encode(), OPTIONS)
    assert [(each.line, each.column, each.code) for each in found.problems] == [(3, column, code)]
    assert len(found.rows) == 2


def test_a_bad_date_says_what_is_expected() -> None:
    found = read((HEAD + "yesterday,BUY,KO,1,50,USD,,\n").encode(), OPTIONS)
    assert found.problems[0].message == "'yesterday' in date is not a date; expected is yyyy-mm-dd."


def test_all_problems_of_a_file_and_a_row_come_at_once() -> None:
    found = read((HEAD + "x,BUY,KO,y,z,USD,,\n" + GOOD + "2021-04-05,?,KO,1,1,USD,,\n").encode(), OPTIONS)
    assert [(each.line, each.column) for each in found.problems] == [(2, "date"), (2, "quantity"), (2, "price"), (4, "type")]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", BadFile),
        (b"  \n \n", BadFile),
        (HEAD.encode(), BadFile),
        (b"%PDF-1.7 ...", BadFile),
        (b"\xd0\xcf\x11\xe0 old excel", BadFile),
        (b"hello world\nthis is no table\n", UnknownFormat),
        ((HEAD + GOOD).encode() + b"2021-04-05,BUY,K\x00O,1,50,USD,,\n", BadFile),
        ((HEAD + GOOD).encode() + b"2021-04-05,BUY,\x81\x8d,1,50,USD,,\n", BadFile),
        (b"\xff\xfe" + HEAD.encode() + b"x", BadFile),
        ((HEAD + '2021-04-05,BUY,"KO,1,50,USD,,\n' + GOOD * 3).encode(), BadFile),
        ((HEAD + f'2021-04-05,BUY,"{"K" * 70_000}",1,50,USD,,\n').encode(), BadFile),
        ((",".join(f"c{at}" for at in range(300)) + "\n").encode(), BadFile),
        (b"date,type,symbol,quantity,price,currency,price\n2021-04-05,BUY,KO,1,50,USD,51\n", BadFile),
        (b"date,trade_date,type,symbol,quantity,price,currency\n2021-04-05,2021-04-06,BUY,KO,1,50,USD\n", BadFile),
        (b'{"activities": 3}', UnknownFormat),
        (b'{"activities": [1]}', BadFile),
        (b'{"activities": [', BadFile),
        (b'{"activities": [{"note": "\\u0000"}]}', BadFile),
        (b'{"activities": [{"note": "\\ud800"}]}', BadFile),
        (b"[" * 100_000, BadFile),
        (b"PK\x03\x04 not a zip", BadFile),
        (b"symbol,date,close,currency\nKO,2021-04-05,50,USD\n", UnknownFormat),
    ],
)
def test_a_file_that_is_no_ledger_is_refused(content: bytes, error: type[CoachError]) -> None:
    with pytest.raises(error):
        read(content, OPTIONS)


BROKERS = [path.name for path in sorted(FILES.iterdir()) if path.name.split(".")[0] != "generic" and path.suffix == ".csv"]


def test_an_almost_known_header_is_refused_with_the_difference() -> None:
    text = (FILES / "zerodha_tradebook.csv").read_text()
    with pytest.raises(UnknownFormat, match="column trade id is missing"):
        read(text.replace("trade_id", "", 1).replace(",,", ",", 1).encode(), OPTIONS)
    with pytest.raises(UnknownFormat, match="the column venue is new"):
        read(text.replace("auction,", "auction,venue,", 1).encode(), OPTIONS)


OWN = "portfolio-coach/1"
GOOD_ENTRY = '"day": "2021-04-05", "type": "buy", "symbol": "KO", "currency": "USD"'
FAULTY = [
    ("ghostfolio.json", '"BUY"', '"SHORT"'),
    ("ghostfolio.json", "2021-09-16", "sixteenth"),
    ("ghostfolio.json", '"quantity": 5', '"quantity": "five"'),
    ("ghostfolio.json", '"quantity": 5', '"quantity": -5'),
    ("ghostfolio.json", '"MSFT"', '""'),
    ("upstox_holdings.json", "10,", '"ten",'),
    ("upstox_holdings.json", '"TATASTEEL"', '""'),
    ("upstox_holdings.json", "850.5", '"850,5,0"'),
    ("upstox_holdings.json", '"quantity"', '"amount"'),
    ("upstox_holdings.json", "[{", "[7, {"),
]


@pytest.mark.parametrize(("name", "what", "instead"), FAULTY)
def test_a_faulty_json_file_is_refused_or_reported(name: str, what: str, instead: str) -> None:
    text = (FILES / name).read_text()
    assert what in text
    try:
        found = read(text.replace(what, instead).encode(), OPTIONS)
    except BadFile:
        return
    assert found.problems
    assert found.problems[0].row


@pytest.mark.parametrize(
    ("portfolios", "error"),
    [
        ("3", BadFile),
        ("[3]", BadFile),
        ('[{"transactions": 3}]', BadFile),
        ('[{"transactions": []}]', BadFile),
        ('[{"transactions": [3]}]', BadFile),
        ('[{"transactions": [{"day": "2021-04-05"}]}]', None),
        ('[{"transactions": [{"day": "someday", "type": "buy", "currency": "USD"}]}]', None),
        ('[{"transactions": [{GOOD, "quantity": "NaN"}]}]', None),
        ('[{"transactions": [{GOOD, "lots": [1]}]}]', None),
        ('[{"transactions": [{GOOD, "note": "LONG"}]}]', BadFile),
        ('[{"transactions": [{GOOD}]}], "prices": [{"symbol": "KO"}]', BadFile),
    ],
)
def test_a_faulty_export_of_ours_is_refused_or_reported(portfolios: str, error: type[BadFile] | None) -> None:
    portfolios = portfolios.replace("GOOD", GOOD_ENTRY).replace("LONG", "x" * 70_000)
    content = f'{{"format": "{OWN}", "portfolios": {portfolios}}}'.encode()
    if error is None:
        found = read(content, OPTIONS)
        assert (len(found.problems), found.rows) == (1, [])
        return
    with pytest.raises(error):
        read(content, OPTIONS)


def header_line(name: str) -> int:
    return {"console_holdings.csv": 3, "upstox_trades.csv": 2, "schwab.csv": 1, "ibkr_activity.csv": 2}.get(name, 0)


def broken(name: str, how: str) -> str:
    lines = (FILES / name).read_text().splitlines()
    at = header_line(name)
    if how == "cut":
        lines[at + 1] = lines[at + 1][: len(lines[at + 1]) // 3]
    elif how == "words for numbers":
        lines[at + 1] = "".join("x" if letter.isdigit() else letter for letter in lines[at + 1])
    elif how == "no rows":
        lines = lines[: at + 1]
    elif how == "open quote":
        lines[at + 1] = '"' + lines[at + 1].replace('"', "")
    else:
        lines[at] = lines[at].replace("ate", "aze").replace("Qty", "Amt").replace("uantity", "uanty")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("how", ["cut", "words for numbers", "no rows", "open quote", "other header"])
@pytest.mark.parametrize("name", BROKERS)
def test_a_broken_broker_file_is_refused_or_reported(name: str, how: str) -> None:
    try:
        found = read(broken(name, how).encode(), OPTIONS)
    except BadFile:
        return
    whole = read((FILES / name).read_bytes(), OPTIONS)
    kept = named(found, Names([]), "INR", date(2024, 1, 1))
    assert found.problems
    assert len(kept) < max(1, len(whole.rows))


@pytest.mark.parametrize(
    "row",
    [
        ["Infosys", "INFY", "INE009A01021", "HOLD", 10, 100, "NSE", "11", "05-04-2021 10:15 AM", "Executed"],
        ["Infosys", "INFY", "INE009A01021", "BUY", "ten", 100, "NSE", "11", "05-04-2021 10:15 AM", "Executed"],
        ["Infosys", "INFY", "INE009A01021", "BUY", 10, None, "NSE", "11", "05-04-2021 10:15 AM", "Executed"],
        ["Infosys", "INFY", "INE009A01021", "BUY", 10, 100, "NSE", "11", "April 5", "Executed"],
        ["Infosys", None, "INE009A01021", "BUY", 10, 100, "NSE", "11", "05-04-2021 10:15 AM", "Executed"],
    ],
)
def test_a_broken_groww_row_is_a_problem(row: list[object]) -> None:
    found = read(workbook([GROWW, row]), OPTIONS)
    assert (len(found.problems), found.rows) == (1, [])


def test_futures_are_refused_not_taken_for_shares() -> None:
    text = (FILES / "zerodha_tradebook.csv").read_text().splitlines()
    rows = [text[0] + ",expiry_date", "NIFTY21APRFUT,,2021-04-05,NSE,FO,,buy,false,75,14800,1,2,2021-04-05T10:15:30,2021-04-29"]
    assert [each.code for each in read("\n".join(rows).encode(), OPTIONS).problems] == ["unsupported"]


def test_too_many_rows_are_refused() -> None:
    with pytest.raises(FileTooLarge):
        read((HEAD + GOOD * 101).encode(), Options(Limits(import_rows=100)))


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(FileTooLarge):
        read((HEAD + GOOD).encode(), Options(Limits(import_bytes=20)))


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    "parts",
    [
        {"[Content_Types].xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * 30_000_000},
        {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'},
        {"letter.txt": b"no workbook"},
        {"[Content_Types].xml": b"<x/>"},
    ],
)
def test_a_hostile_workbook_is_refused_fast(parts: dict[str, bytes]) -> None:
    content, began = zipped(**parts), time.process_time()
    with pytest.raises(BadFile):
        read(content, OPTIONS)
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "content",
    [
        b"x" * 20_000_001,
        (HEAD + '2021-04-05,BUY,"' + "K" * 12_000_000).encode(),
        (HEAD + '2021-04-05,BUY,"' + "K" * 70_000 + '",1,50,USD,,\n').encode(),
        (",".join(f"c{at}" for at in range(100_000)) + "\n").encode(),
        (("," * 100_000) + "\n").encode() * 100,
        HEAD.encode() + b"\0" * 12_000_000,
        HEAD.encode() + b"\x81\x8d" * 6_000_000,
        b"\xff\xfe" + b"x" * 12_000_001,
        b"[" * 5_000_000,
        zipped(**{"[Content_Types].xml": b"<x/>", "xl/worksheets/sheet1.xml": b"0" * 60_000_000}),
    ],
    ids=["20 MB", "open quote", "64 kB", "columns", "empty columns", "NUL", "cp1252", "utf-16", "deep", "bomb"],
)
def test_a_hostile_file_is_refused_fast_in_little_memory(content: bytes) -> None:
    began = time.process_time()
    with pytest.raises(BadFile):
        read(content, OPTIONS)
    assert time.process_time() - began < 1
    tracemalloc.start()
    try:
        with pytest.raises(BadFile):
            read(content, OPTIONS)
        assert tracemalloc.get_traced_memory()[1] < 64_000_000
    finally:
        tracemalloc.stop()


def test_no_fixture_holds_a_real_account() -> None:
    assert all(Path(path).stat().st_size < 3_000 for path in FILES.iterdir())
