"""A backup of two people's data, a place to put it back, and what is there then."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from data import backup, restore
from data.roles import create_database, drop_database
from data.vault import Vault
from tests.data.rows import ROWS, Town, found
from tests.fixtures_db import TEMPLATE, Server


@pytest.fixture(scope="module")
def town(server: Server) -> Town:
    return found(server)


@pytest.fixture(scope="module")
def kept(town: Town, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a backup of the town, with the vault key of its home."""
    home = tmp_path_factory.mktemp("home")
    Vault.of_home(home)
    backup.write(town.server.admin(town.name), home, home / "town.backup")
    return home / "town.backup"


@pytest.fixture
def empty(server: Server) -> Iterator[str]:
    """Give a database that holds nothing yet."""
    name = f"r_{uuid4().hex[:8]}"
    create_database(server.admin_url, name, TEMPLATE)
    yield name
    drop_database(server.admin_url, name)


def counts(server: Server, name: str) -> dict[str, int]:
    with psycopg.connect(server.admin(name)) as conn:
        lines = [conn.execute(f"select count(*) from {table}").fetchone() for table in (*ROWS, "users")]  # noqa: S608
    return dict(zip((*ROWS, "users"), (line[0] for line in lines if line), strict=True))


def databases(server: Server) -> set[str]:
    with psycopg.connect(server.admin_url) as conn:
        return {line[0] for line in conn.execute("select datname from pg_database")}


def put_back(server: Server, name: str, path: Path, home: Path, *, force: bool = False) -> None:
    """Restore as the command does."""
    manifest = backup.check(path)
    restore.refuse(server.admin(name), manifest, [], force=force)
    restore.restore(server.admin(name), server.secrets, home, path)
