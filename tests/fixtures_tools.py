"""Fixtures of the tools: two people with ledgers over the sample market, made once and copied per test."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
import pytest_asyncio

from core.clock import Clock
from core.settings import ROOT, Limits
from data import imports, ledger
from data.db import Database
from data.imports import Asked
from data.market.stored import StoredMarket
from data.roles import create_database
from data.turnlog import PostgresTurns
from retrieval.embed import MiniLM
from retrieval.search import Search
from tests.fixtures_db import Server, add_person
from tools.books import Books
from tools.ctx import Ctx, Services

PEOPLED = "coach_peopled"
NOW = datetime(2023, 6, 1, 12, tzinfo=UTC)
BEN = """date,type,symbol,quantity,price,currency,amount,account,trade_id
2020-01-02,DEPOSIT,,,,USD,10000,main,b1
2020-01-03,BUY,KO,100,50,USD,,main,b2
2021-06-01,SELL,KO,40,60,USD,,main,b3
2021-07-01,DIVIDEND,KO,,,USD,25.20,main,b4
2021-08-02,BUY,ZZPRIV,10,20,USD,,main,b5
"""


@dataclass(frozen=True)
class People:
    """The template's name and who is in it: Ana has both sample portfolios, Ben a small one with a private instrument, Eve nothing."""

    template: str
    ana: UUID
    ben: UUID
    eve: UUID


async def give(database: Database, person: UUID, portfolio: tuple[str, str], content: bytes) -> str:
    """Give a person a portfolio from a file of transactions; every row of it must be accepted."""
    name, currency = portfolio
    async with database.tx(person) as conn:
        made = await ledger.create_portfolio(conn, person, name, currency, "SP500")
        asked = Asked(f"{name}.csv", content, None, None, Limits(), NOW.date())
        preview = await imports.preview(conn, person, made.id, asked)
        assert preview.problems == []
        await imports.commit(conn, person, preview.id)
    return made.id


async def _people(database: Database) -> tuple[UUID, UUID, UUID]:
    ana, ben, eve = [await add_person(database, name) for name in ("ana", "ben", "eve")]
    samples = ROOT / "data" / "sample" / "portfolios"
    for each in json.loads((samples / "manifest.json").read_text("utf-8"))["portfolios"]:
        await give(database, ana, (each["name"], each["base_currency"]), (samples / each["file"]).read_bytes())
    await give(database, ben, ("Small", "USD"), BEN.encode())
    return ana, ben, eve


@pytest.fixture(scope="session")
def peopled(server: Server, sampled_template: str) -> People:
    """Make a template with the sample market, the library and three people."""

    async def fill() -> tuple[UUID, UUID, UUID]:
        opened = await Database.open(server.url(PEOPLED), server.secrets.identity_key, size=2)
        try:
            return await _people(opened)
        finally:
            await opened.close()

    create_database(server.admin_url, PEOPLED, sampled_template)
    return People(PEOPLED, *asyncio.run(fill()))


def serve(database: Database) -> Services:
    """Build the services over a database, on 1 June 2023."""
    clock = Clock(lambda: NOW)
    market = StoredMarket(database)
    return Services(database, market, Search(database, MiniLM()), PostgresTurns(database), Books(database, market, clock), clock)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def services(server: Server, peopled: People) -> AsyncIterator[Services]:
    """Give services over one copy, for tests that only read; such a test runs in the session's loop."""
    async with server.copy(peopled.template) as database:
        yield serve(database)


@pytest.fixture
async def own_services(server: Server, peopled: People) -> AsyncIterator[Services]:
    """Give services over a copy of this test alone, for tests that write."""
    async with server.copy(peopled.template) as database:
        yield serve(database)


@pytest.fixture
def ana(services: Services, peopled: People) -> Ctx:
    """Give the caller with both sample portfolios."""
    return Ctx(peopled.ana, services)


@pytest.fixture
def ben(services: Services, peopled: People) -> Ctx:
    """Give the caller with a small portfolio."""
    return Ctx(peopled.ben, services)


@pytest.fixture
def eve(services: Services, peopled: People) -> Ctx:
    """Give a caller without a portfolio."""
    return Ctx(peopled.eve, services)


def day(text: str) -> date:
    """Read a day."""
    return date.fromisoformat(text)
