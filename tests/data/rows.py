"""One row of every personal table, for tests of who may see it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg
from psycopg import Connection
from psycopg.rows import dict_row

from data.db import identity_token
from data.roles import create_database
from tests.fixtures_db import TEMPLATE, Server

CANARY = "canary-7d1f"
ID = "'00000000-0000-0000-0000-00000000000a'"
ROWS = {
    "refresh_tokens": "(user_id, family, token_hash, expires_at) values (:u, gen_random_uuid(), :u || 'r', 'infinity')",
    "access_tokens": "(user_id, name, token_hash, doors, scopes) values (:u, :c, :u || 'a', '{}', '{}')",
    "sign_in_links": "(user_id, token_hash, expires_at) values (:u, :u || 'l', 'infinity')",
    "portfolios": f"(user_id, id, name, base_currency) values (:u, {ID}, :c, 'INR')",
    "imports": f"(user_id, id, file_name, file_sha256, format, preview) values (:u, {ID}, :c, 'h', 'generic', '{{}}')",
    "transactions": f"(user_id, id, portfolio_id, day, type, currency, source) values (:u, {ID}, {ID}, now(), 'buy', 'INR', :c)",
    "own_instruments": "(user_id, symbol, name, currency) values (:u, 'X', :c, 'INR')",
    "own_prices": "(user_id, symbol, day, close, currency) values (:u, 'X', now(), 1, 'INR')",
    "daily_values": f"values (:u, {ID}, now(), 1, 1, 0, 0, 1)",
    "policies": "(user_id, policy) values (:u, '{}')",
    "notes": "(user_id, target, text) values (:u, 'x', :c)",
    "documents": "(user_id, title, file_name, sha256, kind) values (:u, :c, 'f', 'h', 'text')",
    "passages": "(user_id, origin, source_id, title, locator, body, sha256) values (:u, 'note', 's', :c, 'l', 'b', 'h')",
    "threads": f"(user_id, id, title) values (:u, {ID}, :c)",
    "turns": f"(user_id, id, thread_id) values (:u, {ID}, {ID})",
    "messages": f"(user_id, thread_id, turn_id, role, text) values (:u, {ID}, {ID}, 'user', :c)",
    "calls": f"(user_id, turn_id, call_id, tool, args, ok, result, ms) values (:u, {ID}, 'c', :c, '{{}}', true, '{{}}', 1)",
    "approvals": "(user_id, tool, args, args_sha256, summary, expires_at) values (:u, 't', '{}', 'h', :c, 'infinity')",
    "idempotency": "(user_id, key, request_sha256) values (:u, 'k', :c)",
    "alerts": "(user_id, kind, symbol, level) values (:u, 'price', :c, 1)",
    "watchlist": "(user_id, symbol) values (:u, :c)",
    "reviews": "(user_id, as_of, body) values (:u, now(), '{}')",
    "review_plans": "(user_id, daily) values (:u, true)",
    "broker_tokens": "(user_id, broker, access, expires_at) values (:u, :c, '', 'infinity')",
    "model_days": "(user_id, day) values (:u, '2026-03-01')",
    "model_holds": "(user_id, day, calls, input_tokens, output_tokens, seconds, money, expires_at) "
    "values (:u, '2026-03-01', 1, 1, 1, 1, 1, 'infinity')",
    "audit": "(user_id, door, tool, args_sha256, ok, ms) values (:u, 'api', :c, 'h', true, 1)",
    "checkpoints": "(thread_id, checkpoint_id, checkpoint) values (:u || ':t', 'c', '{}')",
    "checkpoint_blobs": "(thread_id, channel, version, type, blob) values (:u || ':t', 'c', 'v', 't', convert_to(:c, 'UTF8'))",
    "checkpoint_writes": "(thread_id, checkpoint_id, task_id, idx, channel, blob) values (:u || ':t', 'c', 't', 0, 'c', '')",
}


def row(table: str, person: UUID) -> str:
    """Write the statement that gives a person one row of a table."""
    values = ROWS[table].replace(":u", f"'{person}'").replace(":c", f"'{CANARY}'")
    return f"insert into {table} {values}"


@dataclass(frozen=True)
class Town:
    """A database with Ana, who has nothing, and Ben, who has a row everywhere."""

    server: Server
    name: str
    ana: UUID
    ben: UUID

    @contextmanager
    def signed_in(self, person: UUID | None) -> Iterator[Connection[dict[str, Any]]]:
        """Run one transaction as the application in a person's name."""
        token = "" if person is None else identity_token(self.server.secrets.identity_key, person)
        with psycopg.connect(self.server.url(self.name), row_factory=dict_row) as conn:
            conn.execute("select set_config('app.token', %s, true)", (token,))
            yield conn

    def superuser(self) -> Connection[Any]:
        return psycopg.connect(self.server.admin(self.name), autocommit=True)

    def owner(self) -> Connection[Any]:
        return psycopg.connect(self.server.owner_url(self.name))

    def fill(self, person: UUID) -> None:
        with self.signed_in(person) as conn:
            for table in ROWS:
                conn.execute(row(table, person))


def found(server: Server) -> Town:
    """Make a town of its own."""
    name = f"town_{uuid4().hex[:8]}"
    create_database(server.admin_url, name, TEMPLATE)
    with psycopg.connect(server.url(name)) as conn:
        people = [conn.execute("select sec.register(%s, null, '', 'member')", (f"{who}@example.org",)).fetchone() for who in ("ana", "ben")]
    town = Town(server, name, *(one[0] for one in people if one is not None))
    town.fill(town.ben)
    return town
