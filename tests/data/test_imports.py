"""Importing: preview, commit, undo, and what stands in their way."""

from contextlib import suppress

import pytest

from core.errors import BadFile, Conflict, NotFound, Oversold, UndoRefused
from data import imports, ledger
from data.instruments import own_instruments
from tests.data.importers.test_malformed import BROKERS, broken
from tests.data.small import HEAD, Desk, trade

BUYS = HEAD + (
    "2020-08-28,BUY,AAPL,US0378331005,XNAS,10,125,USD,1,,,,broker,t1,\n"
    "2020-08-28,BUY,KO,,,20,45,USD,,,,,broker,t2,\n"
    "2020-08-31,DIVIDEND,KO,,,20,0.5,USD,,1,9,,broker,t3,\n"
)
SALE = HEAD + "2020-09-01,SELL,AAPL,,,10,132,USD,1,,,,broker,t4,\n"


async def test_a_preview_changes_nothing_and_says_everything(desk: Desk) -> None:
    made = await desk.preview(BUYS)
    assert (made.format, made.rows, made.accepted, made.duplicates, made.problems) == ("generic", 3, 3, 0, [])
    assert [(each.symbol, each.before, each.after) for each in made.effect] == [("AAPL", "0", "10"), ("KO", "0", "20")]
    assert await desk.rows() == []


@pytest.mark.parametrize("how", ["cut", "words for numbers", "no rows", "open quote", "other header"])
async def test_of_a_broken_file_nothing_is_stored(desk: Desk, how: str) -> None:
    for name in BROKERS:
        with suppress(BadFile):
            assert (await desk.preview(broken(name, how))).problems
    assert await desk.rows() == []
    async with desk.db.tx(desk.user_id) as conn:
        assert {each["status"] for each in await imports.listed(conn, desk.user_id)} <= {"preview"}
        assert await own_instruments(conn, desk.user_id) == []


async def test_commit_writes_once_and_counts_a_version(desk: Desk) -> None:
    before = await desk.version()
    made = await desk.preview(BUYS)
    assert await desk.commit(made.id) == (3, 0)
    with pytest.raises(Conflict):
        await desk.commit(made.id)
    assert (len(await desk.rows()), await desk.version()) == (3, before + 1)


async def test_a_file_imported_twice_changes_nothing(desk: Desk) -> None:
    await desk.bring(BUYS)
    again = await desk.preview(BUYS)
    assert (again.accepted, again.duplicates, again.effect) == (0, 3, [])
    assert await desk.commit(again.id) == (0, 3)
    assert len(await desk.rows()) == 3
    async with desk.db.tx(desk.user_id) as conn:
        assert [each["status"] for each in await imports.listed(conn, desk.user_id)] == ["preview", "committed"]


async def test_rows_without_a_trade_id_are_told_apart_by_content_and_place(desk: Desk) -> None:
    line = "2020-08-28,BUY,KO,,,20,45,USD,,,,,,,\n"
    await desk.bring(HEAD + line + line)
    again = await desk.preview(HEAD + line * 3)
    assert (again.accepted, again.duplicates) == (1, 2)


async def test_duplicates_can_be_wanted(desk: Desk) -> None:
    await desk.bring(BUYS)
    again = await desk.preview(BUYS)
    assert await desk.commit(again.id, include_duplicates=True) == (3, 0)
    assert len({row.source_record_id for row in await desk.rows()}) == 6


async def test_every_oversold_row_is_a_problem_with_its_line(desk: Desk) -> None:
    made = await desk.preview(BUYS + "2020-09-01,SELL,AAPL,,,11,132,USD,,,,,broker,t5,\n2020-09-01,SELL,INFY,,,1,12,INR,,,,,broker,t6,\n")
    assert [(problem.line, problem.code) for problem in made.problems] == [(5, "oversold"), (6, "oversold")]
    assert made.accepted == 3


async def test_an_oversold_row_names_the_account_that_holds_the_shares(desk: Desk) -> None:
    await desk.bring(BUYS)
    made = await desk.preview(HEAD + "2020-09-01,SELL,AAPL,,,4,132,USD,,,,,isa,t5,\n")
    assert made.problems[0].message == "4 AAPL would leave on 2020-09-01, but 0 are held in the account isa; broker holds 10."


async def test_rows_of_another_portfolio_are_problems(desk: Desk) -> None:
    head, line = HEAD.replace("note", "note,portfolio"), "2020-08-28,BUY,KO,,,{},45,USD,,,,,,,,{}\n"
    made = await desk.preview(head + line.format(1, "Main") + line.format(2, "Other") + line.format(3, ""))
    assert [(each.line, each.column, each.code) for each in made.problems] == [(3, "portfolio", "other_portfolio")]
    assert await desk.commit(made.id) == (2, 1)
    assert sorted(row.quantity for row in await desk.rows()) == [1, 3]
    assert "'Other'" in made.notes[-1]


async def test_a_sale_that_leaves_a_later_sale_short_is_refused(desk: Desk) -> None:
    await desk.bring(BUYS)
    await desk.bring(SALE)
    made = await desk.preview(HEAD + "2020-08-31,SELL,AAPL,,,5,130,USD,,,,,broker,t7,\n")
    assert [problem.code for problem in made.problems] == ["oversold"]
    assert "2020-09-01" in made.problems[0].message


async def test_a_preview_that_the_ledger_has_overtaken_is_refused_whole(desk: Desk) -> None:
    await desk.bring(BUYS)
    sale = await desk.preview(SALE)
    await desk.record(trade("2020-09-01", "sell", "10", account="broker"))
    with pytest.raises(Oversold) as caught:
        await desk.commit(sale.id)
    assert caught.value.detail[0]["row"] == 2
    assert len(await desk.rows()) == 4


async def test_undo_takes_back_and_frees_the_ids(desk: Desk) -> None:
    first = await desk.bring(BUYS)
    assert await desk.undo(first) == 3
    assert await desk.rows() == []
    again = await desk.preview(BUYS)
    assert (again.accepted, await desk.commit(again.id)) == (3, (3, 0))
    assert await desk.undo(first) == 0
    assert len(await desk.rows()) == 3


async def test_undo_is_refused_where_a_later_sale_depends_on_it(desk: Desk) -> None:
    first = await desk.bring(BUYS)
    second = await desk.bring(SALE)
    with pytest.raises(UndoRefused) as caught:
        await desk.undo(first)
    assert caught.value.detail[0]["symbol"] == "AAPL"
    await desk.undo(second)
    assert await desk.undo(first) == 3


async def test_a_preview_can_be_dropped(desk: Desk) -> None:
    made = await desk.preview(BUYS)
    assert await desk.undo(made.id) == 0
    with pytest.raises(Conflict):
        await desk.commit(made.id)


async def test_another_person_finds_no_import(desk: Desk, other: Desk) -> None:
    made = await desk.preview(BUYS)
    for act in (other.commit, other.undo):
        with pytest.raises(NotFound):
            await act(made.id)
    async with other.db.tx(other.user_id) as conn:
        assert await imports.listed(conn, desk.user_id) == []
    await other.bring(BUYS)
    assert (await desk.preview(BUYS)).duplicates == 0


async def test_what_a_row_was_read_from_stays_with_it(desk: Desk) -> None:
    await desk.bring(BUYS)
    row = (await desk.rows())[0]
    async with desk.db.tx(desk.user_id) as conn:
        found = (await ledger.raw(conn, desk.user_id, [row.id]))[row.id]
    assert (found["line"], found["row"]["trade_id"], len(found["file_sha256"])) == (2, "t1", 64)


async def test_the_same_trade_from_another_source_counts_as_a_duplicate(desk: Desk) -> None:
    await desk.record(trade("2020-08-28", "buy", "20", "KO", price="45", account="broker"))
    made = await desk.preview(BUYS)
    assert (made.accepted, made.duplicates) == (2, 1)
    assert "another source" in made.notes[-1]


async def test_the_account_asked_for_holds_where_a_row_names_none(desk: Desk) -> None:
    await desk.bring(HEAD + "2020-08-28,BUY,KO,,,1,45,USD,,,,,,,\n2020-08-28,BUY,KO,,,1,45,USD,,,,,isa,,\n", account="joint")
    assert [row.account for row in await desk.rows()] == ["joint", "isa"]
