"""The sampled template: the market and the library, once per session."""

import pytest

from data.db import Database

COUNT = "select count(*) as n from {}"


@pytest.mark.parametrize("table", ["instruments", "prices", "fx_rates", "lessons", "chunks"])
async def test_the_sampled_database_is_full(sampled: Database, table: str) -> None:
    async with sampled.shared() as conn:
        row = await (await conn.execute(COUNT.format(table))).fetchone()
    assert row is not None
    assert row["n"] > 0
