"""A person's own prices: imported, preferred for them alone, taken back."""

from datetime import date
from decimal import Decimal

import pytest

from core.errors import BadFile, UnknownFormat
from core.settings import Limits
from data import imports, prices
from data.import_rows import ImportPreview
from tests.data.small import HEAD, TODAY, Desk, trade

FILE = "symbol,date,close,currency\nACME,2021-01-04,10.5,INR\nACME,2021-01-05,11,INR\nKO,2021-01-04,50,USD\n"


async def preview(desk: Desk, content: str) -> ImportPreview:
    async with desk.db.tx(desk.user_id) as conn:
        return await prices.preview(conn, desk.user_id, imports.Asked("p.csv", content.encode(), None, None, Limits(), TODAY))


async def closes(desk: Desk, *symbols: str) -> dict[str, list[float]]:
    async with desk.db.tx(desk.user_id) as conn:
        return {symbol: list(each.closes) for symbol, each in (await prices.own_series(conn, desk.user_id, symbols)).items()}


async def own(desk: Desk) -> list[str]:
    async with desk.db.tx(desk.user_id) as conn:
        return [each.symbol for each in await prices.own_instruments(conn, desk.user_id)]


async def test_a_price_file_is_previewed_committed_and_undone(desk: Desk) -> None:
    made = await preview(desk, FILE)
    assert (made.format, made.rows, made.accepted, made.duplicates, made.problems) == ("prices", 3, 3, 0, [])
    assert await closes(desk, "ACME", "KO") == {}
    assert await desk.commit(made.id) == (3, 0)
    assert await closes(desk, "ACME", "KO") == {"ACME": [10.5, 11], "KO": [50]}
    assert await own(desk) == ["ACME"]
    assert await desk.undo(made.id) == 3
    assert (await closes(desk, "ACME", "KO"), await own(desk)) == ({}, [])


async def test_prices_are_private(desk: Desk, other: Desk) -> None:
    await desk.commit((await preview(desk, FILE)).id)
    assert (await closes(other, "ACME", "KO"), await own(other)) == ({}, [])
    async with other.db.tx(other.user_id) as conn:
        assert await prices.own_series(conn, desk.user_id, ["ACME"]) == {}


@pytest.mark.parametrize("first", ["prices", "trades"])
async def test_trades_and_prices_of_an_unknown_symbol_meet_in_either_order(desk: Desk, first: str) -> None:
    if first == "prices":
        await desk.commit((await preview(desk, FILE)).id)
    await desk.bring(HEAD + "2021-01-04,BUY,acme,,NSE,3,10,INR,,,,,,,\n")
    if first == "trades":
        await desk.commit((await preview(desk, FILE)).id)
    assert [row.symbol for row in await desk.rows()] == ["ACME"]
    assert (await own(desk), await closes(desk, "ACME")) == (["ACME"], {"ACME": [10.5, 11]})


async def test_an_own_instrument_stays_while_something_names_it(desk: Desk) -> None:
    priced = await preview(desk, FILE)
    await desk.commit(priced.id)
    await desk.record(trade("2021-01-04", "buy", "1", "ACME", currency="INR"))
    await desk.undo(priced.id)
    assert await own(desk) == ["ACME"]


async def test_a_file_again_is_all_duplicates_and_a_changed_close_needs_a_word(desk: Desk) -> None:
    await desk.commit((await preview(desk, FILE)).id)
    changed = await preview(desk, FILE.replace("10.5", "12"))
    assert (changed.accepted, changed.duplicates) == (0, 3)
    assert any("1 close differs" in note for note in changed.notes)
    assert await desk.commit(changed.id, include_duplicates=True) == (3, 0)
    assert await closes(desk, "ACME") == {"ACME": [12, 11]}
    await desk.undo(changed.id)
    assert await closes(desk, "ACME") == {"ACME": [10.5, 11]}


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("ACME,2021-01-06,0,INR", "close", "negative"),
        ("ACME,2021-01-06,x,INR", "close", "bad_number"),
        ("ACME,06/01/2021,1,INR", "date", "bad_date"),
        ("ACME,2024-06-29,1,INR", "date", "future_date"),
        (",2021-01-06,1,INR", "symbol", "missing"),
        ("ACME,2021-01-06,1,rupee", "currency", "bad_currency"),
        ("ACME,2021-01-06,1,ZZZ", "currency", "bad_currency"),
        ("ACME,2021-01-06,1,USD", "currency", "other_currency"),
        ("NEW,2021-01-06,1,", "currency", "missing"),
        ("ACME,2021-01-05,12,INR", "close", "two_closes"),
    ],
)
async def test_a_bad_close_is_a_problem(desk: Desk, row: str, column: str, code: str) -> None:
    made = await preview(desk, FILE + row + "\n")
    assert [(each.line, each.column, each.code) for each in made.problems] == [(5, column, code)]
    assert made.accepted == 3


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("AAPL,2020-08-31,1,USD", "absurd_price"),
        ("AAPL,2020-08-31,195.1,USD", "absurd_price"),
        ("Apple,2020-09-05,64,USD", "absurd_price"),
        ("AAPL,2020-08-31,195,USD", None),
        ("AAPL,2020-08-31,65,USD", None),
        ("AAPL,2022-12-28,1,USD", None),
        ("AAPL,2020-08-31,10000,INR", None),
    ],
)
async def test_a_close_far_from_the_markets_is_a_problem(desk: Desk, row: str, code: str | None) -> None:
    made = await preview(desk, "symbol,date,close,currency\n" + row + "\n")
    assert ([each.code for each in made.problems], made.accepted) == ([code] if code else [], 0 if code else 1)


async def test_each_symbol_of_the_market_is_named_loudly(desk: Desk) -> None:
    made = await preview(desk, FILE + "KO,2020-09-01,45,USD\n")
    assert made.notes[0].startswith("KO has market prices; yours replace them for you alone, from 2020-09-01 to 2021-01-04")
    assert sum("has market prices" in note for note in made.notes) == 1


async def test_pence_become_pounds_and_a_known_symbol_has_its_currency(desk: Desk) -> None:
    await desk.commit((await preview(desk, "symbol,date,close,currency\nVOD,2021-01-04,125.5,GBX\nKO,2021-01-04,50,\n")).id)
    async with desk.db.tx(desk.user_id) as conn:
        found = await prices.own_series(conn, desk.user_id, ["VOD", "KO"])
    assert {symbol: (each.currency, each.last(date(2021, 2, 1))) for symbol, each in found.items()} == {
        "VOD": ("GBP", (date(2021, 1, 4), Decimal("1.255"))),
        "KO": ("USD", (date(2021, 1, 4), Decimal(50))),
    }


async def test_a_tradebook_is_no_price_file(desk: Desk) -> None:
    with pytest.raises(UnknownFormat):
        await preview(desk, HEAD + "2021-01-04,BUY,KO,,,1,45,USD,,,,,,,\n")


NAVS = (
    "Scheme Code;ISIN Div Payout/ ISIN Growth;ISIN Div Reinvestment;Scheme Name;Net Asset Value;Date\n\n"
    "Open Ended Schemes(Equity Scheme - Flexi Cap Fund)\n\nPPFAS Mutual Fund\n"
    "122639;INF879O01027;-;Parag Parikh Flexi Cap Fund - Direct Plan - Growth;61.2345;29-Mar-2024\n"
    "119727;INF200K01RJ1;INF200K01RK9;SBI Focused Fund;N.A.;29-Mar-2024\n"
    "1;INF000X01011;-;Somebody else's fund;10;29-Mar-2024\n"
)
FUNDS = HEAD + "2021-01-04,BUY,,INF879O01027,,3,50,INR,,,,,,,\n2021-01-04,BUY,SBIF,INF200K01RJ1,,3,50,INR,,,,,,,\n"


async def test_the_nav_file_prices_only_the_funds_that_are_held(desk: Desk) -> None:
    await desk.bring(FUNDS)
    made = await preview(desk, NAVS)
    assert (made.rows, made.accepted, made.problems) == (1, 1, [])
    assert made.notes == ["Of the NAV file only your own funds are taken; others in it: 1."]
    await desk.commit(made.id)
    assert await closes(desk, "INF879O01027", "SBIF") == {"INF879O01027": [61.2345]}
    assert await own(desk) == ["INF879O01027", "SBIF"]


@pytest.mark.parametrize(
    ("what", "instead", "said"),
    [
        ("61.2345;29-Mar-2024", "61.2345;29/03/24", "Line 6: '29/03/24' is not a date"),
        ("61.2345;29-Mar-2024", "61.2345;31-Foo-2024", "Line 6: '31-Foo-2024' is not a date"),
        ("INF879O01027", "INF879O01028", "None of the funds"),
        (";61.2345;29-Mar-2024", ";61.23", "Line 6: the row is cut short"),
        ("Net Asset Value;Date", "Date;Net Asset Value", "needs the columns"),
        ("61.2345", "61\x00.2345", "NUL"),
        ("61.2345", "sixty", "bad_number"),
        ("61.2345", "-61.2345", "negative"),
        ("61.2345;29-Mar-2024", "61.2345;29-Mar-2034", "future_date"),
    ],
)
async def test_a_nav_file_that_can_not_be_read_is_refused(desk: Desk, what: str, instead: str, said: str) -> None:
    await desk.bring(FUNDS)
    assert what in NAVS
    try:
        found = [problem.code for problem in (await preview(desk, NAVS.replace(what, instead))).problems]
    except BadFile as error:
        found = [error.message]
    assert len(found) == 1
    assert said in found[0]
    assert await closes(desk, "INF879O01027") == {}


async def test_a_price_file_may_name_an_isin_and_say_what_it_is(desk: Desk) -> None:
    await desk.bring(FUNDS)
    text = "symbol,date,value,currency,name,asset_class\nINF200K01RJ1,2024-01-02,260,INR,,fund\nPPF-1,2024-03-31,150000,INR,My PPF,ppf\n"
    await desk.commit((await preview(desk, text)).id)
    async with desk.db.tx(desk.user_id) as conn:
        found = {each.symbol: (each.name, each.asset_class) for each in await prices.own_instruments(conn, desk.user_id)}
    assert (found["SBIF"], found["PPF-1"]) == (("SBIF", "fund"), ("My PPF", "ppf"))
    assert await closes(desk, "SBIF", "PPF-1") == {"SBIF": [260], "PPF-1": [150000]}
