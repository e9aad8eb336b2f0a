"""A market of four instruments, small enough to load for every test that needs one."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from core.ledger import Draft, TxType
from core.settings import Limits
from data import imports, ledger
from data.db import Database
from data.import_rows import ImportPreview
from data.market import sample
from tests.fixtures_db import add_person

TODAY = date(2024, 6, 28)
CLOSES = "Date,AAPL,KO,INFY,SP500\n2020-08-28,125,45,12,3500\n2020-08-31,130,45.5,,3510\n2020-09-01,132,46,12.5,3520\n"
TABLE = (
    "symbol,name,isin,exchange,currency,asset_class,sector,basis,aliases\n"
    "AAPL,Apple Inc.,US0378331005,XNAS,USD,equity,Information Technology,total_return,Apple\n"
    "KO,The Coca-Cola Company,US1912161007,XNYS,USD,equity,Consumer Staples,total_return,Coca-Cola;Coke\n"
    "INFY,Infosys Limited,INE009A01021,XNSE,INR,equity,Information Technology,as_traded,Infosys\n"
    "SP500,S&P 500 Index,,,USD,index,,price_index,S&P 500;^GSPC;SPX\n"
)
RATES = "Date,USD,INR,GBP,\n2020-09-01,1.2,88,0.9,\n2020-08-31,1.19,N/A,0.89,\n2020-08-28,1.18,87,0.88,\n"
HEAD = "date,type,symbol,isin,exchange,quantity,price,currency,fee,tax,amount,fx_rate,account,trade_id,note\n"


def write_market(folder: Path, **files: str) -> Path:
    """Write the small market, with some files replaced."""
    market = folder / "market"
    market.mkdir(parents=True, exist_ok=True)
    for name, text in {"closes.csv": CLOSES, "sectors.csv": TABLE, "eurofxref-hist.csv": RATES, **files}.items():
        (market / name).write_text(text)
    return folder


class Desk:
    """One person with one portfolio, and the ways in to it."""

    def __init__(self, db: Database, user_id: UUID, book: str) -> None:
        self.db, self.user_id, self.book = db, user_id, book

    async def preview(self, content: str | bytes, **more: Any) -> ImportPreview:
        raw = content if isinstance(content, bytes) else content.encode()
        limits, password = more.get("limits", Limits()), more.get("password")
        asked = imports.Asked("file.csv", raw, more.get("format"), more.get("account"), limits, TODAY, password=password)
        async with self.db.tx(self.user_id) as conn:
            return await imports.preview(conn, self.user_id, self.book, asked)

    async def commit(self, import_id: str, *, include_duplicates: bool = False) -> tuple[int, int]:
        async with self.db.tx(self.user_id) as conn:
            done = await imports.commit(conn, self.user_id, import_id, include_duplicates=include_duplicates)
        return done.imported, done.skipped

    async def bring(self, content: str | bytes, **more: Any) -> str:
        made = await self.preview(content, **more)
        assert not made.problems, made.problems
        await self.commit(made.id)
        return made.id

    async def undo(self, import_id: str) -> int:
        async with self.db.tx(self.user_id) as conn:
            return (await imports.undo(conn, self.user_id, import_id)).undone

    async def record(self, *drafts: Draft) -> list[str]:
        async with self.db.tx(self.user_id) as conn:
            return await ledger.record(conn, self.user_id, self.book, drafts, TODAY)

    async def rows(self) -> list[Any]:
        async with self.db.tx(self.user_id) as conn:
            return list(await ledger.transactions(conn, self.user_id, self.book))

    async def version(self) -> int:
        async with self.db.tx(self.user_id) as conn:
            return (await ledger.portfolio(conn, self.user_id, self.book)).version


def trade(day: str, kind: str, quantity: str, symbol: str | None = "AAPL", **more: Any) -> Draft:
    """Write a trade shortly."""
    values = {"price": Decimal(100), "currency": "USD", **more}
    return Draft(day=date.fromisoformat(day), type=TxType(kind), symbol=symbol, quantity=Decimal(quantity), **values)


async def open_desk(db: Database, name: str, base: str = "USD") -> Desk:
    person = await add_person(db, name)
    async with db.tx(person) as conn:
        return Desk(db, person, (await ledger.create_portfolio(conn, person, "Main", base, "SPX")).id)


@pytest.fixture
async def market(database: Database, tmp_path: Path) -> Database:
    """Give a database with the small market."""
    await sample.load(database, write_market(tmp_path))
    return database


@pytest.fixture
async def desk(market: Database) -> Desk:
    return await open_desk(market, "ana")


@pytest.fixture
async def other(market: Database) -> Desk:
    return await open_desk(market, "ben")
