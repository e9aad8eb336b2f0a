"""The charges of contract notes beside the estimate, worked by hand on trades of 1,00,000 rupees."""

import pytest

from data.importers.read import read
from tests.data.importers.test_formats import OPTIONS
from tools.charged import notes

HEAD = "date,type,symbol,quantity,price,currency,brokerage,stt,exchange_charges,sebi_charges,stamp_duty,gst,dp_charges\n"
# STT 100, NSE 3.07, SEBI 0.10, stamp 15 of a purchase, GST 18 % of (20 + 3.07 + 0.10)
BUY = "2026-11-10,BUY,INFY,100,1000,INR,20,100,3.07,0.10,15,4.17,\n"
SELL = "2026-11-12,SELL,INFY,100,1000,INR,20,100,3.07,0.10,0,4.17,15.34\n"
INTRADAY = "2026-11-10,SELL,INFY,100,1000,INR,20,25,3.07,0.10,0,4.17,\n"


def told(*rows: str) -> list[str]:
    found = read((HEAD + "".join(rows)).encode(), OPTIONS)
    assert found.problems == []
    return notes(found.rows)


def test_notes_that_fit_are_counted_and_the_table_is_named_as_unchecked() -> None:
    first, second = told(BUY, SELL)
    assert first == "Charges of 2 trades were compared with the estimate; 2 fit within a rupee each."
    assert second == "Taken from secondary sources, the law's text was not read: exchange, gst, sebi, stamp, stt."


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (BUY.replace(",100,3.07", ",112,3.07"), "Line 2: the contract note charges 12 more STT than the estimate."),
        (BUY.replace("15,4.17", "12.5,1.17"), "Line 2: the contract note charges 3 less GST and 2.5 less stamp duty than the estimate."),
        (BUY.replace("3.07", "3.90"), None),
    ],
)
def test_a_note_that_differs_by_more_than_a_rupee_says_by_how_much(row: str, said: str | None) -> None:
    assert [text for text in told(row) if text.startswith("Line")] == ([said] if said else [])


def test_what_is_bought_and_sold_within_the_day_is_compared_with_intraday_charges() -> None:
    bought = BUY.replace(",100,3.07", ",0,3.07").replace("15,4.17", "3,4.17")
    assert told(bought, INTRADAY)[0] == "Charges of 2 trades were compared with the estimate; 2 fit within a rupee each."


@pytest.mark.parametrize(
    "rows",
    [
        (BUY, INTRADAY.replace("INFY,100", "INFY,40")),  # partly intraday
        (BUY.replace("INR", "USD"), SELL.replace("INR", "USD")),
        (BUY.replace("2026", "2015"), SELL.replace("2026", "2015")),  # before the table
    ],
)
def test_what_can_not_be_compared_is_counted(rows: tuple[str, str]) -> None:
    assert told(*rows)[1].startswith("Charges of 2 rows were not compared")


def test_a_file_without_charges_says_nothing() -> None:
    assert told("2026-11-10,BUY,INFY,100,1000,INR,,,,,,,\n") == []


def test_the_parts_become_fee_and_tax() -> None:
    (row,) = read((HEAD + SELL).encode(), OPTIONS).rows
    assert (str(row.draft.fee), str(row.draft.tax)) == ("42.68", "100")


@pytest.mark.parametrize(
    ("fee", "tax", "column"), [("27.34", "115", None), ("20", "115", "fee"), ("27.34", "100", "tax"), ("-27.34", "115", "fee")]
)
def test_a_fee_that_its_parts_do_not_sum_to_is_a_problem(fee: str, tax: str, column: str | None) -> None:
    text = HEAD.strip() + ",fee,tax\n" + BUY.strip() + f",{fee},{tax}\n"
    assert {each.column for each in read(text.encode(), OPTIONS).problems} == ({column} if column else set())
