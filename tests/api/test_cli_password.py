"""The password of a statement on the command line: asked for unseen, or read from a pipe; on no command line and kept nowhere."""

import os
import pty
import subprocess
import time
from pathlib import Path

import pytest

from core.settings import ROOT
from tests.data.importers.cas_pdf import PASSWORD, detailed
from tests.fixtures_service import COACH, Service

pytest.importorskip("casparser")
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SECRET = "Secret-7391-of-nobody"


@pytest.fixture
def statement(tmp_path: Path) -> Path:
    path = tmp_path / "cas.pdf"
    path.write_bytes(detailed(password=SECRET))
    return path


def read_until(terminal: int, what: bytes) -> bytes:
    seen = b""
    while what not in seen:
        seen += os.read(terminal, 4096)
    return seen


def at_a_terminal(service: Service, statement: Path, answer: str) -> tuple[int, bytes, str]:
    """Run `coach import` at a terminal and answer its question; give the exit code, what was shown, and its command line."""
    ours, theirs = pty.openpty()
    command = [*COACH, "import", str(statement), "--dry-run"]
    process = subprocess.Popen(command, env=service.env, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    os.close(theirs)
    try:
        shown = read_until(ours, b"Password of the PDF")
        line = (Path("/proc") / str(process.pid) / "cmdline").read_text()
        time.sleep(0.2)  # the echo is turned off after the question
        os.write(ours, answer.encode() + b"\n")
        try:
            while more := os.read(ours, 4096):
                shown += more
        except OSError:  # Linux says so when the other side is closed
            pass
        return process.wait(60), shown, line
    finally:
        process.kill()
        os.close(ours)


def holding(word: str, *folders: Path) -> list[Path]:
    """Give the files that hold a word."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return [path for path in files if path.stat().st_size < 100_000_000 and word.encode() in path.read_bytes()]


def test_the_password_is_asked_for_unseen_and_kept_nowhere(service: Service, statement: Path) -> None:
    code, shown, line = at_a_terminal(service, statement, SECRET)
    assert (code, b"6 rows, 6 to import" in shown) == (0, True), shown
    assert SECRET.encode() not in shown
    assert SECRET not in line
    assert holding(SECRET, Path(service.env["COACH_HOME"])) == []


def test_a_wrong_password_is_asked_for_once_and_refused_without_it(service: Service, statement: Path) -> None:
    code, shown, _ = at_a_terminal(service, statement, PASSWORD)
    assert (code, b"does not open this PDF" in shown) == (1, True), shown
    assert PASSWORD.encode() not in shown


def test_without_a_terminal_it_comes_from_a_pipe(service: Service, statement: Path) -> None:
    piped = service.coach("import", str(statement), "--dry-run", "--password-stdin", given=SECRET + "\n")
    assert (piped.returncode, "6 rows, 6 to import" in piped.stdout) == (0, True), piped.stderr
    assert SECRET not in piped.stdout + piped.stderr
    nobody = service.coach("import", str(statement), "--dry-run", given="")
    assert (nobody.returncode, "locked" in nobody.stderr) == (1, True)


def test_no_option_takes_the_password_itself(service: Service, statement: Path) -> None:
    done = service.coach("import", str(statement), "--password", SECRET)
    assert done.returncode == 2
