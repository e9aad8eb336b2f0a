"""The sample portfolios for a new person, imported as any file is."""

import asyncio
import json
from datetime import date
from pathlib import Path
from uuid import UUID

from pydantic import ValidationError

from core.errors import BadFile
from core.models import Model
from core.settings import Limits
from data import imports, ledger
from data.db import Conn, Database


class Sample(Model):
    """One sample portfolio of the manifest."""

    name: str
    file: str
    base_currency: str
    benchmark: str | None = None


async def give(db: Database, user_id: UUID, sample_dir: Path, today: date) -> list[str]:
    """Make the sample portfolios for a person, all or none, and give their ids; one that is there already is left as it is."""
    wanted = await asyncio.to_thread(_manifest, sample_dir / "portfolios")
    async with db.tx(user_id) as conn:
        there = {each.name: each.id for each in await ledger.portfolios(conn, user_id)}
        return [there.get(sample.name) or await _give(conn, user_id, sample, (content, today)) for sample, content in wanted]


async def _give(conn: Conn, user_id: UUID, sample: Sample, file: tuple[bytes, date]) -> str:
    content, today = file
    book = await ledger.create_portfolio(conn, user_id, sample.name, sample.base_currency, sample.benchmark)
    asked = imports.Asked(sample.file, content, None, None, Limits(), today)
    made = await imports.preview(conn, user_id, book.id, asked)
    if made.problems:
        raise BadFile(f"The sample {sample.file} has rows that can not be imported: {made.problems[0].message}")
    await imports.commit(conn, user_id, made.id)
    return book.id


def _manifest(folder: Path) -> list[tuple[Sample, bytes]]:
    manifest = folder / "manifest.json"
    if not manifest.is_file():
        return []
    try:
        listed = json.loads(manifest.read_text(encoding="utf-8"))["portfolios"]
        samples = [Sample.model_validate(each) for each in listed]
        return [(sample, (folder / Path(sample.file).name).read_bytes()) for sample in samples]
    except (ValueError, KeyError, TypeError, OSError, ValidationError) as error:
        raise BadFile("The manifest of the sample portfolios can not be read.") from error
