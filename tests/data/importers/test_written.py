"""Numbers, dates and letters as people and programs write them."""

import pytest

from data.importers.read import read
from tests.data.importers.test_formats import OPTIONS
from tests.data.importers.test_malformed import HEAD


def test_western_text_is_read_with_a_note() -> None:
    found = read((HEAD + "2021-04-05,BUY,NESTLÉ,1,50,USD,,\n").encode("cp1252"), OPTIONS)
    assert found.rows[0].draft.symbol == "NESTLÉ"
    assert "cp1252" in found.notes[0]


@pytest.mark.parametrize(
    ("price", "expected"),
    [("1,00,000.50", "100000.50"), ("1,234.5", "1234.5"), ("$12", "12"), ("₹ 1,500", "1500"), ("Rs. 20", "20"), (" 7 ", "7")],
)
def test_numbers_are_read_as_people_write_them(price: str, expected: str) -> None:
    found = read((HEAD + f'2021-04-05,BUY,KO,1,"{price}",USD,,\n').encode(), OPTIONS)
    assert str(found.rows[0].draft.price) == expected


def test_a_day_above_twelve_proves_the_order_of_dates() -> None:
    found = read((HEAD + "05/04/2021,BUY,KO,1,50,USD,,\n25/04/2021,BUY,KO,1,50,USD,,\n").encode(), OPTIONS)
    assert [row.draft.day.month for row in found.rows] == [4, 4]
    assert "dmy" in found.notes[-1]


def test_a_decimal_comma_is_taken_only_when_it_is_proven() -> None:
    head = HEAD.replace(",", ";")
    proven = read((head + "2021-04-05;BUY;KO;1.000;50,25;USD;;\n").encode(), OPTIONS)
    assert [(str(row.draft.quantity), str(row.draft.price)) for row in proven.rows] == [("1000", "50.25")]
    unproven = read((head + "2021-04-05;BUY;KO;1,000;50;USD;;\n").encode(), OPTIONS)
    assert [each.code for each in unproven.problems] == ["bad_number"]
