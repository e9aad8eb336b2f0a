"""How many files are read at once."""

import asyncio
import threading
import time
from datetime import date
from typing import Any

import pytest

from core.errors import Unavailable
from core.settings import Limits
from data import extraction, imports
from data.documents import extract
from data.importers.model import Parsed

TODAY = date(2024, 6, 28)


class Crowd:
    """Counts who is inside at once."""

    def __init__(self) -> None:
        self.inside = self.most = 0
        self.lock = threading.Lock()

    def enter(self, step: int) -> None:
        with self.lock:
            self.inside += step
            self.most = max(self.most, self.inside)

    async def work(self, *_: object) -> bytes:
        self.enter(1)
        await asyncio.sleep(0.05)
        self.enter(-1)
        return b'{"unreadable": "empty"}'

    def read(self, *_: object) -> Parsed:
        self.enter(1)
        time.sleep(0.05)
        self.enter(-1)
        return Parsed("cas")


async def test_documents_and_statements_are_read_two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = Crowd()
    monkeypatch.setattr(extract, "_worked", crowd.work)
    monkeypatch.setattr(imports, "read", crowd.read)
    asked = imports.Asked("cas.pdf", b"%PDF-1.7", None, None, Limits(), TODAY)
    works: list[Any] = [extract.extract("a.txt", b"words") for _ in range(4)] + [imports.opened(asked) for _ in range(4)]
    found = await asyncio.gather(*works, return_exceptions=True)
    assert (crowd.most, crowd.inside, len(found)) == (extraction.AT_ONCE, 0, 8)


async def test_a_file_that_finds_no_place_in_time_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "PATIENCE", 0.01)
    async with extraction.place(), extraction.place():
        with pytest.raises(Unavailable, match="Too many files"):
            await extract.extract("a.txt", b"words")
    assert (await extract.extract("a.txt", b"words")).text == "words"
