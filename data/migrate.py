"""Bring a database to the newest schema and give it the key of identity tokens."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, pool
from sqlalchemy.exc import OperationalError

from core.errors import DatabaseDown
from data.queries import sql
from data.schema import pads

FOLDER = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def migrate(owner_url: str, key: bytes) -> None:
    """Upgrade to the newest revision and make `key` valid; safe to run again and by several processes at once."""
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(owner_url), poolclass=pool.NullPool)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(sql("migrate.lock"))
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.exec_driver_sql(sql("migrate.as_sec"))
            connection.exec_driver_sql(sql("migrate.forget_keys"))
            inner, outer = pads(key)
            connection.exec_driver_sql(sql("migrate.add_key"), {"inner": inner, "outer": outer})
    except OperationalError as error:
        raise DatabaseDown from error
