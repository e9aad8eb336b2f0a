"""The sample portfolios: given once, complete, and consistent with the sample market."""

from datetime import date
from uuid import UUID

from core.ledger import TxType
from core.settings import ROOT
from data import ledger, samples
from data.db import Database
from tests.fixtures_db import add_person

TODAY = date(2026, 11, 25)
SAMPLE = ROOT / "data" / "sample"


async def given(db: Database, name: str = "ana") -> tuple[UUID, list[str]]:
    person = await add_person(db, name)
    return person, await samples.give(db, person, SAMPLE, TODAY)


async def test_both_portfolios_are_complete(sampled: Database) -> None:
    person, ids = await given(sampled)
    async with sampled.tx(person) as conn:
        books = await ledger.portfolios(conn, person)
        counts = [len(await ledger.transactions(conn, person, each)) for each in ids]
    assert [(book.name, book.base_currency, book.benchmark) for book in books] == [
        ("US shares", "USD", "SP500"),
        ("India desk", "INR", "SP500"),
    ]
    assert counts == [75, 61]


async def test_giving_twice_changes_nothing(sampled: Database) -> None:
    person, ids = await given(sampled)
    assert await samples.give(sampled, person, SAMPLE, TODAY) == ids
    async with sampled.tx(person) as conn:
        assert len(await ledger.transactions(conn, person)) == 75 + 61


async def test_one_person_never_sees_the_samples_of_another(sampled: Database) -> None:
    ana, _ = await given(sampled)
    ben = await add_person(sampled, "ben")
    async with sampled.tx(ben) as conn:
        assert await ledger.transactions(conn, ana) == []
        assert await ledger.portfolios(conn, ana) == []


async def test_cash_is_never_negative(sampled: Database) -> None:
    person, _ = await given(sampled)
    async with sampled.tx(person) as conn:
        rows = await ledger.transactions(conn, person)
    cash: dict[tuple[str, str, str], object] = {}
    for row in rows:
        key = (row.portfolio_id, row.account, row.currency)
        cash[key] = cash.get(key, 0) + (row.amount or 0)  # type: ignore[operator]
        assert cash[key] >= 0, row  # type: ignore[operator]
    assert {row.type for row in rows} > {TxType.SPLIT, TxType.DIVIDEND, TxType.FEE}
