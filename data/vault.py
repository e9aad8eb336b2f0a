"""Secrets of persons at rest: AES-256-GCM, bound to the owner, table and column, under a key that the database does not hold.

A sealed value is: version (1 byte), key id (8 bytes), nonce (12 bytes), ciphertext with its tag.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from secrets import token_bytes
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.errors import Unavailable
from data.secrets import secret

VERSION = b"\x01"
KEY, NONCE = 32, 12
ID = slice(1, 9)
BEGIN = 9
NAME = "vault-key"


class Vault:
    """Seals with the first key and opens with any, so that a key can be changed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self.keys = {_id(key): AESGCM(key) for key in keys}
        self.first = next(iter(self.keys))

    @classmethod
    def of_home(cls, home: Path) -> "Vault":
        """Read the key of this installation, which the first call makes, and those that came with restored backups."""
        mine = secret(home, NAME, lambda: token_bytes(KEY))
        return cls([mine, *(path.read_bytes() for path in key_files(home) if path.name != NAME)])

    def seal(self, text: str, owner: UUID, column: str) -> bytes:
        """Encrypt a text for one person's column, named `table.column`."""
        nonce = token_bytes(NONCE)
        return VERSION + self.first + nonce + self.keys[self.first].encrypt(nonce, text.encode(), _bound(owner, column, self.first))

    def open(self, sealed: bytes, owner: UUID, column: str) -> str:
        """Decrypt; raises Unavailable for what was sealed for another person, column or key, or was changed."""
        key_id = sealed[ID]
        key = self.keys.get(key_id)
        if sealed[:1] != VERSION or key is None:
            raise Unavailable("A stored secret can not be read with this installation's key.")
        try:
            nonce, rest = sealed[BEGIN : BEGIN + NONCE], sealed[BEGIN + NONCE :]
            return key.decrypt(nonce, rest, _bound(owner, column, key_id)).decode()
        except (InvalidTag, ValueError) as error:
            raise Unavailable("A stored secret can not be read with this installation's key.") from error


def key_files(home: Path) -> list[Path]:
    """Give the files of this installation's keys: its own, and those named by their id."""
    return sorted(path for pattern in (NAME, f"{NAME}-{'[0-9a-f]' * 16}") for path in (home / "secrets").glob(pattern))


def keep_key(home: Path, key: bytes) -> None:
    """Let a home open what was sealed with another installation's key."""
    if all(path.read_bytes() != key for path in key_files(home)):
        secret(home, f"{NAME}-{_id(key).hex()}", lambda: key)


def _id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id " + key).digest()[:8]


def _bound(owner: UUID, column: str, key_id: bytes) -> bytes:
    return b"\0".join([owner.bytes, column.encode(), key_id])
