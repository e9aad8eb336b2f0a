"""Stored daily values: written from a changed day on, and never over another writer's."""

from dataclasses import replace
from typing import Any

import numpy as np

from core.ledger import Basis
from data import ledger, valuations
from data.valuations import COLUMNS, Rest, Writing
from tests.data.small import Desk, trade

DAYS = np.array(["2024-01-02", "2024-01-03", "2024-01-04"], dtype="datetime64[D]")


def writing(desk: Desk, version: int, **more: Any) -> Writing:
    columns = {name: np.array([0.1, 123456789.12345678, -3.0]) for name in COLUMNS}
    rest = Rest(token=valuations.token(), through=0, base="USD", marks={"A": ("2024-01-04", Basis.AS_TRADED.value, {"2024": 5})})
    made = Writing(desk.book, version, None, rest, 0, DAYS, columns)
    return replace(made, **more)


async def write(desk: Desk, made: Writing) -> bool:
    async with desk.db.tx(desk.user_id) as conn:
        return await valuations.write(conn, desk.user_id, made)


async def test_values_come_back_as_they_were_written(desk: Desk) -> None:
    made = writing(desk, await desk.version())
    assert await write(desk, made)
    async with desk.db.tx(desk.user_id) as conn:
        found = await valuations.stored(conn, desk.user_id, desk.book)
    assert found is not None
    assert (found.rest, found.touched) == (made.rest, ())
    assert np.array_equal(found.days, DAYS)
    assert all(np.array_equal(found.columns[name], made.columns[name]) for name in COLUMNS)


async def test_only_the_days_from_the_change_on_are_written(desk: Desk) -> None:
    first = writing(desk, await desk.version())
    await write(desk, first)
    other = {name: np.array([9.0, 9.0, 9.0]) for name in COLUMNS}
    second = writing(desk, first.version, after=first.rest.token, kept=2, columns=other)
    assert await write(desk, second)
    async with desk.db.tx(desk.user_id) as conn:
        found = await valuations.stored(conn, desk.user_id, desk.book)
    assert found is not None
    assert found.columns["value"].tolist() == [0.1, 123456789.12345678, 9.0]


async def test_an_old_version_or_a_second_writer_is_left_out(desk: Desk) -> None:
    version = await desk.version()
    await desk.record(trade("2024-01-02", "buy", "1"))
    assert not await write(desk, writing(desk, version))
    assert await write(desk, writing(desk, version + 1))
    assert not await write(desk, writing(desk, version + 1))


async def test_rows_and_reversals_since_are_named(desk: Desk) -> None:
    await write(desk, writing(desk, await desk.version()))
    ids = await desk.record(trade("2024-01-02", "buy", "1"))
    async with desk.db.tx(desk.user_id) as conn:
        await ledger.reverse(conn, desk.user_id, ids)
        found = await valuations.stored(conn, desk.user_id, desk.book)
    assert found is not None
    assert [(each.day.isoformat(), each.symbol) for each in found.touched] == [("2024-01-02", "AAPL")] * 2


async def test_nobody_reads_another_person_s_values(desk: Desk, other: Desk) -> None:
    await write(desk, writing(desk, await desk.version()))
    async with other.db.tx(other.user_id) as conn:
        assert await valuations.stored(conn, other.user_id, desk.book) is None
        assert not await valuations.write(conn, other.user_id, writing(desk, 0))
