"""Restoring a backup: into a new database beside the one there is, which takes its place when everything is in it."""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import dict_row

from core.errors import BadFile, BadInput, Conflict, DatabaseDown
from data import backup
from data.backup import MAJOR, Manifest
from data.migrate import migrate
from data.queries import sql
from data.roles import OWNER, administrator, as_role, create_database, drop_database, filled, prepare
from data.secrets import Secrets
from data.vault import keep_key

MAINTENANCE = "postgres"
USED = "Another program uses the database; end it and restore again. Nothing was changed."


def refuse(admin_url: str, manifest: Manifest, samples: Sequence[bytes], *, force: bool) -> None:
    """Refuse a database that is in use or the server's own, an older server than the backup's, and a person's data unless forced.

    `samples` are the files that a fresh installation imports by itself.
    """
    try:
        with psycopg.connect(admin_url, row_factory=dict_row) as conn:
            if conn.info.dbname == MAINTENANCE:
                raise BadInput(f"The database {MAINTENANCE} can not be replaced; let COACH_DATABASE_URL name one of its own.")
            row = conn.execute(sql("backup.others")).fetchone()
            if row is not None and row["others"]:
                raise Conflict(USED)
            if manifest.postgres // MAJOR > conn.info.server_version // MAJOR:
                raise BadFile(
                    f"The backup comes from Postgres {manifest.postgres // MAJOR}, this server is {conn.info.server_version // MAJOR}: "
                    "restore it on a server at least as new."
                )
            if not force and _occupied(conn, samples):
                raise Conflict("There is a person's data here already; --force replaces it by the backup. Nothing was changed.")
    except psycopg.OperationalError as error:
        raise DatabaseDown from error


def _occupied(conn: psycopg.Connection[dict[str, object]], samples: Sequence[bytes]) -> bool:
    row = conn.execute(sql("migrate.has_versions")).fetchone()
    if row is None or not next(iter(row.values())):
        return False
    found = conn.execute(sql("backup.occupied"), {"samples": [hashlib.sha256(each).hexdigest() for each in samples]}).fetchone()
    return bool(found and found["occupied"])


def restore(admin_url: str, secrets: Secrets, home: Path, path: Path) -> None:
    """Put a checked backup in the place of the database; whatever fails before the change of places leaves everything as it was."""
    keys = backup.keys(path)
    with administrator(admin_url) as conn:
        name = conn.info.dbname
    begin = f"{name[:40]}_restore_"
    fresh = f"{begin}{uuid4().hex[:8]}"
    server, target = make_conninfo(admin_url, dbname=MAINTENANCE), make_conninfo(admin_url, dbname=fresh)
    _drop_left(server, begin)
    create_database(server, fresh)
    try:
        prepare(target, secrets.owner, secrets.app)
        backup.load(path, target)
        migrate(as_role(target, OWNER, secrets.owner), secrets.identity_key)
        _swap(server, name, fresh)
    finally:
        drop_database(server, fresh)  # by now the old one, or what is left of the new one
    for key in keys:
        keep_key(home, key)


def _drop_left(server: str, begin: str) -> None:
    """Drop what restores that were killed have left, unless somebody is connected to it."""
    with administrator(server) as conn:
        left = conn.execute(sql("backup.left"), {"begin": begin}).fetchall()
    for (name,) in left:
        drop_database(server, name)


def _swap(server: str, name: str, fresh: str) -> None:
    """Let two databases change their names, both or neither."""
    between = f"{fresh}_"
    with administrator(server) as conn:
        try:
            with conn.transaction():
                for old, new in ((name, between), (fresh, name), (between, fresh)):
                    conn.execute(filled("backup.rename", old=old, new=new))
        except psycopg.errors.ObjectInUse as error:
            raise Conflict(USED) from error
