"""Consolidated account statements in PDF: made by hand after the printed layout, read by casparser, never half-read."""

import os
import resource
import time
from decimal import Decimal
from typing import Any

import pytest

from core.errors import BadFile, CoachError, PasswordNeeded, Unavailable
from core.settings import Limits
from data.importers.cas import funds, pdf, statement
from data.importers.cas.__main__ import HIDDEN
from data.importers.cells import Style
from data.importers.model import Options, Parsed
from data.importers.read import collect, read
from tests.data.importers import cas_pdf
from tests.data.importers.test_formats import told

enums, types = pytest.importorskip("casparser.enums"), pytest.importorskip("casparser.types")
OPTIONS = Options(Limits(), password=cas_pdf.PASSWORD)
PERIOD = types.StatementPeriod(from_="01-Apr-2021", to="31-Mar-2022")
NOBODY = types.InvestorInfo(name="A Person", email="", address="", mobile="")


def test_a_detailed_statement_becomes_transactions() -> None:
    found = read(cas_pdf.detailed(), OPTIONS)
    assert (found.format, found.problems) == ("cas", [])
    assert told(found) == [
        ("2021-04-01", "transfer_in", "INF879O01027", "100.000", "0.00 INR"),
        ("2021-04-05", "buy", "INF879O01027", "200.000", "-10000.00 INR"),
        ("2021-05-06", "dividend", "INF879O01027", "0", "450.00 INR"),
        ("2021-05-06", "buy", "INF879O01027", "9.000", "-450.00 INR"),
        ("2021-06-10", "sell", "INF879O01027", "100.000", "5499.94 INR"),
        ("2021-12-01", "buy", "INF200K01RJ1", "12.000", "-3000.00 INR"),
    ]
    assert found.skipped == {"it is a remark of the statement": 1}
    assert {row.draft.account for row in found.rows} == {"12345678/90"}
    assert {(row.name, row.asset_class) for row in found.rows[:1]} == {("Parag Parikh Flexi Cap Fund - Direct Plan Growth", "fund")}


def test_stamp_duty_and_stt_belong_to_their_rows() -> None:
    rows = [row.draft for row in read(cas_pdf.detailed(), OPTIONS).rows]
    assert [(row.type.value, row.tax) for row in rows if row.tax] == [("buy", Decimal("0.50")), ("sell", Decimal("0.06"))]


def test_the_statement_gives_navs() -> None:
    quotes = {(each.symbol, str(each.day)): str(each.close) for each in read(cas_pdf.detailed(), OPTIONS).quotes}
    assert quotes["INF879O01027", "2022-03-31"] == "60.0000"
    assert quotes["INF200K01RJ1", "2021-12-01"] == "250.0000"


def test_nothing_of_the_investor_leaves_the_reading() -> None:
    found = read(cas_pdf.detailed(), OPTIONS)
    for word in ("A Person", "Example Street", "person@example.org", "910000000000", cas_pdf.PASSWORD):
        assert word not in str(found)
    assert cas_pdf.PASSWORD not in repr(OPTIONS)


@pytest.mark.parametrize(
    ("content", "password", "error", "said"),
    [
        (cas_pdf.detailed(), None, PasswordNeeded, "locked"),
        (cas_pdf.detailed(), "wrong", PasswordNeeded, "does not open"),
        (cas_pdf.pdf([[(30, 700, "A letter about the weather")]]), None, BadFile, "not a consolidated account statement"),
        (cas_pdf.pdf([[]]), None, BadFile, "scanned"),
        (b"%PDF-1.7 and nothing more", None, BadFile, "not a whole PDF"),
        (cas_pdf.detailed(password=None)[:600], None, BadFile, "PDF"),
        (cas_pdf.pdf([[*cas_pdf.head("Ledger")]]), None, BadFile, "not a consolidated account statement"),
        (cas_pdf.pdf([[(30, 700, "word")]] * (pdf.MOST_PAGES + 1)), None, BadFile, "pages"),
    ],
)
def test_a_pdf_that_is_no_statement_is_refused_with_its_reason(
    content: bytes, password: str | None, error: type[CoachError], said: str
) -> None:
    with pytest.raises(error, match=said):
        read(content, Options(Limits(), password=password))


def test_a_scheme_whose_units_do_not_add_up_is_refused_whole() -> None:
    found = read(cas_pdf.detailed(closing="250.000"), OPTIONS)
    assert [each.code for each in found.problems] == ["balance_mismatch"]
    assert {row.draft.symbol for row in found.rows} == {"INF200K01RJ1"}


def test_a_statement_without_a_password_is_read_without_one() -> None:
    assert len(read(cas_pdf.detailed(password=None), Options(Limits())).rows) == 6


def test_a_reading_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 0.001)
    with pytest.raises(BadFile, match="within"):
        read(cas_pdf.detailed(), OPTIONS)


def test_without_casparser_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(Unavailable, match="make extras"):
        read(cas_pdf.detailed(), OPTIONS)


def test_a_refusal_costs_this_process_little() -> None:
    content, began, before = b"%PDF-1.7\n" + os.urandom(5_000_000), time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(BadFile):
        read(content, OPTIONS)
    assert time.process_time() - began < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64_000


def row(kind: str, units: str | None = None, amount: str | None = None, nav: str | None = None) -> dict[str, Any]:
    return {"date": "2021-05-03", "description": kind, "type": kind, "units": units, "amount": amount, "nav": nav}


def made(*rows: dict[str, Any], close: str = "0", opening: str = "0", cost: str | None = None) -> Parsed:
    """Read what casparser's own types make of some rows."""
    scheme = types.Scheme(
        scheme="A Fund",
        rta_code="AF",
        rta="CAMS",
        isin="INF000X01011",
        open=Decimal(opening),
        close=Decimal(close),
        close_calculated=Decimal(close),
        valuation={"date": "2022-03-31", "nav": "12", "value": "0", "cost": cost},
        transactions=rows,
    )
    folio = types.Folio(folio="1 / 2", amc="AMC", schemes=[scheme])
    data = types.CASData(
        statement_period=PERIOD,
        folios=[folio],
        investor_info=NOBODY,
        cas_type=enums.CASFileType.DETAILED,
        file_type=enums.FileType.KFINTECH,
    ).model_dump(mode="json", exclude=HIDDEN)
    return collect(funds.TRANSACTIONS, statement.transactions(data), Options(Limits()), Style(dates="dby"))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([row("PURCHASE", "10", "100", "10")], [("buy", "10", "-100.00 INR")]),
        ([row("PURCHASE", "10", None, "10")], [("buy", "10", "-100.00 INR")]),
        ([row("SWITCH_IN", "10", "100", "10")], [("buy", "10", "-100.00 INR")]),
        ([row("SWITCH_OUT", "-10", "-100", "10")], [("sell", "10", "100.00 INR")]),
        ([row("REVERSAL", "-10", "-100", "10")], [("sell", "10", "100.00 INR")]),
        ([row("REDEMPTION", "-10", "-99", "10"), row("STT_TAX", None, "1")], [("sell", "10", "99.00 INR")]),
        ([row("REDEMPTION", "-10", "-100", "10"), row("STT_TAX", None, "1")], [("sell", "10", "99.00 INR")]),
        ([row("DIVIDEND_PAYOUT", None, "55")], [("dividend", "0", "55.00 INR")]),
        ([row("DIVIDEND_REINVEST", "5", "50", "10")], [("dividend", "0", "50.00 INR"), ("buy", "5", "-50.00 INR")]),
        ([row("TDS_TAX", None, "7")], [("tax", "0", "-7.00 INR")]),
        ([row("STAMP_DUTY_TAX", None, "7")], [("tax", "0", "-7.00 INR")]),
        ([row("GIFT_IN", "5")], [("transfer_in", "5", "0.00 INR")]),
        ([row("GIFT_OUT", "-5")], [("transfer_out", "5", "0.00 INR")]),
        ([row("SEGREGATION", "5")], [("transfer_in", "5", "0.00 INR")]),
        ([row("MISC")], []),
    ],
)
def test_every_kind_of_row(rows: list[dict[str, Any]], expected: list[tuple[str, str, str]]) -> None:
    found = made(*rows)
    assert found.problems == []
    assert [(kind, size, cash) for _, kind, _, size, cash in told(found)] == expected


def test_a_row_of_an_unknown_kind_that_moves_money_is_a_problem() -> None:
    assert [each.code for each in made(row("UNKNOWN", "0.5", "10")).problems] == ["unknown_type"]


def test_the_opening_cost_is_taken_where_the_total_cost_tells_it() -> None:
    (opened, _) = made(row("PURCHASE", "10", "100", "10"), opening="50", close="60", cost="500").rows
    assert (opened.draft.quantity, opened.draft.price) == (Decimal(50), Decimal(8))
    (opened, _) = made(row("REDEMPTION", "-10", "100", "10"), opening="50", close="40", cost="500").rows
    assert opened.draft.price is None


def test_a_depository_statement_is_one_of_holdings() -> None:
    shares = types.Equity(
        isin="INE009A01021", name="Infosys", num_shares=Decimal(7), price=Decimal(1400), value=Decimal(9800), symbol="INFY"
    )
    fund = types.MutualFund(isin="INF000X01011", balance=Decimal("12.5"), nav=Decimal(10), value=Decimal(125), total_cost=Decimal(100))
    held = {"equities": [shares], "mutual_funds": [fund]}
    account = types.DematAccount(name="x", type="NSDL", folios=1, balance=Decimal(1), owners=[], **held)
    data = types.NSDLCASData(accounts=[account], statement_period=PERIOD, investor_info=NOBODY, file_type=enums.FileType.NSDL)
    rows = statement.holdings("demat", data.model_dump(mode="json", exclude=HIDDEN))
    found = collect(funds.HOLDINGS, rows, Options(Limits()), Style())
    assert [(each.symbol, each.isin, each.quantity, each.average_price) for each in found.holdings] == [
        ("INFY", "INE009A01021", Decimal(7), None),
        ("INF000X01011", "INF000X01011", Decimal("12.5"), Decimal(8)),
    ]
