"""The ledger's speed: holdings on ledgers of 1,000 to 100,000 transactions, and what one new transaction costs."""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import numpy as np

from bench.measure import RUNS, Row, p95
from core.clock import Clock
from core.ledger import Draft, TxType
from data import ledger
from data.db import Database
from data.embedded import Embedded
from data.market import sample
from data.market.stored import StoredMarket
from data.migrate import migrate
from data.secrets import load_or_create
from data.turnlog import PostgresTurns
from retrieval.embed import MiniLM
from retrieval.search import Search
from tests.fixtures_db import add_person, free_port
from tools.books import Books
from tools.ctx import Ctx, Services
from tools.portfolio import portfolio_holdings, portfolio_performance

FIRST, LAST = date(2012, 1, 2), date(2021, 12, 31)
HOLDINGS = 50
SIZES = (1_000, 10_000, 100_000)
TYPICAL = 2_500
CALLS = 200
NEW = 20
LINEAR = 1.25


def write_market(folder: Path) -> Path:
    """Write a market of fifty shares and an index over ten years of weekdays, by a seeded random walk."""
    market = folder / "sample" / "market"
    market.mkdir(parents=True)
    rng, names = np.random.default_rng(5), [f"S{at:02d}" for at in range(HOLDINGS)]
    days = np.busday_offset(np.datetime64(FIRST, "D"), np.arange(np.busday_count(FIRST, LAST) + 1), roll="forward")
    closes = 50 * np.exp(np.cumsum(rng.normal(0.0003, 0.01, (len(days), HOLDINGS + 1)), axis=0))
    lines = [f"{day},{','.join(format(close, '.4f') for close in row)}" for day, row in zip(days, closes, strict=True)]
    (market / "closes.csv").write_text("\n".join([",".join(["Date", *names, "SP500"]), *lines]) + "\n")
    about = [f"{name},{name} Inc.,,XNAS,USD,equity,Energy,total_return," for name in names]
    head = "symbol,name,isin,exchange,currency,asset_class,sector,basis,aliases"
    (market / "sectors.csv").write_text("\n".join([head, *about, "SP500,Index,,,USD,index,,price_index,"]) + "\n")
    (market / "eurofxref-hist.csv").write_text(f"Date,USD,\n{LAST},1.2,\n{FIRST},1.1,\n")
    return folder / "sample"


def drafts(count: int) -> list[Draft]:
    """Write a ledger: a deposit, then buys, sells (30 %) and dividends (10 %) of fifty shares spread over the years."""
    rng, held = np.random.default_rng(count), dict.fromkeys((f"S{at:02d}" for at in range(HOLDINGS)), 0)
    made = [Draft(day=FIRST, type=TxType.DEPOSIT, amount=Decimal(10**9), currency="USD")]
    span = (LAST - FIRST).days - 30
    for at in range(count - 1):
        symbol, day = f"S{at % HOLDINGS:02d}", FIRST + timedelta(days=1 + at * span // count)
        kind, quantity, price = rng.random(), int(rng.integers(1, 50)), Decimal(int(rng.integers(1000, 20000))) / 100
        sells = kind < 0.3 and held[symbol] > quantity
        if 0.3 <= kind < 0.4 and held[symbol]:
            made.append(Draft(day=day, type=TxType.DIVIDEND, symbol=symbol, amount=Decimal(quantity), currency="USD"))
            continue
        held[symbol] += -quantity if sells else quantity
        made.append(trade(day, TxType.SELL if sells else TxType.BUY, (symbol, quantity, price)))
    return made


def trade(day: date, kind: TxType, what: tuple[str, int, Decimal]) -> Draft:
    """Write one trade with a fee of one."""
    symbol, quantity, price = what
    worth = quantity * price
    amount = worth - 1 if kind is TxType.SELL else -worth - 1
    return Draft(day=day, type=kind, symbol=symbol, quantity=Decimal(quantity), price=price, fee=Decimal(1), amount=amount, currency="USD")


@asynccontextmanager
async def services(url: str, key: bytes, folder: Path) -> AsyncIterator[Services]:
    """Open the services over a fresh database with the market in it."""
    db = await Database.open(url, key, size=4)
    try:
        await sample.load(db, write_market(folder))
        clock = Clock()
        market = StoredMarket(db)
        yield Services(db, market, Search(db, MiniLM()), PostgresTurns(db), Books(db, market, clock), clock)
    finally:
        await db.close()


async def person(held: Services, count: int) -> tuple[Ctx, str]:
    """Give a person with a ledger of some size."""
    user: UUID = await add_person(held.db, f"p{count}-{os.urandom(4).hex()}")
    async with held.db.tx(user) as conn:
        book = await ledger.create_portfolio(conn, user, "Main", "USD", "SP500")
        await ledger.insert(conn, user, book.id, drafts(count))
    return Ctx(user, held), book.id


async def timed(work: Callable[[], Awaitable[object]]) -> tuple[float, float]:
    """Give the wall and the CPU ms of some work."""
    wall, used = time.perf_counter(), time.process_time()
    await work()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - used) * 1000


async def holdings(ctx: Ctx) -> tuple[float, float]:
    """Give the CPU ms of the first call, which reads the ledger, and the p95 wall ms of the next ones."""
    _, first = await timed(lambda: portfolio_holdings(ctx))
    return first, p95([(await timed(lambda: portfolio_holdings(ctx)))[0] for _ in range(CALLS)])


async def revalued(ctx: Ctx, book: str, times: int = NEW) -> tuple[float, float]:
    """Give the p95 wall ms and the median CPU ms of holding and daily values after one new transaction, the last of the ledger."""
    await portfolio_performance(ctx)
    samples = []
    for at in range(times):
        async with ctx.services.db.tx(ctx.user_id) as conn:
            await ledger.record(conn, ctx.user_id, book, [trade(LAST, TxType.BUY, (f"S{at:02d}", 1, Decimal(50)))])
        samples.append(await timed(lambda: portfolio_performance(ctx)))
    return p95([wall for wall, _ in samples]), sorted(used for _, used in samples)[times // 2]


async def measure(url: str, key: bytes, folder: Path) -> list[Row]:
    """Measure all sizes over one database."""
    async with services(url, key, folder) as held:
        reads = {}
        for count in SIZES:
            found = [await holdings((await person(held, count))[0]) for _ in range(RUNS if count < SIZES[-1] else 1)]
            reads[count] = (min(first for first, _ in found), sorted(later for _, later in found)[len(found) // 2])
        wall, used = await revalued(*await person(held, TYPICAL))
        _, large = await revalued(*await person(held, SIZES[-1]), RUNS)
    growth = reads[SIZES[-1]][0] / reads[SIZES[0]][0] / (SIZES[-1] / SIZES[0])
    return [
        *(Row(f"portfolio_holdings, {count:,} transactions, p95", reads[count][1], 50) for count in SIZES),
        *(Row(f"reading the ledger anew, {count:,} transactions, CPU", reads[count][0], None) for count in SIZES),
        Row("growth of that from 1,000 to 100,000 / linear", growth, LINEAR, "x"),
        Row(f"one new transaction, 50 holdings, 10 years, {TYPICAL:,} transactions: all values again, p95", wall, 150),
        Row("the same, CPU, median", used, None),
        Row("one new transaction of 100,000: all values again, CPU, median", large, None),
    ]


def rows() -> list[Row]:
    """Measure over a server of its own."""
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        embedded = Embedded(home, free_port())
        try:
            urls, secrets = embedded.start(), load_or_create(home)
            migrate(urls.owner_url, secrets.identity_key)
            return asyncio.run(measure(urls.app_url, secrets.identity_key, home))
        finally:
            embedded.stop()
