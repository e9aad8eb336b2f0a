"""`coach serve` from start to stop: one of a home, plain sentences, nothing left behind, back within seconds."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from core.settings import ROOT
from tests.fixtures_db import free_port
from tests.fixtures_service import COACH, environment, using, wait_until_healthy

STOP_SECONDS = 45
UNNEEDED = {"alembic", "dateparser", "langchain_openai", "matplotlib", "openai", "pandas", "scipy", "skfolio", "sqlalchemy"}
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class Started:
    """A service that a test starts and stops itself."""

    def __init__(self, env: dict[str, str], output: Path) -> None:
        self.env, self.output, self.url = env, output, f"http://127.0.0.1:{env['COACH_PORT']}"
        began = time.monotonic()
        with output.open("wb") as sink:
            self.process = subprocess.Popen([*COACH, "serve"], env=env, cwd=ROOT, stdout=sink, stderr=subprocess.STDOUT)
        wait_until_healthy(self.url, self.process, output)
        self.seconds = time.monotonic() - began

    @property
    def text(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def stop(self, number: int) -> int:
        """Send a signal and give the exit code."""
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)


def refused(env: dict[str, str], *arguments: str) -> str:
    """Run a command that must end with one sentence and exit code 1."""
    command = [*COACH, *(arguments or ("serve",))]
    done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    lines = [line for line in done.stderr.splitlines() if line != "Starting ..."]
    assert (done.returncode, done.stdout, len(lines)) == (1, "", 1), done.stderr
    return lines[0]


def test_from_the_first_start_to_the_second(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    env = environment(home)
    first = Started(env, tmp_path / "first.txt")
    link = re.search(r"#link=(\S+)", first.text)
    assert link, first.text
    answers = [httpx2.post(f"{first.url}/api/v1/auth/link", json={"token": link[1]}).status_code for _ in range(2)]
    assert answers == [200, 401]
    assert refused(env) == f"portfolio-coach: Portfolio Coach already runs here: {first.url} (COACH_HOME {home})."
    other = {**env, "COACH_HOME": str(tmp_path / "other"), "COACH_DB_PORT": str(free_port())}
    assert refused(other) == f"portfolio-coach: Port {env['COACH_PORT']} is in use by another program; set COACH_PORT to a free one."
    assert len(using(home)) > 0
    assert first.stop(signal.SIGINT) == 0
    assert first.text.endswith("Stopped.\n")
    assert using(home) == []
    second = Started({**env, "PYTHONPROFILEIMPORTTIME": "1"}, tmp_path / "second.txt")
    assert set(re.findall(r"\|\s+(\w+)$", second.text, re.MULTILINE)) & UNNEEDED == set()
    with capsys.disabled():
        sys.stderr.write(f" [healthy after {first.seconds:.1f} s at first, {second.seconds:.1f} s again] ")
    assert second.stop(signal.SIGTERM) == 0
    assert using(home) == []
    assert "Traceback" not in first.text + second.text


def postmaster(home: Path) -> int:
    return int((home / "pg" / "data" / "postmaster.pid").read_text().splitlines()[0])


def test_a_killed_database_comes_back_and_until_then_it_is_said_so(home: Path, tmp_path: Path) -> None:
    started = Started(environment(home), tmp_path / "killed.txt")
    link = re.search(r"#link=(\S+)", started.text)
    assert link
    with httpx2.Client(base_url=started.url, timeout=30) as client:
        token = client.post("/api/v1/auth/link", json={"token": link[1]}).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"
        os.kill(postmaster(home), signal.SIGKILL)
        seen: list[httpx2.Response] = []
        began = time.monotonic()
        while not seen or (seen[-1].status_code != 200 and time.monotonic() < began + 30):
            seen.append(client.get("/api/v1/portfolios"))
        assert {answer.status_code for answer in seen} <= {200, 503}
        assert all(answer.headers["retry-after"] for answer in seen if answer.status_code == 503)
        assert seen[-1].status_code == 200
    assert started.stop(signal.SIGINT) == 0
    assert "Traceback" not in started.text
    assert token not in started.text


def test_a_killed_service_starts_again_and_takes_its_database_down(home: Path, tmp_path: Path) -> None:
    env = environment(home)
    killed = Started(env, tmp_path / "killed.txt")
    killed.stop(signal.SIGKILL)
    again = Started({**env, "COACH_DB_PORT": str(free_port())}, tmp_path / "again.txt")
    assert again.stop(signal.SIGINT) == 0
    assert using(home) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"COACH_HOME": "/proc/coach"}, "set COACH_HOME to a folder of yours"),
        ({"COACH_PORT": "http"}, "COACH_PORT must be a port number"),
        ({"COACH_PORT": "70000"}, "COACH_PORT must be a port number"),
        ({"COACH_EMBEDDINGS": "magic"}, "COACH_EMBEDDINGS must be"),
        ({"COACH_MARKET": "magic"}, "COACH_MARKET must be"),
        ({"COACH_SAMPLE_DIR": "/nowhere"}, "/nowhere"),
        ({"COACH_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}, "database"),
    ],
)
def test_what_hinders_a_start_is_one_sentence(home: Path, tmp_path: Path, change: dict[str, str], says: str) -> None:
    assert says in refused({**environment(home), **change})
    assert using(home) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_home_without_permission_is_said_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert "permission denied" in refused(environment(tmp_path / "home"))


def test_the_health_of_a_service_that_is_not_there(home: Path) -> None:
    done = subprocess.run([*COACH, "doctor", "--health"], env=environment(home), cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, b"")


def test_commands_work_without_a_service(home: Path, tmp_path: Path) -> None:
    env = environment(home)
    file = tmp_path / "trades.csv"
    file.write_text("date,type,symbol,quantity,price,currency,trade_id\n2021-02-01,BUY,KO,5,50,USD,alone1\n")
    outputs = []
    for arguments in (["import", str(file)], ["export", "--format", "csv"], ["link"]):
        done = subprocess.run([*COACH, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        outputs.append(done.stdout)
    assert "Imported 1, skipped 0" in outputs[0]
    assert "alone1" in outputs[1]
    assert outputs[2].startswith(f"http://127.0.0.1:{env['COACH_PORT']}/#link=")
    assert using(home) == []
