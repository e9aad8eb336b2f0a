"""Imports inside one process: the preview and the commit of a large file against a real database."""

import asyncio
import tempfile
import time
from pathlib import Path

from api.session import Session, session
from api.store import database
from bench.measure import Row
from core.settings import Settings, load
from data import imports, ledger
from tests.fixtures_service import environment

ROWS = 100_000
SMALL = 1_000
HEAD = "date,type,symbol,quantity,price,currency,trade_id\n"


def tradebook(count: int) -> bytes:
    """Write purchases of forty instruments over eleven years."""
    lines = (
        f"{2010 + at % 11}-{at % 12 + 1:02d}-{at % 28 + 1:02d},BUY,S{at % 40},{at % 90 + 1},{at % 70 + 5}.25,USD,t{at}"
        for at in range(count)
    )
    return (HEAD + "\n".join(lines) + "\n").encode()


async def imported(opened: Session, count: int) -> tuple[float, float, float]:
    """Give the seconds of preview, commit and undo."""
    running, user_id = opened.running, opened.ctx.user_id
    async with running.db.tx(user_id) as conn:
        book = await ledger.create_portfolio(conn, user_id, f"Bench {count}", "USD", None)
    began = time.perf_counter()
    limits = running.settings.limits
    asked = await imports.opened(imports.Asked("bench.csv", tradebook(count), None, None, limits, running.clock.today()))
    async with running.db.tx(user_id) as conn:
        made = await imports.preview(conn, user_id, book.id, asked)
    seen = time.perf_counter()
    async with running.db.tx(user_id) as conn:
        done = await imports.commit(conn, user_id, made.id)
    written = time.perf_counter()
    assert (made.problems, done.imported) == ([], count)
    async with running.db.tx(user_id) as conn:
        await imports.undo(conn, user_id, made.id)
    return seen - began, written - seen, time.perf_counter() - written


async def _measured(settings: Settings, app_url: str) -> list[Row]:
    async with session(settings, app_url) as opened:
        small = sum((await imported(opened, SMALL))[:2])
        preview, commit, undo = await imported(opened, ROWS)
    growth = (preview + commit) / (small * ROWS / SMALL)
    return [
        Row(f"import of {ROWS:,} rows, preview and commit", preview + commit, 25, "s", f"preview {preview:.1f} s"),
        Row(f"undo of {ROWS:,} rows", undo, None, "s"),
        Row(f"growth from {SMALL:,} to {ROWS:,} rows, per row", growth, 1.1, "x"),
    ]


def rows() -> list[Row]:
    """Measure imports."""
    with tempfile.TemporaryDirectory(prefix="coach-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        settings = load(environment(home))
        with database(settings) as app_url:
            return asyncio.run(_measured(settings, app_url))
