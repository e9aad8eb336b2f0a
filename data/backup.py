"""A backup: the whole database, and the keys that open what is sealed in it, in one file.

The file is a zip archive of `database.dump` (written by pg_dump), `keys/...` and, last, `backup.json` with a checksum of each.
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

import psycopg
from psycopg.rows import dict_row
from pydantic import ValidationError

from core.errors import BadFile, BadInput, Conflict, DatabaseDown, NotFound, Unavailable
from core.models import Model
from core.progress import report
from data.programs import running
from data.queries import sql
from data.schema import head
from data.secrets import drafted, plainly
from data.vault import KEY, key_files

FORMAT, VERSION = "portfolio-coach-backup", 1
MANIFEST, DUMP, KEYS = "backup.json", "database.dump", "keys/"
PIECE = 1 << 18
KILO = 1_000
MAJOR = 10_000


class Manifest(Model):
    """What a backup holds: the schema's revision, the server's version, the number of people, a checksum of each part."""

    format: str
    version: int
    made_at: datetime
    revision: str
    postgres: int
    people: int
    sha256: dict[str, str]


def write(admin_url: str, home: Path, target: Path, *, force: bool = False) -> Manifest:
    """Write a backup of the database and this home's keys, mode 0600, in one step; raises Conflict where the file is there already."""
    if target.exists() and not force:
        raise Conflict(f"{target} is there already; give another name, or --force to write over it.")
    with plainly(target, "give another place"), drafted(target, Path.replace) as file:
        return _fill(file, admin_url, home)


def _fill(file: IO[bytes], admin_url: str, home: Path) -> Manifest:
    about = _about(admin_url)
    with ZipFile(file, "w") as archive:
        sums = {DUMP: _dumped(archive, admin_url)}
        for path in key_files(home):
            content = path.read_bytes()
            archive.writestr(KEYS + path.name, content)
            sums[KEYS + path.name] = hashlib.sha256(content).hexdigest()
        manifest = Manifest(format=FORMAT, version=VERSION, made_at=datetime.now(UTC), sha256=sums, **about)
        archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
    return manifest


def _about(admin_url: str) -> dict[str, Any]:
    try:
        with psycopg.connect(admin_url, row_factory=dict_row) as conn:
            may = conn.execute(sql("backup.may_read_all")).fetchone()
            if may is None or not may["may"]:
                raise Unavailable(
                    "The database user may not read past row security; COACH_DATABASE_URL needs an administrator for a backup."
                )
            found = conn.execute(sql("backup.about")).fetchone()
            return {**(found or {}), "postgres": conn.info.server_version}
    except psycopg.errors.UndefinedTable as error:
        raise NotFound("There is nothing to back up: the database is empty.") from error
    except psycopg.OperationalError as error:
        raise DatabaseDown from error


def _dumped(archive: ZipFile, admin_url: str) -> str:
    """Write the dump as one part and give its checksum; the keys of identity tokens stay out of it, set-up makes new ones."""
    arguments = ("--format=custom", "--exclude-table-data=sec.keys", "--lock-wait-timeout=60s")
    with archive.open(DUMP, "w", force_zip64=True) as part, running("pg_dump", admin_url, *arguments) as process:
        if process.stdout is None:
            raise Unavailable
        return _copied(process.stdout, part.write, "Writing the backup (kB)")


def _copied(source: IO[bytes], write: Callable[[bytes], object], label: str, total: int | None = None) -> str:
    """Copy piece by piece, tell how far it is, and give the checksum."""
    digest, done = hashlib.sha256(), 0
    while piece := source.read(PIECE):
        write(piece)
        digest.update(piece)
        done += len(piece)
        report(label, done // KILO, None if total is None else total // KILO)
    return digest.hexdigest()


def check(path: Path) -> Manifest:
    """Read what a backup says of itself and compare every part with its checksum; raises BadFile."""
    try:
        with ZipFile(path) as archive:
            manifest = _manifest(path, archive)
            for name, expected in manifest.sha256.items():
                with archive.open(name) as part:
                    if _copied(part, lambda _: None, "Checking the backup (kB)", archive.getinfo(name).file_size) != expected:
                        raise BadFile(f"{path} was changed or damaged: the checksum of {name} does not fit.")
    except (BadZipFile, KeyError, ValueError, EOFError, zlib.error, struct.error, RuntimeError) as error:
        raise BadFile(f"{path} is not a whole backup of Portfolio Coach: it is another file, or was cut off or damaged.") from error
    except OSError as error:
        raise BadInput(f"{path} can not be read ({(error.strerror or 'error').lower()}).") from error
    return manifest


def _manifest(path: Path, archive: ZipFile) -> Manifest:
    found = json.loads(archive.read(MANIFEST))
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise BadFile(f"{path} is not a backup of Portfolio Coach.")
    if found.get("version") != VERSION or str(found.get("revision")) > head():
        raise BadFile(f"{path} was made by a newer version of Portfolio Coach; update this one first.")
    try:
        manifest = Manifest.model_validate(found)
    except ValidationError as error:
        raise BadFile(f"{path} was changed or damaged: what it says of itself can not be read.") from error
    if DUMP not in manifest.sha256:
        raise BadFile(f"{path} holds no database.")
    return manifest


def load(path: Path, url: str) -> None:
    """Feed a checked backup's dump to pg_restore, all or nothing."""
    arguments = ("--format=custom", "--single-transaction", "--exit-on-error")
    with ZipFile(path) as archive, archive.open(DUMP) as part, running("pg_restore", url, *arguments) as process:
        if process.stdin is None:
            raise Unavailable
        try:
            _copied(part, process.stdin.write, "Restoring (kB)", archive.getinfo(DUMP).file_size)
        except BrokenPipeError:
            return  # it ended early and has said why


def keys(path: Path) -> list[bytes]:
    """Give the keys of a checked backup; raises BadFile for one that is none."""
    with ZipFile(path) as archive:
        found = [archive.read(name) for name in _manifest(path, archive).sha256 if name.startswith(KEYS)]
    if any(len(key) != KEY for key in found):
        raise BadFile(f"{path} holds a key that is none.")
    return found
