"""The ledger: append-only, complete, never oversold, and one person's only."""

from decimal import Decimal
from typing import Any

import psycopg
import pytest

from core.errors import BadInput, Conflict, LedgerConflict, NotFound, Oversold
from core.ledger import Draft, TxType
from data import ledger
from data.instruments import own_instruments
from tests.data.small import HEAD, TODAY, Desk, trade


async def test_a_trade_gets_its_effect_on_cash(desk: Desk) -> None:
    await desk.record(trade("2021-01-04", "buy", "3", fee=Decimal(2)), trade("2021-02-01", "sell", "1", fee=Decimal(1), tax=Decimal(4)))
    assert [row.amount for row in await desk.rows()] == [Decimal(-302), Decimal(95)]


async def test_rows_come_in_the_order_of_their_days(desk: Desk) -> None:
    await desk.record(trade("2021-03-01", "buy", "1"), trade("2021-01-04", "buy", "2"))
    assert [str(row.quantity) for row in await desk.rows()] == ["2", "1"]


@pytest.mark.parametrize(
    ("draft", "column"),
    [
        (trade("2021-01-04", "buy", "0"), "quantity"),
        (trade("2021-01-04", "buy", "1", price=None), "price"),
        (trade("2021-01-04", "buy", "1", price=Decimal(-1)), "price"),
        (trade("2021-01-04", "buy", "1", symbol=None), "symbol"),
        (trade("2021-01-04", "buy", "1", currency="DOLLARS"), "currency"),
        (trade("2021-01-04", "buy", "1", amount=Decimal(-200)), "amount"),
        (trade("2021-01-04", "buy", "1", fx_rate=Decimal(0)), "fx_rate"),
        (trade("2024-06-29", "buy", "1"), "date"),
        (trade("1492-10-12", "buy", "1"), "date"),
        (trade("2021-01-04", "split", "0", price=None), "ratio"),
        (trade("2021-01-04", "merger", "0", price=None, ratio=Decimal(1)), "into"),
        (trade("2021-01-04", "deposit", "0", symbol=None, price=None), "amount"),
        (trade("2021-01-04", "buy", "1", symbol="A\x07B"), "symbol"),
        (trade("2021-01-04", "buy", "1", symbol="X" * 101), "symbol"),
    ],
)
async def test_an_incomplete_row_is_refused_with_its_field(desk: Desk, draft: Draft, column: str) -> None:
    with pytest.raises(BadInput) as caught:
        await desk.record(draft)
    assert column in {each["column"] for each in caught.value.detail}
    assert await desk.rows() == []


async def test_selling_more_than_held_is_refused_and_nothing_is_written(desk: Desk) -> None:
    with pytest.raises(Oversold) as caught:
        await desk.record(trade("2021-01-04", "buy", "3"), trade("2021-02-01", "sell", "4"))
    assert caught.value.detail[0]["row"] == 1
    assert await desk.rows() == []


async def test_what_another_account_or_portfolio_holds_can_not_be_sold(desk: Desk) -> None:
    await desk.record(trade("2021-01-04", "buy", "3", account="a"))
    with pytest.raises(Oversold):
        await desk.record(trade("2021-02-01", "sell", "1", account="b"))


@pytest.mark.parametrize(
    ("rows", "allowed"),
    [
        ([trade("2021-01-04", "sell", "1"), trade("2021-01-04", "buy", "1")], True),
        (
            [
                trade("2021-01-04", "buy", "1"),
                trade("2021-01-05", "split", "0", ratio=Decimal(4), price=None),
                trade("2021-01-05", "sell", "4"),
            ],
            True,
        ),
        (
            [
                trade("2021-01-04", "buy", "2"),
                trade("2021-01-05", "bonus", "0", ratio=Decimal("0.5"), price=None),
                trade("2021-01-05", "sell", "3"),
            ],
            True,
        ),
        (
            [
                trade("2021-01-04", "buy", "300"),
                trade("2021-01-05", "split", "0", ratio=Decimal("0.3333333333"), price=None),
                trade("2021-01-06", "sell", "100"),
            ],
            True,
        ),
        (
            [
                trade("2021-01-04", "buy", "2"),
                trade("2021-01-05", "merger", "0", ratio=Decimal(3), price=None, into="KO"),
                trade("2021-01-06", "sell", "6", "KO"),
            ],
            True,
        ),
        (
            [
                trade("2021-01-04", "buy", "2"),
                trade("2021-01-05", "merger", "0", ratio=Decimal(3), price=None, into="KO"),
                trade("2021-01-06", "sell", "1"),
            ],
            False,
        ),
        ([trade("2021-01-04", "buy", "2"), trade("2021-01-05", "transfer_out", "2", price=None), trade("2021-01-06", "sell", "1")], False),
        ([trade("2021-01-04", "transfer_in", "2", price=None), trade("2021-01-06", "buyback", "2")], True),
    ],
)
async def test_quantities_follow_corporate_actions_in_the_order_of_a_day(desk: Desk, rows: list[Draft], *, allowed: bool) -> None:
    if allowed:
        assert len(await desk.record(*rows)) == len(rows)
    else:
        with pytest.raises(Oversold):
            await desk.record(*rows)


async def test_times_decide_within_a_day_when_every_trade_has_one(desk: Desk) -> None:
    sale = trade("2021-01-04", "sell", "1", time="2021-01-04T09:00:00")
    with pytest.raises(Oversold):
        await desk.record(
            Draft.model_validate(sale.model_dump()),
            Draft.model_validate(trade("2021-01-04", "buy", "1", time="2021-01-04T10:00:00Z").model_dump()),
        )


async def test_a_row_is_taken_back_by_a_reversing_row(desk: Desk) -> None:
    (first,) = await desk.record(trade("2021-01-04", "buy", "3"))
    async with desk.db.tx(desk.user_id) as conn:
        await ledger.reverse(conn, desk.user_id, [first])
        with pytest.raises(NotFound):
            await ledger.reverse(conn, desk.user_id, [first])
    assert await desk.rows() == []
    async with desk.db.tx(desk.user_id) as conn:
        count = await (await conn.execute("select count(*) as n, count(reverses) as back from transactions")).fetchone()
    assert count == {"n": 2, "back": 1}


async def test_the_ledger_itself_can_not_be_rewritten(desk: Desk) -> None:
    await desk.record(trade("2021-01-04", "buy", "3"))
    for statement in ("update transactions set quantity = 9", "delete from transactions"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with desk.db.tx(desk.user_id) as conn:
                await conn.execute(statement)


async def test_a_purchase_that_was_sold_can_not_be_taken_back(desk: Desk) -> None:
    first, _ = await desk.record(trade("2021-01-04", "buy", "3"), trade("2021-02-01", "sell", "2"))
    with pytest.raises(LedgerConflict, match="2021-02-01"):
        async with desk.db.tx(desk.user_id) as conn:
            await ledger.reverse(conn, desk.user_id, [first])


@pytest.mark.parametrize(("quantity", "allowed"), [("2", True), ("1", False)])
async def test_a_correction_replaces_a_row_if_what_follows_still_stands(desk: Desk, quantity: str, *, allowed: bool) -> None:
    first, _ = await desk.record(trade("2021-01-04", "buy", "3", source_record_id="x1"), trade("2021-02-01", "sell", "2"))
    try:
        async with desk.db.tx(desk.user_id) as conn:
            await ledger.correct(conn, desk.user_id, first, trade("2021-01-05", "buy", quantity), TODAY)
    except LedgerConflict:
        assert not allowed
    row = (await desk.rows())[0]
    assert (str(row.quantity), row.source_record_id) == (quantity if allowed else "3", "x1")


async def test_an_id_recorded_by_hand_is_free_again_and_one_from_a_file_is_not(desk: Desk) -> None:
    (first,) = await desk.record(trade("2021-01-04", "buy", "1", source_record_id="x1"))
    await desk.bring(HEAD + "2021-01-05,BUY,KO,,,1,45,USD,,,,,,t1,\n")
    second = (await desk.rows())[1].id
    async with desk.db.tx(desk.user_id) as conn:
        await ledger.reverse(conn, desk.user_id, [first, second])
    await desk.record(trade("2021-01-04", "buy", "1", source_record_id="x1"))
    assert (await desk.preview(HEAD + "2021-01-05,BUY,KO,,,1,45,USD,,,,,,t1,\n")).duplicates == 1


async def test_a_source_record_id_is_used_once(desk: Desk) -> None:
    await desk.record(trade("2021-01-04", "buy", "1", source_record_id="x1"))
    with pytest.raises(Conflict):
        await desk.record(trade("2021-01-05", "buy", "1", source_record_id="x1"))


async def test_unknown_symbols_become_own_instruments_and_aliases_resolve(desk: Desk) -> None:
    await desk.record(trade("2021-01-04", "buy", "1", "coke"), trade("2021-01-04", "buy", "1", "acme"))
    assert {row.symbol: row.isin for row in await desk.rows()} == {"KO": "US1912161007", "ACME": None}
    async with desk.db.tx(desk.user_id) as conn:
        assert [each.symbol for each in await own_instruments(conn, desk.user_id)] == ["ACME"]


async def test_pages_hold_every_row_once_newest_first(desk: Desk) -> None:
    await desk.record(*[trade(f"2021-01-{4 + at // 3:02d}", "buy", str(at + 1)) for at in range(10)])
    seen: list[Any] = []
    cursor: str | None = None
    async with desk.db.tx(desk.user_id) as conn:
        for _ in range(4):
            rows, cursor = await ledger.page(conn, desk.user_id, desk.book, limit=3, cursor=cursor)
            seen += rows
        assert len((await ledger.page(conn, desk.user_id, desk.book, symbol="AAPL", type="buy", start=TODAY))[0]) == 0
    assert (len({row.id for row in seen}), cursor) == (10, None)
    assert [row.day for row in seen] == sorted((row.day for row in seen), reverse=True)


@pytest.mark.parametrize("cursor", ["x", "eA==", "MjAyMXwx"])
async def test_a_cursor_that_was_not_given_out_is_refused(desk: Desk, cursor: str) -> None:
    async with desk.db.tx(desk.user_id) as conn:
        with pytest.raises(BadInput):
            await ledger.page(conn, desk.user_id, desk.book, cursor=cursor)


async def test_nothing_of_another_person_is_there(desk: Desk, other: Desk) -> None:
    (first,) = await desk.record(trade("2021-01-04", "buy", "1"))
    draft = trade("2021-01-05", "buy", "1")
    async with other.db.tx(other.user_id) as conn:
        assert await ledger.transactions(conn, desk.user_id) == []
        for act in (
            ledger.portfolio(conn, other.user_id, desk.book),
            ledger.record(conn, other.user_id, desk.book, [draft]),
            ledger.reverse(conn, other.user_id, [first]),
            ledger.correct(conn, other.user_id, first, draft),
            ledger.delete_portfolio(conn, other.user_id, desk.book),
            ledger.update_portfolio(conn, other.user_id, desk.book, name="Mine"),
            ledger.portfolio(conn, other.user_id, "no id"),
        ):
            with pytest.raises(NotFound):
                await act
    assert len(await desk.rows()) == 1


async def test_portfolios_are_made_changed_and_removed(desk: Desk) -> None:
    async with desk.db.tx(desk.user_id) as conn:
        second = await ledger.create_portfolio(conn, desk.user_id, " Second ", "inr")
        assert (second.name, second.base_currency, second.benchmark) == ("Second", "INR", None)
        changed = await ledger.update_portfolio(conn, desk.user_id, second.id, name="Third", benchmark="s&p 500")
        assert (changed.name, changed.base_currency, changed.benchmark, changed.version) == ("Third", "INR", "SP500", 1)
        await ledger.delete_portfolio(conn, desk.user_id, second.id)
        assert [each.name for each in await ledger.portfolios(conn, desk.user_id)] == ["Main"]


@pytest.mark.parametrize(
    ("name", "base", "benchmark", "error"),
    [
        ("", "USD", None, BadInput),
        ("x" * 101, "USD", None, BadInput),
        ("A", "XXX", None, BadInput),
        ("A", "USD", "nothing", BadInput),
        ("Main", "USD", None, Conflict),
    ],
)
async def test_a_portfolio_needs_a_name_a_currency_and_a_known_benchmark(
    desk: Desk, name: str, base: str, benchmark: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        async with desk.db.tx(desk.user_id) as conn:
            await ledger.create_portfolio(conn, desk.user_id, name, base, benchmark)


async def test_deleting_a_portfolio_takes_its_ledger_and_imports(desk: Desk) -> None:
    await desk.record(trade("2021-01-04", "buy", "1", account="a"))
    async with desk.db.tx(desk.user_id) as conn:
        await ledger.delete_portfolio(conn, desk.user_id, desk.book)
        assert await ledger.transactions(conn, desk.user_id) == []


@pytest.mark.parametrize(("written", "expected"), [("10", "-10"), ("-10", "-10")])
async def test_a_charge_recorded_by_hand_leaves_whatever_its_sign(desk: Desk, written: str, expected: str) -> None:
    await desk.record(Draft(day=TODAY, type=TxType.FEE, currency="usd", amount=Decimal(written)))
    assert [(str(row.amount), row.currency) for row in await desk.rows()] == [(expected, "USD")]
