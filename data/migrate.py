"""Bring a database to the newest schema and give it the key of identity tokens."""

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, pool
from sqlalchemy.exc import OperationalError

from core.errors import DatabaseDown
from data.queries import sql

FOLDER = Path(__file__).parent / "migrations"
BLOCK = 64


def _pad(key: bytes, mask: int) -> bytes:
    return bytes(byte ^ mask for byte in key.ljust(BLOCK, b"\0"))


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
            pads = {"inner": _pad(key, 0x36), "outer": _pad(key, 0x5C)}
            connection.exec_driver_sql(sql("migrate.add_key"), pads)
    except OperationalError as error:
        raise DatabaseDown from error
