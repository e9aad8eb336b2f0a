"""Splits that a file states as new shares, and instruments with values of their own, through preview and commit."""

import pytest

from core.settings import Limits
from data import imports, prices
from data.instruments import own_instruments
from tests.data.small import HEAD, TODAY, Desk

SCHWAB = '"Date","Action","Symbol","Description","Quantity","Price","Fees & Comm","Amount"\n'
BUY = '"04/05/2021","Buy","AAPL","APPLE INC","{}","$126.50","","-$1,265.00"\n'
SPLIT = '"08/31/2021","Stock Split","AAPL","APPLE INC","{}","","",""\n'


@pytest.mark.parametrize(("held", "added", "ratio"), [("10", "30", "4"), ("10", "5", "1.5"), ("8", "72", "10")])
async def test_the_ratio_of_a_split_follows_from_what_was_held(desk: Desk, held: str, added: str, ratio: str) -> None:
    text = SCHWAB + SPLIT.format(added) + BUY.format(held).replace("1,265.00", f"{float(held) * 126.5:.2f}")
    await desk.bring(text)
    (split,) = [row for row in await desk.rows() if row.type.value == "split"]
    assert (str(split.ratio), split.quantity) == (ratio, 0)
    again = await desk.preview(text)
    assert (again.accepted, again.duplicates, again.problems) == (0, 2, [])


@pytest.mark.parametrize("text", [SPLIT.format("30"), SPLIT.format("3.7") + BUY.format("10")])
async def test_a_split_whose_ratio_nothing_tells_is_asked_for(desk: Desk, text: str) -> None:
    made = await desk.preview(SCHWAB + text)
    assert [problem.code for problem in made.problems] == ["needs_ratio"]


async def test_the_shares_held_may_be_in_the_ledger_already(desk: Desk) -> None:
    await desk.bring(SCHWAB + BUY.format("10"))
    made = await desk.preview(SCHWAB + SPLIT.format("30"))
    assert [(each.before, each.after) for each in made.effect] == [("10", "40")]


async def test_each_row_is_told_in_words(desk: Desk) -> None:
    await desk.bring(HEAD + "2021-01-04,BUY,KO,,,3,50,USD,1,,,,,t1,\n")
    rows = "2021-01-04,BUY,KO,,,3,50,USD,1,,,,,t1,\n2021-02-01,SPLIT,KO,,,2:1,,USD,,,,,,,\n2021-03-01,DEPOSIT,,,,,,USD,,,70,,isa,,\n"
    made = await desk.preview(HEAD + rows)
    assert [(each.line, each.status, each.meaning) for each in made.lines] == [
        (2, "duplicate", "2021-01-04: Buy 3 KO at 50 USD, charges 1 USD; 151 USD goes out"),
        (3, "new", "2021-02-01: Split of KO, 2 new for 1 old"),
        (4, "new", "2021-03-01: Deposit; 70 USD comes in, account isa"),
    ]


async def test_a_deposit_is_an_instrument_with_values_of_its_own(desk: Desk) -> None:
    head = HEAD.rstrip("\n") + ",name,asset_class\n"
    await desk.bring(head + "2023-04-01,BUY,FD-1,,,1,100000,INR,,,,,bank,,,Fixed deposit 7 %,deposit\n")
    file = b"symbol,date,close,currency\nFD-1,2024-03-31,107000,INR\n"
    async with desk.db.tx(desk.user_id) as conn:
        made = await prices.preview(conn, desk.user_id, imports.Asked("v.csv", file, None, None, Limits(), TODAY))
        await imports.commit(conn, desk.user_id, made.id)
        (kept,) = await own_instruments(conn, desk.user_id)
        series = await prices.own_series(conn, desk.user_id, ["FD-1"])
    assert (kept.name, kept.asset_class, series["FD-1"].closes.tolist()) == ("Fixed deposit 7 %", "deposit", [107000])


@pytest.mark.parametrize("word", ["=1+1", "9", "x" * 50])
async def test_an_asset_class_is_a_word(desk: Desk, word: str) -> None:
    made = await desk.preview(HEAD.rstrip("\n") + f",asset_class\n2023-04-01,BUY,FD-1,,,1,5,INR,,,,,bank,,,{word}\n")
    assert [(problem.column, problem.code) for problem in made.problems] == [("asset_class", "bad_name")]
