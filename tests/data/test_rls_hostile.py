"""Hostile SQL as the application role, signed in as Ana: nothing of Ben's comes back or changes."""

from typing import Any

import psycopg
import pytest

from tests.data.rows import CANARY, ID, ROWS, Town, found
from tests.fixtures_db import Server

NOTE = "select text from notes"
UPSERT = f"""insert into portfolios(user_id, id, name, base_currency) values ('{{ben}}', {ID}, 'x', 'INR')
on conflict (user_id, id) do update set name = 'changed' returning name"""  # noqa: S608
CHILD = f"""insert into transactions(user_id, portfolio_id, day, type, currency, source)
values ('{{ana}}', {ID}, now(), 'buy', 'INR', 'x')"""  # noqa: S608
LEAK = "create function {}.leak(text) returns bool language plpgsql cost 0.0001 as $$ begin raise notice '%', $1; return true; end $$"
STATEMENTS = {
    "unset identity": ["reset app.token", NOTE],
    "empty identity": ["select set_config('app.token', '', true)", NOTE],
    "garbage identity": ["select set_config('app.token', repeat('x', 90), true)", NOTE],
    "bare id as identity": ["select set_config('app.token', '{ben}', true)", NOTE],
    "unsigned identity": ["select set_config('app.token', '{ben}|9999999999.' || repeat('0', 64), true)", NOTE],
    "local setting": ["set local app.token = '{ben}'", NOTE],
    "select by id": ["select text from notes where user_id = '{ben}'"],
    "select or true": ["select text from notes where user_id = '{ana}' or true"],
    "union": ["select text from messages union all select text from notes union all select name from portfolios"],
    "update": ["update notes set text = 'changed' where user_id = '{ben}' returning text"],
    "update all": ["update portfolios set name = 'changed' returning name"],
    "delete": ["delete from notes where user_id = '{ben}' returning text"],
    "delete the person": ["delete from users where id = '{ben}' returning email"],
    "insert in their name": ["insert into notes(user_id, target, text) values ('{ben}', 'x', 'planted')"],
    "move a row to them": ["insert into notes(user_id, target, text) values ('{ana}', 'x', 'y')", "update notes set user_id = '{ben}'"],
    "upsert": [UPSERT],
    "child on their parent": [CHILD],
    "division by zero": ["select 1 / (case when text = '{canary}' then 0 else 1 end) from notes where user_id = '{ben}'"],
    "leaky function": [
        LEAK.format("public"),
        "select text from notes where leak(text)",
    ],
    "temporary leaky function": [
        LEAK.format("pg_temp"),
        "select text from notes where pg_temp.leak(text)",
    ],
    "leaky cast": ["select text::int from notes where user_id = '{ben}'"],
    "become the owner": ["set role coach_owner", NOTE],
    "become the keeper of keys": ["set role coach_sec", "select * from sec.keys"],
    "become the superuser": ["set session authorization postgres", NOTE],
    "row security off": ["set local row_security = off", NOTE],
    "disable security": ["alter table notes disable row level security", NOTE],
    "own policy": ["create policy mine on notes using (true)", NOTE],
    "own view": ["create view public.peek as select * from notes", "select text from peek"],
    "replace the identity function": [
        "create or replace function app_user() returns uuid language sql as $$ select '{ben}'::uuid $$",
        NOTE,
    ],
    "truncate": ["truncate notes"],
    "copy to a file": ["copy notes to '/tmp/coach-hostile'"],
    "copy to a program": ["copy notes to program 'cat'"],
    "statistics": ["select * from pg_stats where tablename = 'notes'"],
    "raw statistics": ["select * from pg_statistic"],
    "read a file": ["select pg_read_file('PG_VERSION')"],
    "activity of others": ["select query from pg_stat_activity where query like '%{canary}%' and pid <> pg_backend_pid()"],
    "keys": ["select * from sec.keys"],
    "large objects": ["select lo_import('/etc/passwd')"],
    "passwords": ["select rolpassword from pg_authid"],
    "password hashes by e-mail of nobody": ["select * from sec.login('%')"],
    "explain": ["explain (analyze, verbose, format json) select text from notes where text = '{canary}' and user_id = '{ben}'"],
    "lock their row": ["select text from notes where user_id = '{ben}' for update"],
    "checkpoints": ["select thread_id from checkpoints", "select blob from checkpoint_blobs"],
    "delete checkpoints": ["delete from checkpoints returning thread_id"],
    "plant a checkpoint": ["insert into checkpoints(thread_id, checkpoint_id, checkpoint) values ('{ben}:t', 'x', '{{}}')"],
    "prefix of an id": ["insert into checkpoints(thread_id, checkpoint_id, checkpoint) values ('{ben}', 'x', '{{}}')"],
    "login failures": ["select * from login_failures"],
    "make a user": ["insert into users(email) values ('x@y.z')"],
    "change a kind": ["update users set kind = 'local'"],
    "rewrite history": ["update transactions set quantity = 1"],
    "erase history": ["delete from transactions"],
}


REFUSED = ["insert in their name", "move a row to them", "upsert", "child on their parent", "become the owner", "keys", "truncate"]
REFUSED += ["copy to a program", "read a file", "disable security", "own policy", "own view", "temporary leaky function"]
REFUSED += ["replace the identity function", "login failures", "make a user", "change a kind", "rewrite history", "erase history"]
REFUSED += ["plant a checkpoint", "raw statistics", "passwords", "become the superuser", "become the keeper of keys"]


@pytest.fixture(scope="module")
def town(server: Server) -> Town:
    return found(server)


def run(town: Town, name: str) -> tuple[list[Any], list[str]]:
    """Run the statements one by one as Ana; give the values that came back, and errors with notices."""
    values: list[Any] = []
    said: list[str] = []
    with town.signed_in(town.ana) as conn:
        conn.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
        for statement in STATEMENTS[name]:
            try:
                with conn.transaction():
                    cursor = conn.execute(statement.format(ana=town.ana, ben=town.ben, canary=CANARY))
                    values += [value for line in (cursor.fetchall() if cursor.description else []) for value in line.values()]
            except psycopg.Error as error:
                said.append(f"error: {error}")
    return values, said


def state(town: Town) -> list[Any]:
    """Read everything of Ben's as the superuser."""
    with town.superuser() as conn:
        return [
            conn.execute(f"select x::text from {table} x where x::text like %s order by 1", (f"%{town.ben}%",)).fetchall()  # noqa: S608
            for table in (*ROWS, "users")
        ]


@pytest.mark.parametrize("name", STATEMENTS)
def test_hostile_sql_reaches_nothing_of_another_person(town: Town, name: str) -> None:
    before = state(town)
    values, said = run(town, name)
    if name == "explain":  # the plan repeats the question; what counts is that no row passed the policy
        assert values[0][0]["Plan"]["Actual Rows"] == 0
    else:
        assert not {CANARY, f"{town.ben}:t"} & {str(value) for value in values}
        assert CANARY not in repr((values, said))
    assert state(town) == before


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_forbidden_is_refused_not_ignored(town: Town, name: str) -> None:
    assert any(text.startswith("error: ") for text in run(town, name)[1])


def test_another_connections_token_is_not_readable(town: Town) -> None:
    with town.signed_in(town.ben), town.signed_in(town.ana) as conn:
        lines = conn.execute("select query from pg_stat_activity where usename = current_user").fetchall()
    assert len(lines) >= 2
    assert str(town.ben) not in repr(lines)


def test_copy_out_gives_own_rows_only(town: Town) -> None:
    with town.signed_in(town.ana) as conn, conn.cursor().copy("copy notes to stdout") as copied:
        assert CANARY.encode() not in b"".join(copied)
    with town.signed_in(town.ben) as conn, conn.cursor().copy("copy notes to stdout") as copied:
        assert CANARY.encode() in b"".join(copied)
