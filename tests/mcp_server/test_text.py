"""The short text beside a result."""

from mcp_server.text import LONGEST, clean, short

RESULT = {
    "as_of": "2022-12-28",
    "total_value": {"amount": "1000.00", "currency": "USD"},
    "caveats": ["Prices end."],
    "reasons": {},
    "holdings": [
        {"symbol": "AAPL", "weight": 0.123456789, "value": {"amount": "5.00", "currency": "USD"}, "isin": None},
        {"symbol": "A,B", "weight": None, "value": None, "isin": None},
    ],
}


def test_rows_are_csv_without_empty_columns() -> None:
    assert short(RESULT).splitlines() == [
        "as_of: 2022-12-28",
        "total_value: 1000.00 USD",
        "caveat: Prices end.",
        "holdings:",
        "symbol,weight,value",
        "AAPL,0.123457,5.00 USD",
        '"A,B",,',
    ]


def test_long_cells_are_blocks_and_long_texts_are_cut() -> None:
    text = short({"passages": [{"title": "T", "text": "word " * 5000}]})
    assert text.startswith("passages:\n[1]\ntitle: T\ntext: word")
    assert len(text) < LONGEST + 100


def test_unseen_characters_and_images_go() -> None:
    assert clean("a\u200bb\x07 ![x](http://evil/?q=1)c\U000e0041") == "ab c"
