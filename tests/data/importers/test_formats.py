"""Every format: its own file, hand-made after the headers of real ones, read to the last digit."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from core.errors import UnknownFormat
from core.ledger import TxType
from core.settings import Limits
from data.importers.model import Options, Parsed
from data.importers.read import read
from data.ledger_rules import settled

FILES = Path(__file__).parent / "files"
OPTIONS = Options(Limits())


def parsed(name: str, options: Options = OPTIONS) -> Parsed:
    return read((FILES / name).read_bytes(), options)


def told(found: Parsed) -> list[tuple[str, str, str | None, str, str]]:
    """Tell rows shortly: day, type, symbol, quantity or ratio, cash."""
    drafts = [settled(row.draft) for row in found.rows]
    return [
        (
            draft.day.isoformat(),
            draft.type.value,
            draft.symbol,
            str(draft.ratio or draft.quantity),
            f"{draft.amount or 0:.2f} {draft.currency}",
        )
        for draft in drafts
    ]


CASES = {
    "generic.csv": [
        ("2020-01-06", "deposit", None, "0", "5000.00 USD"),
        ("2020-01-07", "buy", "AAPL", "10", "-3001.50 USD"),
        ("2020-08-31", "split", "AAPL", "4", "0.00 USD"),
        ("2020-09-02", "sell", "AAPL", "15", "1949.00 USD"),
        ("2020-09-03", "fee", None, "0", "-12.00 USD"),
    ],
    "zerodha_tradebook.csv": [
        ("2021-04-05", "buy", "INFY", "10.000000", "-14005.00 INR"),
        ("2021-04-05", "buy", "INFY", "5.000000", "-7002.75 INR"),
        ("2021-06-10", "sell", "INFY", "8.000000", "11600.00 INR"),
    ],
    "upstox_trades.csv": [
        ("2021-04-05", "buy", "TATASTEEL", "10", "-8505.00 INR"),
        ("2021-04-13", "sell", "TATASTEEL", "5", "4500.00 INR"),
    ],
    "upstox_pnl.csv": [
        ("2021-04-05", "buy", "TATASTEEL", "10", "-8505.00 INR"),
        ("2021-06-10", "sell", "TATASTEEL", "10", "9000.00 INR"),
        ("2021-04-13", "buy", "INFY", "5", "-7000.00 INR"),
        ("2021-06-25", "sell", "INFY", "5", "7500.00 INR"),
    ],
    "ibkr_flex_trades.csv": [
        ("2021-04-05", "buy", "US0378331005", "10", "-1266.25 USD"),
        ("2021-06-10", "sell", "US0378331005", "4", "507.00 USD"),
    ],
    "ibkr_flex_full.csv": [("2021-04-05", "buy", "KO", "20", "-1051.00 USD")],
    "ibkr_flex_cash.csv": [
        ("2021-04-01", "dividend", "KO", "0", "8.40 USD"),
        ("2021-04-01", "tax", "KO", "0", "-1.26 USD"),
        ("2021-08-01", "tax", "KO", "0", "0.30 USD"),
    ],
    "ibkr_activity.csv": [
        ("2021-04-05", "buy", "AAPL", "1000", "-126505.00 USD"),
        ("2021-06-10", "sell", "AAPL", "400", "50798.00 USD"),
        ("2021-05-13", "dividend", "AAPL", "0", "220.00 USD"),
    ],
    "ghostfolio.csv": [
        ("2021-09-16", "buy", "MSFT", "5", "-1511.90 USD"),
        ("2021-11-17", "dividend", "MSFT", "5", "3.10 USD"),
        ("2022-01-01", "fee", None, "0", "-4.46 USD"),
    ],
    "ghostfolio.json": [
        ("2021-09-16", "buy", "MSFT", "5", "-1511.90 USD"),
        ("2021-12-01", "sell", "MSFT", "2.5", "825.10 USD"),
    ],
    "wealthfolio.csv": [
        ("2021-01-04", "deposit", None, "0", "5000.00 USD"),
        ("2021-01-05", "buy", "KO", "20", "-1071.00 USD"),
        ("2021-04-01", "dividend", "KO", "0", "8.40 USD"),
        ("2021-07-01", "dividend", "KO", "0", "10.50 USD"),
        ("2021-07-01", "buy", "KO", "0.2", "-10.50 USD"),
    ],
    "portfolio_performance.csv": [
        ("2021-04-05", "buy", "SAP.DE", "8", "-1010.00 EUR"),
        ("2021-05-20", "dividend", "SAP.DE", "0", "11.10 EUR"),
        ("2021-06-10", "sell", "SAP.DE", "4", "489.50 EUR"),
    ],
    "schwab.csv": [
        ("2021-06-10", "sell", "AAPL", "4", "507.97 USD"),
        ("2021-05-13", "dividend", "AAPL", "0", "2.20 USD"),
        ("2021-04-05", "buy", "AAPL", "10", "-1265.00 USD"),
        ("2021-04-01", "deposit", None, "0", "2000.00 USD"),
    ],
    "trading212.csv": [
        ("2021-04-01", "deposit", None, "0", "500.00 EUR"),
        ("2021-04-05", "buy", "DGE", "10", "-310.00 GBP"),
        ("2021-10-07", "dividend", "DGE", "10", "4.46 GBP"),
    ],
    "sure.csv": [
        ("2021-04-05", "buy", "AAPL", "10", "-1265.00 USD"),
        ("2021-06-10", "sell", "AAPL", "4", "508.00 USD"),
    ],
}
NAMES = {"ibkr_flex_full.csv": "ibkr_flex_trades", "ghostfolio.json": "ghostfolio_json", "sure.csv": "generic"}


@pytest.mark.parametrize("name", CASES)
def test_a_format_is_found_and_read(name: str) -> None:
    found = parsed(name)
    assert found.problems == []
    assert found.format == NAMES.get(name, name.partition(".")[0])
    assert told(found) == CASES[name]


@pytest.mark.parametrize("name", CASES)
def test_a_file_reads_the_same_with_a_mark_carriage_returns_and_empty_columns(name: str) -> None:
    raw = (FILES / name).read_text()
    if not name.endswith(".json") and name != "ibkr_activity.csv":
        mark = ";" if name == "portfolio_performance.csv" else ","
        raw = "".join(f"{line}{mark}\r\n" if line else "\r\n" for line in raw.splitlines())
    assert told(read(b"\xef\xbb\xbf" + raw.encode(), OPTIONS)) == CASES[name]
    assert told(read(raw.encode("utf-16"), OPTIONS)) == CASES[name]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("kite_holdings.csv", [("INFY", None, "7", "1400.52"), ("TCS", None, "2", "3100")]),
        ("console_holdings.csv", [("INFY", "INE009A01021", "7", "1400.52"), ("TCS", "INE467B01029", "2", "3100")]),
        ("wealthfolio_holdings.csv", [("KO", None, "20", "53.55")]),
        ("upstox_holdings.csv", [("TATASTEEL", None, "10", "850.50"), ("INFY", None, "5", "1400")]),
        ("upstox_holdings.json", [("TATASTEEL", "INE081A01020", "10", "850.5")]),
    ],
)
def test_a_statement_gives_holdings(name: str, expected: list[tuple[str, str | None, str, str]]) -> None:
    found = parsed(name)
    assert (found.rows, found.problems) == ([], [])
    assert [(each.symbol, each.isin, str(each.quantity), str(each.average_price)) for each in found.holdings] == expected


def test_console_holdings_are_read_from_their_workbook() -> None:
    text = (FILES / "console_holdings.csv").read_text().splitlines()
    found = read(workbook([line.split(",") for line in text]), OPTIONS)
    assert [(each.symbol, str(each.quantity)) for each in found.holdings] == [("INFY", "7"), ("TCS", "2")]


def test_trades_of_the_upstox_api_do_not_tell_their_side() -> None:
    with pytest.raises(UnknownFormat, match="buy or sell"):
        read(b'{"data": [{"traded_price": 1, "traded_quantity": 2, "tradingsymbol": "INFY"}]}', OPTIONS)


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book, out = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    for row in rows:
        page.append(row)
    book.save(out)
    return out.getvalue()


GROWW = [
    "Stock name",
    "Symbol",
    "ISIN",
    "Type",
    "Quantity",
    "Value",
    "Exchange",
    "Exchange Order Id",
    "Execution date and time",
    "Order status",
]


def test_groww_orders_are_read_from_their_workbook() -> None:
    banner: list[list[object]] = [["Order history"], ["Name", "A Person"], [], ["From", "01-04-2021"], []]
    rows: list[list[object]] = [
        ["Infosys", "INFY", "INE009A01021", "BUY", 10, 14005.5, "NSE", "11", "05-04-2021 10:15 AM", "Executed"],
        ["Infosys", "INFY", "INE009A01021", "SELL", 4, 5800, "NSE", "12", "13-06-2021 10:15 AM", "Executed"],
        ["Infosys", "INFY", "INE009A01021", "BUY", 9, 0, "NSE", "13", "14-06-2021 10:15 AM", "Cancelled"],
    ]
    found = read(workbook([*banner, GROWW, *rows]), OPTIONS)
    assert (found.format, found.total, found.notes) == ("groww_orders", 3, ["1 row was left out: the order is cancelled, not executed."])
    assert told(found) == [
        ("2021-04-05", "buy", "INFY", "10", "-14005.50 INR"),
        ("2021-06-13", "sell", "INFY", "4", "5800.00 INR"),
    ]


def test_a_workbook_with_real_dates_and_numbers_is_read_exactly() -> None:
    rows: list[list[object]] = [
        ["date", "type", "symbol", "quantity", "price", "currency"],
        [datetime.fromisoformat("2021-04-05"), "BUY", "KO", 0.1, 52.35, "USD"],
    ]
    draft = read(workbook([["a banner"], *rows]), OPTIONS).rows[0].draft
    assert (draft.day, draft.quantity, draft.price) == (date(2021, 4, 5), Decimal("0.1"), Decimal("52.35"))


def test_zerodha_keeps_exchange_date_trade_id_and_the_moment() -> None:
    row = parsed("zerodha_tradebook.csv").rows[0]
    assert row.draft.source_record_id == "NSE:2021-04-05:100001"
    assert row.draft.time == datetime(2021, 4, 5, 4, 45, 30, tzinfo=UTC)
    assert (row.line, row.raw["order_id"], row.draft.isin, row.exchange) == (2, "9000001", "INE009A01021", "NSE")


def test_lots_named_by_a_sale_are_kept() -> None:
    text = "date,type,symbol,quantity,price,currency,lots\n2021-04-05,SELL,KO,3,50,USD,t1:1;t2:2\n"
    draft = read(text.encode(), OPTIONS).rows[0].draft
    assert [(pick.trade_id, pick.quantity) for pick in draft.lots] == [("t1", Decimal(1)), ("t2", Decimal(2))]
    assert draft.type is TxType.SELL
