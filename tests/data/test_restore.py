"""Restoring into the place of a database: forced, alone, whole or not at all."""

import hashlib
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from core.errors import BadInput, Conflict, Unavailable
from data import backup, restore
from data.roles import create_database, drop_database
from tests.data.restored import counts, databases, put_back
from tests.data.rows import Town, found
from tests.fixtures_db import TEMPLATE


def test_a_persons_data_is_replaced_only_by_force(town: Town, kept: Path, tmp_path: Path) -> None:
    other = found(town.server)
    with pytest.raises(Conflict, match="a person's data here"):
        put_back(town.server, other.name, kept, tmp_path)
    assert counts(town.server, other.name)["users"] == 2
    put_back(town.server, other.name, kept, tmp_path, force=True)
    with town.superuser() as conn:
        theirs = conn.execute("select id from users order by id").fetchall()
    with Town(town.server, other.name, town.ana, town.ben).superuser() as conn:
        assert conn.execute("select id from users order by id").fetchall() == theirs


@pytest.mark.parametrize("late", [False, True])
def test_a_database_in_use_is_left_alone(
    town: Town, kept: Path, empty: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, late: bool
) -> None:
    before = databases(town.server)
    if late:
        monkeypatch.setattr(restore, "refuse", lambda *_, **__: None)
    with psycopg.connect(town.server.url(empty)), pytest.raises(Conflict, match="Another program uses the database"):
        put_back(town.server, empty, kept, tmp_path)
    assert (databases(town.server), counts(town.server, empty)["users"], list(tmp_path.iterdir())) == (before, 0, [])


@pytest.mark.parametrize("change", [{"dbname": "postgres"}, {"dbname": "", "user": "postgres"}])
def test_the_servers_own_database_is_not_replaced(town: Town, kept: Path, tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="postgres can not be replaced"):
        restore.refuse(make_conninfo(town.server.admin_url, **change), backup.check(kept), [], force=True)


def test_a_database_named_by_its_user_is_found(town: Town, kept: Path, tmp_path: Path) -> None:
    with psycopg.connect(town.server.admin_url, autocommit=True) as conn:
        conn.execute("create role named superuser login password 'named'")
    create_database(town.server.admin_url, "named", TEMPLATE)
    url = make_conninfo(town.server.admin_url, dbname="", user="named", password="named")
    restore.restore(url, town.server.secrets, tmp_path, kept)
    assert counts(town.server, "named")["users"] == 2
    drop_database(town.server.admin_url, "named")
    with psycopg.connect(town.server.admin_url, autocommit=True) as conn:
        conn.execute("drop role named")


def test_a_restore_that_fails_half_way_loses_nothing(town: Town, kept: Path, tmp_path: Path) -> None:
    before, had = databases(town.server), counts(town.server, town.name)
    with ZipFile(kept) as archive:
        dump = archive.read(backup.DUMP)
    half = dump[: len(dump) * 2 // 3]
    with ZipFile(tmp_path / "half", "w") as archive:
        archive.writestr(backup.DUMP, half)
        sums = {backup.DUMP: hashlib.sha256(half).hexdigest()}
        archive.writestr(backup.MANIFEST, backup.check(kept).model_copy(update={"sha256": sums}).model_dump_json())
    with pytest.raises(Unavailable, match="pg_restore failed"):
        put_back(town.server, town.name, tmp_path / "half", tmp_path, force=True)
    assert (databases(town.server), counts(town.server, town.name)) == (before, had)


def test_what_a_killed_restore_left_is_dropped_by_the_next(kept: Path, town: Town, empty: str, tmp_path: Path) -> None:
    left = [f"{empty}_restore_0123abcd", f"{empty}_restore_0123abcd_"]
    others = [f"{empty}_restore_mine", f"{empty}_restores_0123abcd"]
    for name in (*left, *others):
        create_database(town.server.admin_url, name)
    put_back(town.server, empty, kept, tmp_path)
    assert databases(town.server).intersection([*left, *others]) == {*others}
    for name in others:
        drop_database(town.server.admin_url, name)


def test_a_restore_that_runs_is_left_alone(kept: Path, town: Town, empty: str, tmp_path: Path) -> None:
    name = f"{empty}_restore_0123abcd"
    create_database(town.server.admin_url, name)
    with psycopg.connect(town.server.admin(name)):
        put_back(town.server, empty, kept, tmp_path)
        assert name in databases(town.server)
    drop_database(town.server.admin_url, name)
