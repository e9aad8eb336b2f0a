"""A fund statement through preview, commit and undo, and beside other statements of the same funds."""

from decimal import Decimal

import pytest

from core.errors import PasswordNeeded
from data.import_quotes import own
from data.importers.model import Quote
from data.instruments import Names, own_instruments
from data.prices import own_series
from tests.data.importers import cas_pdf
from tests.data.importers.cas_pdf import Row
from tests.data.small import Desk

pytest.importorskip("casparser")
FUND = "INF879O01027"
SECOND: tuple[Row, ...] = (("05-Apr-2022", "Purchase", "4,000.00", "80.000", "50.0000", "{}"),)


async def opened(desk: Desk, content: bytes) -> str:
    """Import a statement and give the import's id."""
    made = await desk.preview(content, password=cas_pdf.PASSWORD)
    assert made.problems == []
    await desk.commit(made.id)
    return made.id


async def closes(desk: Desk) -> dict[str, list[float]]:
    async with desk.db.tx(desk.user_id) as conn:
        found = await own_series(conn, desk.user_id, [FUND, "INF200K01RJ1"])
    return {symbol: series.closes.tolist() for symbol, series in found.items()}


async def test_a_statement_is_imported_with_its_funds_and_navs_and_undone(desk: Desk) -> None:
    made = await desk.preview(cas_pdf.detailed(), password=cas_pdf.PASSWORD)
    assert (made.format, made.accepted) == ("cas", 6)
    assert {each.symbol: each.after for each in made.effect} == {FUND: "209", "INF200K01RJ1": "12"}
    await desk.commit(made.id)
    async with desk.db.tx(desk.user_id) as conn:
        assert {(each.symbol, each.asset_class, each.name[:12]) for each in await own_instruments(conn, desk.user_id)} == {
            (FUND, "fund", "Parag Parikh"),
            ("INF200K01RJ1", "fund", "SBI Focused "),
        }
    assert (await closes(desk))[FUND] == [49.9975, 50, 55, 60]
    assert await desk.undo(made.id) == 6
    assert (await desk.rows(), await closes(desk)) == ([], {})


async def test_a_statement_twice_changes_nothing(desk: Desk) -> None:
    await opened(desk, cas_pdf.detailed())
    again = await desk.preview(cas_pdf.detailed(), password=cas_pdf.PASSWORD)
    assert (again.accepted, again.duplicates) == (0, 6)


def next_year(opening: str, closing: str) -> bytes:
    rows = [(*row[:5], closing) for row in SECOND]
    return cas_pdf.pdf([[*cas_pdf.head(year=2022), *cas_pdf.scheme(642, cas_pdf.FUND, rows, opening, closing)]])


async def test_an_opening_balance_that_the_ledger_explains_is_not_counted_twice(desk: Desk) -> None:
    await opened(desk, cas_pdf.detailed())
    made = await desk.preview(next_year("209.000", "289.000"))
    assert (made.accepted, made.duplicates, made.problems) == (1, 1, [])
    assert [(each.before, each.after) for each in made.effect] == [("209", "289")]


async def test_a_missing_statement_in_between_is_said(desk: Desk) -> None:
    await opened(desk, cas_pdf.detailed())
    made = await desk.preview(next_year("500.000", "580.000"))
    assert any("a statement in between is missing" in note for note in made.notes)


async def test_an_older_statement_after_an_opening_balance_is_refused(desk: Desk) -> None:
    await opened(desk, next_year("209.000", "289.000"))
    made = await desk.preview(cas_pdf.detailed(), password=cas_pdf.PASSWORD)
    assert {problem.code for problem in made.problems} == {"before_opening"}
    assert [each.symbol for each in made.effect] == ["INF200K01RJ1"]


async def test_the_password_is_kept_nowhere(desk: Desk) -> None:
    await desk.preview(cas_pdf.detailed(), password=cas_pdf.PASSWORD)
    async with desk.db.tx(desk.user_id) as conn:
        rows = await (await conn.execute("select to_jsonb(i)::text as text from imports i")).fetchall()
    assert len(rows) == 1
    assert cas_pdf.PASSWORD not in rows[0]["text"]


async def test_a_refused_statement_stores_nothing(desk: Desk) -> None:
    with pytest.raises(PasswordNeeded):
        await desk.preview(cas_pdf.detailed(), password="wrong")
    async with desk.db.tx(desk.user_id) as conn:
        assert await (await conn.execute("select 1 from imports")).fetchall() == []


def test_prices_of_the_market_are_left_alone() -> None:
    quote = Quote(symbol="AAPL", day="2021-01-04", close=Decimal(1), currency="INR")
    assert own([quote], Names([])) == ([], [])
