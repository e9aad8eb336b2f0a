"""`coach backup` beside a running service, and `coach restore` into a fresh home."""

import subprocess
from pathlib import Path

import pytest

from core.settings import ROOT
from tests.fixtures_service import COACH, Service, environment

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def coach(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*COACH, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def kept(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a backup of the running service, in which the person has a portfolio of their own."""
    with service.signed_in() as person:
        person.post("/api/v1/portfolios", json={"name": "Kept", "base_currency": "USD"}).raise_for_status()
        person.post("/api/v1/notes", json={"target": "KO", "text": "bought for its dividend"}).raise_for_status()
    path = tmp_path_factory.mktemp("backup") / "all.backup"
    done = service.coach("backup", str(path))
    assert done.returncode == 0, done.stderr
    assert str(path) in done.stdout
    assert path.stat().st_mode & 0o777 == 0o600
    return path


def test_a_fresh_home_gets_everything_and_an_empty_one_is_not_asked_twice(kept: Path, home: Path, service: Service) -> None:
    env = environment(home)
    assert "Restored 1 person" in coach(env, "restore", str(kept)).stdout
    assert coach(env, "export").stdout == service.coach("export").stdout
    again = coach(env, "restore", str(kept))
    assert (again.returncode, again.stdout) == (1, "")
    assert "a person's data here already" in again.stderr
    assert coach(env, "restore", str(kept), "--force").returncode == 0
    assert coach(env, "export").stdout == service.coach("export").stdout


def test_while_the_service_runs_nothing_is_restored(kept: Path, service: Service) -> None:
    before = service.coach("export").stdout
    done = service.coach("restore", str(kept), "--force")
    assert (done.returncode, done.stdout, service.coach("export").stdout) == (1, "", before)
    assert "already runs here" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["backup", "{kept}"], "is there already"),
        (["backup", "/nowhere/at/all"], "can not be written"),
        (["restore", "/nowhere/at/all"], "can not be read"),
        (["restore", "/etc/hostname"], "is not a whole backup"),
    ],
)
def test_what_is_wrong_is_one_sentence(kept: Path, service: Service, arguments: list[str], says: str) -> None:
    done = service.coach(*(each.format(kept=kept) for each in arguments))
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert says in done.stderr


def test_where_nothing_is_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    done = coach(environment(tmp_path / "none"), "backup", str(tmp_path / "b"))
    assert (done.returncode, list(tmp_path.iterdir())) == (1, [])
    assert "nothing to back up" in done.stderr
