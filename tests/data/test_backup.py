"""Backup and restore: two people's data there and back, closed as before; what is damaged or goes wrong changes nothing."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import psycopg
import pytest
from alembic import command
from sqlalchemy import create_engine, pool

from core.errors import BadFile, BadInput, CoachError, Conflict, NotFound, Unavailable
from core.settings import ROOT
from data import backup, migrate, programs
from data.roles import create_database, drop_database, prepare
from data.schema import is_current
from data.vault import Vault
from tests.data.restored import counts, databases, put_back
from tests.data.rows import ROWS, Town
from tests.data.test_rls import OWNER, open_tables
from tests.fixtures_db import Server

FULL = """
import sys
from pathlib import Path
from data import backup
backup.write(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]) / "b")
"""


def test_two_peoples_data_comes_back_closed_as_before(town: Town, kept: Path, empty: str, tmp_path: Path) -> None:
    server, before = town.server, databases(town.server)
    put_back(server, empty, kept, tmp_path)
    assert counts(server, empty) == counts(server, town.name)
    assert databases(server) == before
    with psycopg.connect(server.owner_url(empty)) as conn:
        assert open_tables(conn) == []
    there = Town(server, empty, town.ana, town.ben)
    for person, rows in ((town.ana, 0), (town.ben, 1)):
        for table in (*ROWS, "users"):
            with there.signed_in(person) as conn:
                seen = conn.execute(f"select {OWNER.get(table, 'user_id')}::text as owner from {table}").fetchall()  # noqa: S608
            assert [line["owner"].partition(":")[0] for line in seen] == [str(person)] * (1 if table == "users" else rows), table


def test_what_was_sealed_opens_beside_what_the_new_home_seals(kept: Path, town: Town, empty: str, tmp_path: Path) -> None:
    sealed = Vault.of_home(kept.parent).seal("theirs", town.ben, "broker_tokens.access")
    mine = Vault.of_home(tmp_path).seal("mine", town.ana, "broker_tokens.access")
    put_back(town.server, empty, kept, tmp_path)
    both = Vault.of_home(tmp_path)
    assert both.open(sealed, town.ben, "broker_tokens.access") == "theirs"
    assert both.open(mine, town.ana, "broker_tokens.access") == "mine"
    assert both.seal("x", town.ana, "c")[1:9] == mine[1:9]


def test_keys_of_restored_backups_are_in_the_next_backup(kept: Path, town: Town, empty: str, tmp_path: Path) -> None:
    Vault.of_home(tmp_path)
    for _ in range(2):
        put_back(town.server, empty, kept, tmp_path, force=True)
    made = backup.write(town.server.admin(empty), tmp_path, tmp_path / "next")
    assert len([name for name in made.sha256 if name.startswith("keys/")]) == 2


def test_no_key_of_identity_tokens_is_in_a_backup_and_the_new_home_has_its_own(town: Town, kept: Path, empty: str, tmp_path: Path) -> None:
    put_back(town.server, empty, kept, tmp_path)
    with psycopg.connect(town.server.admin(empty)) as conn:
        assert conn.execute("select count(*) from sec.keys").fetchone() == (1,)
    assert is_current(town.server.owner_url(empty), town.server.secrets.identity_key)
    assert not is_current(town.server.owner_url(empty), b"another")


def test_the_file_is_its_owners_and_is_not_written_over(town: Town, kept: Path, tmp_path: Path) -> None:
    url, target = town.server.admin(town.name), tmp_path / "b"
    assert kept.stat().st_mode & 0o777 == 0o600
    target.write_text("precious")
    with pytest.raises(Conflict, match="is there already"):
        backup.write(url, tmp_path, target)
    assert target.read_text() == "precious"
    assert backup.write(url, tmp_path, target, force=True).people == 2
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_an_older_backup_is_brought_to_the_newest_schema(server: Server, empty: str, tmp_path: Path) -> None:
    name = f"old_{uuid4().hex[:8]}"
    create_database(server.admin_url, name)
    prepare(server.admin(name), server.secrets.owner, server.secrets.app)
    url = server.owner_url(name)
    with create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url), poolclass=pool.NullPool).begin() as connection:
        config = migrate._config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0003")
    made = backup.write(server.admin(name), tmp_path, tmp_path / "old")
    put_back(server, empty, tmp_path / "old", tmp_path)
    assert (made.revision, is_current(server.owner_url(empty), server.secrets.identity_key)) == ("0003", True)
    drop_database(server.admin_url, name)


def changed(path: Path, to: Path, **more: object) -> Path:
    """Write a backup whose description of itself differs."""
    with ZipFile(path) as old, ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == backup.MANIFEST:
                content = json.dumps(json.loads(content) | more).encode()
            new.writestr(name, content)
    return to


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"version": 2}, "newer version"),
        ({"revision": "9999"}, "newer version"),
        ({"format": "other"}, "not a backup"),
        ({"sha256": {}}, "holds no database"),
        ({"sha256": {backup.DUMP: "0"}}, "checksum of database.dump"),
        ({"people": "many"}, "changed or damaged"),
        ({"postgres": 990_000}, "comes from Postgres 99"),
    ],
)
def test_a_backup_that_does_not_fit_is_one_clear_sentence(
    town: Town, kept: Path, empty: str, tmp_path: Path, *, more: dict[str, object], says: str
) -> None:
    before = databases(town.server)
    with pytest.raises(BadFile, match=says):
        put_back(town.server, empty, changed(kept, tmp_path / "c", **more), tmp_path)
    assert (databases(town.server), counts(town.server, empty)["users"]) == (before, 0)


def with_key(kept: Path, to: Path, key: bytes, *, listed: bool) -> Path:
    """Write a backup with one more key, in the description of its parts or not."""
    sums = backup.check(kept).sha256
    changed(kept, to, sha256={**sums, "keys/vault-key-more": hashlib.sha256(key).hexdigest()} if listed else sums)
    with ZipFile(to, "a") as archive:
        archive.writestr("keys/vault-key-more", key)
    return to


def test_a_key_whose_sum_nobody_checked_is_not_taken(town: Town, kept: Path, empty: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    put_back(town.server, empty, with_key(kept, tmp_path / "c", b"k" * 32, listed=False), home)
    assert len(Vault.of_home(home).keys) == 2


@pytest.mark.parametrize("length", [0, 5, 31, 33])
def test_a_key_of_another_length_is_refused(town: Town, kept: Path, empty: str, tmp_path: Path, length: int) -> None:
    home, before = tmp_path / "home", databases(town.server)
    with pytest.raises(BadFile, match="a key that is none"):
        put_back(town.server, empty, with_key(kept, tmp_path / "c", b"k" * length, listed=True), home)
    assert (databases(town.server), counts(town.server, empty)["users"], home.exists()) == (before, 0, False)


@pytest.mark.parametrize("part", [0, 0.001, 0.3, 0.999])
def test_a_file_that_was_cut_off_is_refused(kept: Path, tmp_path: Path, part: float) -> None:
    content = kept.read_bytes()
    (tmp_path / "cut").write_bytes(content[: int(len(content) * part)])
    with pytest.raises(BadFile, match="is not a whole backup"):
        backup.check(tmp_path / "cut")


@pytest.mark.parametrize("seed", range(40))
def test_a_byte_that_changed_is_noticed(kept: Path, tmp_path: Path, seed: int) -> None:
    content = bytearray(kept.read_bytes())
    at = (seed * 7919) % len(content) if seed % 2 else len(content) - 1 - seed * 11
    content[at] ^= 0x41
    (tmp_path / "garbled").write_bytes(content)
    try:
        manifest = backup.check(tmp_path / "garbled")
    except CoachError:
        return
    assert manifest == backup.check(kept), at


@pytest.mark.parametrize(("name", "error"), [("no such file", BadInput), (".", BadInput), ("text", BadFile)])
def test_another_file_is_refused(tmp_path: Path, name: str, error: type[CoachError]) -> None:
    (tmp_path / "text").write_text("hello")
    with pytest.raises(error):
        backup.check(tmp_path / name)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_disk_is_one_clear_sentence(town: Town, tmp_path: Path) -> None:
    script = 'mount -t tmpfs -o size=64k none "$2" && exec "$0" -c "$3" "$1" "$2" "$2"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, sys.executable, town.server.admin(town.name), str(tmp_path), FULL],
        cwd=ROOT, text=True, capture_output=True, check=False,
    )  # fmt: skip
    assert "is full; free some space and start again." in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            "pg_dump: error: aborting because of server version mismatch\npg_dump: detail: server version: 19.1",
            "server is newer than pg_dump",
        ),
        ("pg_restore: error: could not write: No space left on device", "disk that holds the database is full"),
        ("pg_dump: error: something else", "pg_dump failed: pg_dump: error: something else"),
        ("", "no reason given"),
    ],
)
def test_what_the_programs_complain_of_is_one_sentence(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: str, sentence: str
) -> None:
    (tmp_path / "pg_dump").write_text(f"#!/bin/sh\nprintf '%s' '{said}' >&2\nexit 1\n")
    (tmp_path / "pg_dump").chmod(0o755)
    monkeypatch.setattr(programs, "programs", lambda _: tmp_path)
    with pytest.raises(Unavailable, match=sentence):
        backup.write(town.server.admin(town.name), tmp_path, tmp_path / "b")
    assert not (tmp_path / "b").exists()


def test_a_user_below_the_rules_can_not_back_up(town: Town, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="may not read past row security"):
        backup.write(town.server.owner_url(town.name), tmp_path, tmp_path / "b")


def test_an_empty_database_has_nothing_to_back_up(server: Server, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="nothing to back up"):
        backup.write(server.admin_url, tmp_path, tmp_path / "b")
