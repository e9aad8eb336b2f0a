"""Migrations: again, at once, and a key that changes."""

import asyncio
from uuid import UUID, uuid4

import psycopg
import pytest

from core.errors import DatabaseDown
from data.db import identity_token
from data.migrate import migrate
from data.roles import create_database, drop_database, prepare
from data.schema import head, is_current
from tests.fixtures_db import Server, free_port

SCHEMA = """
select md5(string_agg(line, '' order by line)) from (
  select table_name || column_name || data_type from information_schema.columns where table_schema in ('public', 'sec')
  union all select policyname || tablename || coalesce(qual, '') from pg_policies) x(line)
"""


def schema(server: Server, name: str) -> str:
    with psycopg.connect(server.admin(name)) as conn:
        row = conn.execute(SCHEMA).fetchone()
    return str(row[0] if row else "")


async def test_migrating_twice_and_at_once_gives_the_same_schema(server: Server) -> None:
    name = f"m_{uuid4().hex[:8]}"
    create_database(server.admin_url, name)
    prepare(server.admin(name), server.secrets.owner, server.secrets.app)
    url = server.owner_url(name)
    await asyncio.gather(*(asyncio.to_thread(migrate, url, server.secrets.identity_key) for _ in range(2)))
    before = schema(server, name)
    migrate(url, server.secrets.identity_key)
    assert schema(server, name) == before == schema(server, "coach_template")
    drop_database(server.admin_url, name)


def test_a_new_key_is_valid_beside_the_old_one(server: Server) -> None:
    name = f"m_{uuid4().hex[:8]}"
    create_database(server.admin_url, name, "coach_template")
    migrate(server.owner_url(name), b"the next key")
    person = UUID(int=7)
    with psycopg.connect(server.url(name)) as conn:
        for key in (b"the next key", server.secrets.identity_key):
            conn.execute("select set_config('app.token', %s, true)", (identity_token(key, person),))
            assert conn.execute("select app_user()").fetchone() == (person,)


def test_a_current_schema_is_known_without_alembic(server: Server) -> None:
    name = f"m_{uuid4().hex[:8]}"
    create_database(server.admin_url, name)
    prepare(server.admin(name), server.secrets.owner, server.secrets.app)
    url, key = server.owner_url(name), server.secrets.identity_key
    assert not is_current(url, key)
    migrate(url, key)
    assert is_current(url, key)
    assert not is_current(url, b"another key")
    with psycopg.connect(url) as conn:
        assert conn.execute("update alembic_version set version_num = '0001' returning version_num").fetchone() == ("0001",)
    assert head() > "0001"
    assert not is_current(url, key)
    drop_database(server.admin_url, name)


def test_a_server_that_is_not_there_is_said_so() -> None:
    with pytest.raises(DatabaseDown):
        migrate(f"host=127.0.0.1 port={free_port()} user=x dbname=x connect_timeout=1", b"key")
