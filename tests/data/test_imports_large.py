"""Large imports: the number of statements does not grow with the rows."""

from typing import Any

import pytest
from psycopg import AsyncConnection

from tests.data.small import HEAD, Desk


def rows(count: int) -> str:
    return HEAD + "".join(f"2021-01-{at % 28 + 1:02d},BUY,S{at % 40},,,{at + 1},5,USD,,,,,,t{at},\n" for at in range(count))


async def statements(desk: Desk, monkeypatch: pytest.MonkeyPatch, count: int) -> int:
    """Count the statements of preview, commit and undo."""
    original, seen = AsyncConnection.execute, []

    async def counted(self: Any, query: Any, *args: Any, **more: Any) -> Any:
        seen.append(query)
        return await original(self, query, *args, **more)

    with monkeypatch.context() as patched:
        patched.setattr(AsyncConnection, "execute", counted)
        made = await desk.preview(rows(count))
        assert await desk.commit(made.id) == (count, 0)
        assert await desk.undo(made.id) == count
    return len(seen)


async def test_no_statement_runs_once_per_row(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await statements(desk, monkeypatch, 2_000) == await statements(desk, monkeypatch, 10)
