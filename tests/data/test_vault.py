"""Secrets at rest: bound to their owner and column, changed ones refused, keys that follow one another."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from core.errors import Unavailable
from data.broker import expiry
from data.vault import Vault

ANA, BEN = uuid4(), uuid4()
COLUMN = "broker_tokens.access"
VAULT = Vault([b"k" * 32])


def test_what_is_sealed_opens_for_its_owner_and_column() -> None:
    sealed = VAULT.seal("secret-token", ANA, COLUMN)
    assert b"secret-token" not in sealed
    assert VAULT.open(sealed, ANA, COLUMN) == "secret-token"
    assert VAULT.seal("secret-token", ANA, COLUMN) != sealed


@pytest.mark.parametrize(("owner", "column"), [(BEN, COLUMN), (ANA, "broker_tokens.extended")])
def test_a_swapped_value_is_refused(owner: object, column: str) -> None:
    with pytest.raises(Unavailable):
        VAULT.open(VAULT.seal("t", ANA, COLUMN), owner, column)  # type: ignore[arg-type]


@pytest.mark.parametrize("at", [0, 3, 12, 30, -1])
def test_a_changed_byte_is_refused(at: int) -> None:
    sealed = bytearray(VAULT.seal("a token of some length", ANA, COLUMN))
    sealed[at] ^= 1
    with pytest.raises(Unavailable):
        VAULT.open(bytes(sealed), ANA, COLUMN)


def test_an_older_key_opens_and_the_first_seals() -> None:
    both = Vault([b"n" * 32, b"k" * 32])
    assert both.open(VAULT.seal("t", ANA, COLUMN), ANA, COLUMN) == "t"
    with pytest.raises(Unavailable):
        VAULT.open(both.seal("t", ANA, COLUMN), ANA, COLUMN)


def test_a_file_beside_the_keys_is_no_key(tmp_path: Path) -> None:
    first = Vault.of_home(tmp_path).first
    (tmp_path / "secrets" / "vault-key.bak").write_bytes(b"short")
    (tmp_path / "secrets" / "vault-key-old").write_bytes(b"k" * 32)
    assert list(Vault.of_home(tmp_path).keys) == [first]


@pytest.mark.parametrize(
    ("now", "end"),
    [("2025-01-15T10:00", "2025-01-15T22:00"), ("2025-01-15T21:59", "2025-01-15T22:00"), ("2025-01-15T22:01", "2025-01-16T22:00")],
)
def test_a_token_ends_at_half_past_three_in_india(now: str, end: str) -> None:
    assert expiry(datetime.fromisoformat(now).replace(tzinfo=UTC)) == datetime.fromisoformat(end).replace(tzinfo=UTC)
