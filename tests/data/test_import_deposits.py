"""Deposits that a file does not hold: told in the preview, added where wanted, taken back with the import."""

from decimal import Decimal

import pytest

from data import imports
from tests.data.small import HEAD, Desk

TRADES = (
    "2020-08-28,BUY,AAPL,,,10,100,USD,1,,,,broker,t1,\n"
    "2020-08-31,SELL,AAPL,,,4,120,USD,,,,,broker,t2,\n"
    "2020-08-31,BUY,KO,,,20,45,USD,,,,,broker,t3,\n"
    "2020-09-01,BUY,INFY,,,1,12,INR,,,,,other,t4,\n"
)
DEPOSIT = "2020-08-27,DEPOSIT,,,,,,USD,,,{amount},,broker,d1,\n"


async def deposits(desk: Desk) -> list[tuple[str, str, Decimal, str, str]]:
    return [
        (row.day.isoformat(), row.account, row.amount or Decimal(0), row.currency, row.source)
        for row in await desk.rows()
        if row.type.value == "deposit"
    ]


async def with_deposits(desk: Desk, text: str) -> imports.Done:
    made = await desk.preview(text)
    async with desk.db.tx(desk.user_id) as conn:
        return await imports.commit(conn, desk.user_id, made.id, include_deposits=True)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (TRADES, ["12 INR more would be spent than was paid in, on 1 day.", "1421 USD more would be spent than was paid in, on 2 days."]),
        (DEPOSIT.format(amount=1421) + TRADES, ["12 INR more would be spent than was paid in, on 1 day."]),
        (DEPOSIT.format(amount=1420) + TRADES[: TRADES.index("2020-09-01")], ["1 USD more would be spent than was paid in, on 1 day."]),
        (DEPOSIT.format(amount=1), []),
    ],
)
async def test_a_preview_says_what_was_never_paid_in(desk: Desk, file: str, said: list[str]) -> None:
    made = await desk.preview(HEAD + file)
    assert [each.partition(": ")[2].partition(" Where")[0] for each in made.notes if "below zero" in each] == said
    assert made.problems == []
    assert len(made.missing_deposits) == len(said)


async def test_deposits_are_added_only_where_wanted(desk: Desk) -> None:
    await desk.bring(HEAD + TRADES)
    assert await deposits(desk) == []


async def test_deposits_cover_each_day_and_no_more(desk: Desk) -> None:
    done = await with_deposits(desk, HEAD + TRADES)
    assert (done.imported, done.skipped, done.deposits) == (4, 0, 3)
    assert sorted(await deposits(desk)) == [
        ("2020-08-28", "broker", Decimal(1001), "USD", "assumed_deposit"),
        ("2020-08-31", "broker", Decimal(420), "USD", "assumed_deposit"),
        ("2020-09-01", "other", Decimal(12), "INR", "assumed_deposit"),
    ]


async def test_the_same_file_again_adds_nothing_and_more_rows_only_what_they_lack(desk: Desk) -> None:
    await with_deposits(desk, HEAD + TRADES)
    assert (await with_deposits(desk, HEAD + TRADES)).model_dump() == {"imported": 0, "skipped": 4, "deposits": 0}
    more = await with_deposits(desk, HEAD + TRADES + "2020-09-02,BUY,KO,,,1,50,USD,,,,,broker,t5,\n")
    assert (more.imported, more.deposits, len(await deposits(desk))) == (1, 1, 4)


async def test_the_deposits_go_with_the_import_and_come_with_the_next(desk: Desk, other: Desk) -> None:
    made = await desk.preview(HEAD + TRADES)
    async with desk.db.tx(desk.user_id) as conn:
        await imports.commit(conn, desk.user_id, made.id, include_deposits=True)
        assert (await imports.undo(conn, desk.user_id, made.id)).undone == 7
    assert await desk.rows() == []
    assert (await with_deposits(desk, HEAD + TRADES)).deposits == 3
    assert await other.rows() == []
