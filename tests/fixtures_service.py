"""The whole service as people run it: `coach serve` in a process of its own, with a fresh home and free ports."""

import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from core.settings import ROOT
from tests.fixtures_db import free_port

COACH = [sys.executable, "-m", "api.cli"]
START_SECONDS = 90


@dataclass(frozen=True)
class Service:
    """A running service and the environment its command line shares."""

    url: str
    env: dict[str, str]
    output: Path

    def coach(self, *arguments: str, seconds: float = 120, given: str | None = None) -> subprocess.CompletedProcess[str]:
        """Run a command beside the service; `given` comes to it through a pipe."""
        command = [*COACH, *arguments]
        return subprocess.run(command, env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False, input=given)

    def sign_in_link(self) -> str:
        """Make a fresh one-time sign-in link."""
        done = self.coach("link")
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @functools.cached_property
    def access_token(self) -> str:
        """Sign in as the local person, once."""
        answer = httpx2.post(f"{self.url}/api/v1/auth/link", json={"token": self.sign_in_link().rpartition("=")[2]}, timeout=60)
        return str(answer.raise_for_status().json()["access_token"])

    def signed_in(self) -> httpx2.Client:
        """Give a client of the local person, to be closed."""
        return httpx2.Client(base_url=self.url, timeout=60, headers={"Authorization": f"Bearer {self.access_token}"})


def environment(home: Path, **more: str) -> dict[str, str]:
    """Give an environment with a home and ports of its own and no key."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COACH_", "OPENAI_"))}
    ports = {"COACH_HOME": str(home), "COACH_PORT": str(free_port()), "COACH_DB_PORT": str(free_port())}
    return {**kept, **ports, "PYTHONPATH": str(ROOT), **more}


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], output: Path) -> dict[str, Any]:
    """Poll the health until it is healthy; a process that ended fails with its output."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, output.read_text(encoding="utf-8")
        try:
            body: dict[str, Any] = httpx2.get(f"{url}/api/health", timeout=5).json()
        except httpx2.HTTPError:
            body = {}
        if body.get("status") == "healthy":
            return body
        time.sleep(0.1)
    raise AssertionError(output.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def service(question_vectors: Path) -> Iterator[Service]:
    """Start the service once for all tests that read it."""
    home = Path(tempfile.mkdtemp(prefix="coach-service-"))
    home.chmod(0o711)
    (home / "vectors").symlink_to(question_vectors)
    env = environment(home)
    output = home / "output.txt"
    with output.open("wb") as sink:
        process = subprocess.Popen([*COACH, "serve"], env=env, cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{env['COACH_PORT']}"
    try:
        wait_until_healthy(url, process, output)
        yield Service(url, env, output)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def using(home: Path) -> list[str]:
    """Give the command lines of the processes that work in a home."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(home) in line:
            found.append(line)
    return found


@pytest.fixture(scope="module")
def home(question_vectors: Path) -> Iterator[Path]:
    """Make a home of this module's own."""
    made = Path(tempfile.mkdtemp(prefix="coach-serve-"))
    made.chmod(0o711)
    (made / "vectors").symlink_to(question_vectors)
    yield made
    shutil.rmtree(made, ignore_errors=True)
