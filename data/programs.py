"""pg_dump and pg_restore: run on a database as its administrator, with what they complain of as one sentence."""

import os
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from core.errors import Unavailable
from core.settings import child_environment
from data.cluster import FULL
from data.place import RunAs, programs

PASSWORD = "PGPASSWORD"  # noqa: S105 - a variable's name
MISMATCH = "server version mismatch"


def _environment(url: Mapping[str, object]) -> dict[str, str]:
    """Hand the password over where no list of processes shows it."""
    secret = url.get("password")
    return {**child_environment(), "LC_ALL": "C", **({PASSWORD: str(secret)} if secret else {})}


@contextmanager
def running(name: str, url: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of Postgres with its input and output as pipes; raises Unavailable unless it ends well."""
    parts = conninfo_to_dict(url)
    address = make_conninfo("", **{key: value for key, value in parts.items() if key != "password"})
    folder = programs(RunAs(os.geteuid(), os.getegid()))
    command = [str(folder / name), "--no-password", f"--dbname={address}", *arguments]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - a program of the wheel with our own arguments
            command, env=_environment(parts), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said
        )
        ended = False
        try:
            yield process
            ended = True
        finally:
            if not ended:
                process.kill()
            process.communicate()
        if process.returncode:
            _complain(name, said)


def _complain(name: str, said: IO[bytes]) -> None:
    said.seek(0)
    text = said.read().decode(errors="replace")
    if FULL in text:
        raise Unavailable("The disk that holds the database is full; free some space and try again.")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if MISMATCH in text:
        raise Unavailable(f"The database server is newer than {name} here ({lines[-1]}); update Portfolio Coach.")
    reason = next((line for line in lines if "error:" in line or "FATAL" in line), "no reason given")
    raise Unavailable(f"{name} failed: {reason}")
