"""The keys and passwords of this installation, each in its own 0600 file under COACH_HOME."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from typing import IO
from uuid import uuid4

from core.errors import Unavailable

FULL = {errno.ENOSPC, errno.EDQUOT}
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Secrets:
    """Database passwords, the key of identity tokens, and the seed of the Ed25519 key that signs login tokens."""

    superuser: str = field(repr=False)
    owner: str = field(repr=False)
    app: str = field(repr=False)
    identity_key: bytes = field(repr=False)
    signing_seed: bytes = field(repr=False)


@contextmanager
def plainly(place: Path, hint: str = "set COACH_HOME to a folder of yours") -> Iterator[None]:
    """Say in one sentence why a place can not be written, and what helps."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise Unavailable(f"The disk that holds {place} is full; free some space and start again.") from error
        reason = (error.strerror or "error").lower()
        raise Unavailable(f"{place} can not be written ({reason}); {hint}.") from error


@contextmanager
def drafted(path: Path, place: Callable[[Path, Path], object]) -> Iterator[IO[bytes]]:
    """Open a file of mode 0600 beside a path; when it is written, `place` puts it there, and nothing else of it stays."""
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        place(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def write_private(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 in one step, unless it is there already."""
    with suppress(FileExistsError), drafted(path, os.link) as file:
        file.write(content)


def secret(home: Path, name: str, make: Callable[[], bytes]) -> bytes:
    """Read one secret of this installation; the first call makes it."""
    folder = home / "secrets"
    with plainly(home):
        make_home(home)
        folder.mkdir(mode=0o700, exist_ok=True)
        path = folder / name
        if not path.exists():
            write_private(path, make())
        return path.read_bytes()


def make_home(home: Path) -> None:
    """Make COACH_HOME; the server's own user may pass through it when root makes it."""
    if not home.is_dir():
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _password() -> bytes:
    return token_urlsafe(24).encode()


def _key() -> bytes:
    return token_bytes(KEY_BYTES)


def load_or_create(home: Path) -> Secrets:
    """Read all secrets of this installation; the first call makes them."""
    return Secrets(
        superuser=secret(home, "database-superuser", _password).decode(),
        owner=secret(home, "database-owner", _password).decode(),
        app=secret(home, "database-app", _password).decode(),
        identity_key=secret(home, "identity-key", _key),
        signing_seed=secret(home, "signing-seed", _key),
    )
