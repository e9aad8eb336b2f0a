"""Row-Level Security: the catalogue says every personal table is closed, and two people never meet."""

import time
from collections.abc import Iterator
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.types.json import Jsonb

from core.errors import BadInput
from data import people
from data.db import Database, identity_token
from tests.data.rows import ROWS, Town, found, row
from tests.fixtures_db import Server

SHARED = {"instruments", "prices", "fx_rates", "loads", "lessons", "chunks", "chunk_vectors", "lesson_names", "name_vectors"} | {
    "checkpoint_migrations",
    "alembic_version",
}
OWNER = {"users": "id", "checkpoints": "thread_id", "checkpoint_blobs": "thread_id", "checkpoint_writes": "thread_id"}
OPEN_TABLES = """
with t as (
  select c.oid, c.relname as name, relrowsecurity and relforcerowsecurity as closed, (select attnum from pg_attribute a
    where a.attrelid = c.oid and attname = coalesce(%(owner)s::jsonb ->> c.relname, 'user_id')) as owner
  from pg_class c where relkind in ('r', 'p', 'v', 'm', 'f') and relnamespace = 'public'::regnamespace)
select name from t where not name = any(%(shared)s) and (
  owner is null or not closed or has_table_privilege('coach_app', oid, 'truncate, trigger, references')
  or not exists (select from pg_index i where i.indrelid = oid and i.indkey[0] = owner)
  or not exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = name and p.cmd = 'ALL'
    and p.roles = '{coach_app}' and p.qual ~ '\\( *SELECT app_user\\(\\)' and p.with_check = p.qual)
  or exists (select from pg_policies p where p.schemaname = 'public' and p.tablename = name
    and p.roles not in ('{coach_app}', '{coach_sec}')))
order by name
"""
FAULTS = [
    "create table forgotten(user_id uuid primary key)",
    "create table forgotten(x int)",
    "create view forgotten as select * from notes",
    "alter table notes disable row level security",
    "alter table notes no force row level security",
    "drop policy own on notes",
    "drop policy own on notes; create policy own on notes to coach_app using (user_id = app_user()) with check (user_id = app_user())",
    "drop policy own on checkpoints",
    "create policy more on notes using (true)",
    "grant truncate on notes to coach_app",
    "alter table notes drop constraint notes_pkey",
    "alter table users no force row level security",
]


@pytest.fixture(scope="module")
def town(server: Server) -> Town:
    return found(server)


@pytest.fixture
def owner(town: Town) -> Iterator[psycopg.Connection]:
    """Connect as the owner of the tables; what a test changes is rolled back."""
    with town.owner() as conn:
        yield conn
        conn.rollback()


def open_tables(conn: psycopg.Connection) -> list[str]:
    values = {"shared": [*SHARED, "login_failures"], "owner": Jsonb(OWNER)}
    return [line[0] for line in conn.execute(OPEN_TABLES, values)]


def test_every_table_is_shared_by_name_or_closed(owner: psycopg.Connection) -> None:
    assert open_tables(owner) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_the_catalogue_check_sees_each_fault(owner: psycopg.Connection, fault: str) -> None:
    owner.execute(fault)
    assert len(open_tables(owner)) == 1


def test_login_failures_belong_to_the_sign_in_functions_alone(owner: psycopg.Connection) -> None:
    line = owner.execute(
        "select relrowsecurity and relforcerowsecurity, has_table_privilege('coach_app', oid, 'select, insert, update, delete')"
        " from pg_class where relname = 'login_failures'"
    ).fetchone()
    assert line == (True, False)


def test_every_definer_function_has_a_fixed_search_path(owner: psycopg.Connection) -> None:
    lines = owner.execute("select proname, proconfig from pg_proc where prosecdef").fetchall()
    assert len(lines) >= 7
    assert [name for name, config in lines if config != ["search_path=pg_catalog"]] == []


def test_no_role_of_ours_is_above_the_rules(owner: psycopg.Connection) -> None:
    lines = owner.execute("select rolname from pg_roles where rolname ~ '^coach_' and (rolsuper or rolbypassrls or rolcreaterole)")
    assert lines.fetchall() == []


def test_the_rows_of_the_tests_name_every_personal_table(owner: psycopg.Connection) -> None:
    lines = owner.execute("select relname from pg_class where relkind = 'r' and relrowsecurity and relnamespace = 'public'::regnamespace")
    assert {line[0] for line in lines} - {"users", "login_failures"} == set(ROWS)


@pytest.mark.parametrize("table", [*ROWS, "users"])
def test_two_people_never_meet(server: Server, town: Town, table: str) -> None:
    for person, rows in ((town.ana, []), (town.ben, [str(town.ben)])):
        with town.signed_in(person) as conn:
            owner = OWNER.get(table, "user_id")
            seen = conn.execute(f"select {owner}::text as owner from {table}").fetchall()  # noqa: S608
        assert [line["owner"].partition(":")[0] for line in seen] == (rows if table != "users" else [str(person)])


@pytest.mark.parametrize("table", ROWS)
def test_nobody_writes_a_row_in_another_name(town: Town, table: str) -> None:
    with town.signed_in(town.ana) as conn, pytest.raises(psycopg.errors.InsufficientPrivilege):
        conn.execute(row(table, town.ben))


async def test_deleting_a_person_leaves_nothing_of_theirs_and_all_of_others(server: Server) -> None:
    town = found(server)
    town.fill(town.ana)
    database = await Database.open(server.url(town.name), server.secrets.identity_key, size=1)
    await people.delete_everything(database, town.ana)
    await database.close()
    with town.superuser() as conn:
        for table in (*ROWS, "users"):
            left = conn.execute(f"select {OWNER.get(table, 'user_id')}::text from {table}").fetchall()  # noqa: S608
            assert [line[0].partition(":")[0] for line in left] == [str(town.ben)], table


def forged(key: bytes, person: UUID) -> dict[str, str]:
    """Give tokens that must not be anybody."""
    good = identity_token(key, person)
    claim, _, mac = good.rpartition(".")
    return {
        "another person": f"{uuid4()}|{claim.partition('|')[2]}.{mac}",
        "later": f"{person}|{int(time.time()) + 9999}.{mac}",
        "expired": identity_token(key, person, ttl=-1),
        "bare id": str(person),
        "no signature": claim,
        "short signature": good[:-1],
        "upper case": f"{claim}.{mac.upper()}",
        "empty": "",
        "garbage": "x" * 65,
        "signature only": mac,
        "other key": identity_token(b"another key", person),
        "empty key": identity_token(b"", person),
    }


@pytest.mark.parametrize("name", forged(b"key", uuid4()))
def test_a_forged_token_is_nobody(town: Town, name: str) -> None:
    with town.signed_in(None) as conn:
        conn.execute("select set_config('app.token', %s, true)", (forged(town.server.secrets.identity_key, town.ben)[name],))
        assert conn.execute("select app_user() as who, (select count(*) from users) as seen").fetchone() == {"who": None, "seen": 0}


def test_without_a_key_nobody_is_signed_in(owner: psycopg.Connection, town: Town) -> None:
    token = identity_token(town.server.secrets.identity_key, town.ben)
    owner.execute("select set_config('app.token', %s, true)", (token,))
    assert owner.execute("select app_user()").fetchone() == (town.ben,)
    owner.execute("set local role coach_sec")
    owner.execute("delete from sec.keys")
    owner.execute("reset role")
    assert owner.execute("select app_user()").fetchone() == (None,)


async def test_a_value_that_can_not_be_stored_is_bad_input(database: Database, two_people: tuple[UUID, UUID]) -> None:
    with pytest.raises(BadInput):
        async with database.tx(two_people[0]) as conn:
            await conn.execute("update users set name = %s where id = %s", ("a\x00b", two_people[0]))
