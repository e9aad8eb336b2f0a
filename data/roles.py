"""The roles of a database: coach_owner migrates, coach_app serves, coach_sec holds the keys; made by an administrator."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.sql import SQL, Composed, Identifier, Literal

from core.errors import DatabaseDown, Unavailable
from data.queries import sql
from data.secrets import Secrets

DATABASE = "coach"
OWNER = "coach_owner"
APP = "coach_app"


@dataclass(frozen=True, slots=True)
class ServerUrls:
    """Connection strings by role; `admin_url` is for roles and backups only."""

    admin_url: str = field(repr=False)
    owner_url: str = field(repr=False)
    app_url: str = field(repr=False)


def server_urls(admin_url: str, secrets: Secrets) -> ServerUrls:
    """Give the connection strings of our roles on an administrator's server and database."""
    return ServerUrls(admin_url, as_role(admin_url, OWNER, secrets.owner), as_role(admin_url, APP, secrets.app))


def as_role(admin_url: str, role: str, password: str, database: str | None = None) -> str:
    """Give the connection string of a role on the same server."""
    return make_conninfo(admin_url, user=role, password=password, dbname=database or conninfo_to_dict(admin_url).get("dbname"))


def can_connect(url: str) -> bool:
    """Tell whether a connection string works."""
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def filled(name: str, **parts: str) -> Composed:
    """Fill a named statement's {places} with identifiers."""
    return SQL(sql(name)).format(**{place: Identifier(part) for place, part in parts.items()})


@contextmanager
def administrator(admin_url: str) -> Iterator[psycopg.Connection[Any]]:
    """Connect as the administrator, one process at a time."""
    try:
        with psycopg.connect(admin_url, autocommit=True) as conn:
            conn.execute(sql("roles.lock"))
            yield conn
    except psycopg.errors.InsufficientPrivilege as error:
        raise Unavailable(
            "The database user may not make roles or databases; COACH_DATABASE_URL needs an administrator for this."
        ) from error
    except psycopg.errors.DiskFull as error:
        raise Unavailable("The disk that holds the database is full; free some space and try again.") from error
    except psycopg.OperationalError as error:
        raise DatabaseDown from error


def prepare(admin_url: str, owner_password: str, app_password: str) -> None:
    """Make the roles, set their passwords and close the database to everyone else."""
    with administrator(admin_url) as conn:
        conn.execute(sql("roles.create_roles"))
        for role, password in ((OWNER, owner_password), (APP, app_password)):
            _set_password(conn, role, password)
        conn.execute(sql("roles.role_settings"))
        conn.execute(filled("roles.guard_database", database=conn.info.dbname))
        conn.execute(sql("roles.guard_schema"))


def _set_password(conn: psycopg.Connection[Any], role: LiteralString, password: str) -> None:
    # The server gets the scram verifier only, so that the password stands in no log.
    verifier = conn.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    conn.execute(SQL(sql("roles.set_login")).format(role=Identifier(role), password=Literal(verifier)))


def create_database(admin_url: str, name: str, template: str | None = None) -> None:
    """Make a database, unless it is there; a copy of the template is closed like the template."""
    with administrator(admin_url) as conn:
        if conn.execute(sql("roles.database_exists"), (name,)).fetchone():
            return
        if template is None:
            conn.execute(filled("roles.create_database", database=name))
            return
        conn.execute(filled("roles.create_from_template", database=name, template=template))
        conn.execute(filled("roles.guard_database", database=name))


def drop_database(admin_url: str, name: str) -> None:
    """Remove a database with everything in it."""
    with administrator(admin_url) as conn:
        conn.execute(filled("roles.drop_database", database=name))
